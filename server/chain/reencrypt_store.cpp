// The statements that move receivers and signed bytes to another master key.
#include "chain/reencrypt.hpp"

namespace bursar::chain {
using vault::keyed_column;

std::vector<vault::SealedColumn> sealed_columns() {
  return {keyed_column(
              "chain_order.sealed_target", "chain_target",
              "SELECT id, sealed_target FROM chain_order WHERE id >= $1 AND "
              "substr(sealed_target, 1, 5) <> $2 ORDER BY id LIMIT $3",
              "UPDATE chain_order SET sealed_target = $1 WHERE id = $2 AND sealed_target = $3"),
          keyed_column(
              "chain_transaction.sealed_raw", "chain_raw",
              "SELECT id, sealed_raw FROM chain_transaction WHERE id >= $1 AND "
              "length(sealed_raw) > 0 AND substr(sealed_raw, 1, 5) <> $2 ORDER BY id LIMIT $3",
              "UPDATE chain_transaction SET sealed_raw = $1 WHERE id = $2 AND sealed_raw = $3")};
}

}  // namespace bursar::chain
