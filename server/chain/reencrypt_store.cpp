// The statements that move receivers and signed bytes to another master key.
#include "chain/reencrypt.hpp"

namespace bursar::chain {
namespace {

vault::SealedColumn column(std::string_view title, std::string_view purpose, std::string_view read,
                           std::string_view write) {
  const auto reader = [purpose, read](storage::Tx& tx, const storage::Blob& header,
                                      std::int64_t from, std::int64_t limit) {
    return tx.all(read, {from, header, limit}, [purpose](const storage::Row& row) {
      vault::SealedRow found;
      found.key = row.i64(0);
      found.sealed = row.blob(1);
      found.purpose = purpose;
      found.place = std::string(purpose) + "|" + std::to_string(found.key);
      return found;
    });
  };
  const auto writer = [write](storage::Tx& tx, const vault::SealedRow& row,
                              const storage::Blob& fresh) {
    tx.exec(write, {fresh, row.key, storage::Blob{row.sealed}});
  };
  return {title, reader, writer};
}

}  // namespace

std::vector<vault::SealedColumn> sealed_columns() {
  return {column("chain_order.sealed_target", "chain_target",
                 "SELECT id, sealed_target FROM chain_order WHERE id >= $1 AND "
                 "substr(sealed_target, 1, 5) <> $2 ORDER BY id LIMIT $3",
                 "UPDATE chain_order SET sealed_target = $1 WHERE id = $2 AND sealed_target = $3"),
          column("chain_transaction.sealed_raw", "chain_raw",
                 "SELECT id, sealed_raw FROM chain_transaction WHERE id >= $1 AND "
                 "length(sealed_raw) > 0 AND substr(sealed_raw, 1, 5) <> $2 ORDER BY id LIMIT $3",
                 "UPDATE chain_transaction SET sealed_raw = $1 WHERE id = $2 AND sealed_raw = $3")};
}

}  // namespace bursar::chain
