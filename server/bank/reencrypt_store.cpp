// The statements that move orders, files and lines to another master key.
#include "bank/reencrypt.hpp"

namespace bursar::bank {
using vault::keyed_column;

std::vector<vault::SealedColumn> sealed_columns() {
  return {keyed_column(
              "bank_order.sealed_party", "bank_party",
              "SELECT id, sealed_party FROM bank_order WHERE id >= $1 AND length(sealed_party) > 0 "
              "AND substr(sealed_party, 1, 5) <> $2 ORDER BY id LIMIT $3",
              "UPDATE bank_order SET sealed_party = $1 WHERE id = $2 AND sealed_party = $3"),
          keyed_column(
              "bank_file.sealed_content", "bank_file",
              "SELECT id, sealed_content FROM bank_file WHERE id >= $1 AND "
              "substr(sealed_content, 1, 5) <> $2 ORDER BY id LIMIT $3",
              "UPDATE bank_file SET sealed_content = $1 WHERE id = $2 AND sealed_content = $3"),
          keyed_column("bank_statement.sealed_content", "bank_statement",
                       "SELECT id, sealed_content FROM bank_statement WHERE id >= $1 AND "
                       "substr(sealed_content, 1, 5) <> $2 ORDER BY id LIMIT $3",
                       "UPDATE bank_statement SET sealed_content = $1 WHERE id = $2 AND "
                       "sealed_content = $3"),
          keyed_column(
              "bank_line.sealed_party", "bank_party",
              "SELECT id, sealed_party FROM bank_line WHERE id >= $1 AND length(sealed_party) > 0 "
              "AND substr(sealed_party, 1, 5) <> $2 ORDER BY id LIMIT $3",
              "UPDATE bank_line SET sealed_party = $1 WHERE id = $2 AND sealed_party = $3")};
}

}  // namespace bursar::bank
