// The header of sealed bytes names their key, so a query finds what has to move.
#include "vault/reencrypt.hpp"

#include "vault/seal.hpp"

namespace bursar::vault {

Moved reencrypt(storage::Tx& tx, const KeyRing& keys, CryptoRandom& random,
                const SealedColumn& column, std::int64_t from, std::int64_t limit) {
  const storage::Blob newest{sealed_header(keys.current_version())};
  const std::vector<SealedRow> rows = column.other_than(tx, newest, from, limit);
  Moved moved;
  for (const SealedRow& row : rows) {
    const Secret plain = unseal(keys, row.purpose, row.sealed, row.place);
    column.replace(tx, row, storage::Blob{seal(keys, random, row.purpose, plain, row.place)});
    ++moved.rows;
  }
  // The same first column may go on in the next batch: what moved is not seen again.
  if (moved.rows == limit) moved.next = rows.back().key;
  return moved;
}

std::int64_t count_stale(storage::Tx& tx, const KeyRing& keys, const SealedColumn& column) {
  const storage::Blob newest{sealed_header(keys.current_version())};
  return static_cast<std::int64_t>(column.other_than(tx, newest, 0, 1'000'000).size());
}

const std::vector<std::string_view>& lasting_purposes() {
  static const std::vector<std::string_view> k_purposes{"password_pepper", "api_key_pepper",
                                                        "card_fingerprint", "message_box"};
  return k_purposes;
}

}  // namespace bursar::vault
