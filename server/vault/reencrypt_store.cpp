// The statements that move data keys of cards to another master key. The number itself is under its
// data key and stays as it is.
#include "vault/card.hpp"
#include "vault/reencrypt.hpp"

namespace bursar::vault {

SealedColumn card_column() {
  const auto read = [](storage::Tx& tx, const storage::Blob& header, std::int64_t from,
                       std::int64_t limit) {
    return tx.all(
        "SELECT id, company_id, data_key_sealed FROM card WHERE id >= $1 AND "
        "length(data_key_sealed) > 0 AND substr(data_key_sealed, 1, 5) <> $2 ORDER BY id LIMIT $3",
        {from, header, limit}, [](const storage::Row& row) {
          SealedRow found;
          found.key = row.i64(0);
          found.sealed = row.blob(2);
          found.purpose = k_data_key_purpose;
          found.place = card_place(row.id<CompanyId>(1), row.id<CardId>(0), "data_key");
          return found;
        });
  };
  const auto write = [](storage::Tx& tx, const SealedRow& row, const storage::Blob& fresh) {
    tx.exec("UPDATE card SET data_key_sealed = $1 WHERE id = $2 AND data_key_sealed = $3",
            {fresh, row.key, storage::Blob{row.sealed}});
  };
  return {"card.data_key_sealed", read, write};
}

}  // namespace bursar::vault
