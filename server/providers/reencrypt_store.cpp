// The statements that move provider secrets to another master key.
#include "providers/accounts.hpp"
#include "providers/reencrypt.hpp"

namespace bursar::providers {

vault::SealedColumn secret_column() {
  const auto read = [](storage::Tx& tx, const storage::Blob& header, std::int64_t from,
                       std::int64_t limit) {
    return tx.all(
        "SELECT account_id, name, sealed FROM provider_secret WHERE account_id >= $1 AND "
        "length(sealed) > 0 AND substr(sealed, 1, 5) <> $2 ORDER BY account_id, name LIMIT $3",
        {from, header, limit}, [](const storage::Row& row) {
          vault::SealedRow found;
          found.key = row.i64(0);
          found.name = row.text(1);
          found.sealed = row.blob(2);
          found.purpose = secret_purpose(found.name);
          found.place = secret_place(row.id<ProviderAccountId>(0), found.name);
          return found;
        });
  };
  const auto write = [](storage::Tx& tx, const vault::SealedRow& row, const storage::Blob& fresh) {
    tx.exec(
        "UPDATE provider_secret SET sealed = $1 WHERE account_id = $2 AND name = $3 AND "
        "sealed = $4",
        {fresh, row.key, row.name, storage::Blob{row.sealed}});
  };
  return {"provider_secret.sealed", read, write};
}

}  // namespace bursar::providers
