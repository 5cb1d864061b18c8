// The statements that move orders, files and lines to another master key.
#include "bank/reencrypt.hpp"

namespace bursar::bank {
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
  return {
      column("bank_order.sealed_party", "bank_party",
             "SELECT id, sealed_party FROM bank_order WHERE id >= $1 AND length(sealed_party) > 0 "
             "AND substr(sealed_party, 1, 5) <> $2 ORDER BY id LIMIT $3",
             "UPDATE bank_order SET sealed_party = $1 WHERE id = $2 AND sealed_party = $3"),
      column("bank_file.sealed_content", "bank_file",
             "SELECT id, sealed_content FROM bank_file WHERE id >= $1 AND "
             "substr(sealed_content, 1, 5) <> $2 ORDER BY id LIMIT $3",
             "UPDATE bank_file SET sealed_content = $1 WHERE id = $2 AND sealed_content = $3"),
      column("bank_statement.sealed_content", "bank_statement",
             "SELECT id, sealed_content FROM bank_statement WHERE id >= $1 AND "
             "substr(sealed_content, 1, 5) <> $2 ORDER BY id LIMIT $3",
             "UPDATE bank_statement SET sealed_content = $1 WHERE id = $2 AND "
             "sealed_content = $3"),
      column("bank_line.sealed_party", "bank_party",
             "SELECT id, sealed_party FROM bank_line WHERE id >= $1 AND length(sealed_party) > 0 "
             "AND substr(sealed_party, 1, 5) <> $2 ORDER BY id LIMIT $3",
             "UPDATE bank_line SET sealed_party = $1 WHERE id = $2 AND sealed_party = $3")};
}

}  // namespace bursar::bank
