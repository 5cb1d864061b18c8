// The statements that move data keys of cards to another master key. The number itself is under its
// data key and stays as it is.
#include "vault/card.hpp"
#include "vault/reencrypt.hpp"

namespace bursar::vault {

SealedColumn keyed_column(std::string_view title, std::string_view purpose, std::string_view read,
                          std::string_view write) {
  const auto reader = [purpose, read](storage::Tx& tx, const storage::Blob& header,
                                      std::int64_t from, std::int64_t limit) {
    return tx.all(read, {from, header, limit}, [purpose](const storage::Row& row) {
      SealedRow found;
      found.key = row.i64(0);
      found.sealed = row.blob(1);
      found.purpose = purpose;
      found.place = std::string(purpose) + "|" + std::to_string(found.key);
      return found;
    });
  };
  const auto writer = [write](storage::Tx& tx, const SealedRow& row, const storage::Blob& fresh) {
    tx.exec(write, {fresh, row.key, storage::Blob{row.sealed}});
  };
  return {title, reader, writer};
}

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
