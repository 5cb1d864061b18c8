// Moving what is sealed from older master keys to the newest, some rows at a time: each batch is a
// transaction of its own, and what is already under the newest key is left alone, so it may stop
// anywhere and begin again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vault/vault.hpp"

namespace bursar::vault {

/// One sealed value with what opens it.
struct SealedRow {
  std::int64_t key = 0;   ///< first column of the table's key; rows are visited in its order
  std::int64_t part = 0;  ///< second column, where it is a number
  std::string name;       ///< second column, where it is a text
  std::string sealed;
  std::string purpose;
  std::string place;
};

/// A column of sealed values, as the module that owns the table declares it.
struct SealedColumn {
  std::string_view title;
  /// Rows from `from` on whose value is there and does not begin with `header`, at most `limit`.
  std::function<std::vector<SealedRow>(storage::Tx&, const storage::Blob& header, std::int64_t from,
                                       std::int64_t limit)>
      other_than;
  /// Puts `fresh` where `row.sealed` still stands.
  std::function<void(storage::Tx&, const SealedRow& row, const storage::Blob& fresh)> replace;
};

/// A column whose values are bound to "purpose|key". `read` takes from, header and limit and gives
/// key and value; `write` takes the fresh value, the key and the one it replaces.
SealedColumn keyed_column(std::string_view title, std::string_view purpose, std::string_view read,
                          std::string_view write);

struct Moved {
  std::int64_t rows = 0;
  std::optional<std::int64_t> next;  ///< go on from here; nothing: this was the end
};
/// Seals the next rows under the newest key. Throws std::runtime_error when one does not open.
Moved reencrypt(storage::Tx& tx, const KeyRing& keys, CryptoRandom& random,
                const SealedColumn& column, std::int64_t from, std::int64_t limit);
/// Rows that are not under the newest key; they stay as they are.
std::int64_t count_stale(storage::Tx& tx, const KeyRing& keys, const SealedColumn& column);

/// Data keys of cards.
SealedColumn card_column();

/// What was derived from the first master key and can never be made again under another: hashes
/// and fingerprints are compared, not opened.
const std::vector<std::string_view>& lasting_purposes();

}  // namespace bursar::vault
