// Rows of the tree, its checkpoints, and entries in their sealed form. Private to audit.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/seal.hpp"
#include "audit/tiles.hpp"

namespace bursar::audit::store {

/// Reads rows of the tree as long as the transaction lives.
TileReader tiles_in(storage::Tx& tx);
void save_tiles(storage::Tx& tx, const std::map<TileKey, std::string>& tiles);

void insert_checkpoint(storage::Tx& tx, const Checkpoint& checkpoint, Instant now);
/// As stored, signature unchecked; the newest, or the first of at least `size` entries.
std::optional<SignedState> newest_checkpoint(storage::Tx& tx);
std::optional<SignedState> checkpoint_from(storage::Tx& tx, std::int64_t size);
std::optional<SignedState> checkpoint_of(storage::Tx& tx, std::int64_t size);
std::vector<SignedState> checkpoints_after(storage::Tx& tx, std::int64_t size, std::int64_t limit);

/// An entry ready to be hashed. `text` is empty when a column holds another type than it should.
struct Sealed {
  std::int64_t seq = 0;
  std::int64_t key = 0;
  std::string text;
};
/// Entries with a position above `after`, in order, at most `limit`; `text` lives for the call.
void visit_sealed(storage::Tx& tx, std::int64_t after, std::int64_t limit,
                  const std::function<void(const Sealed&)>& visit);
std::optional<Sealed> sealed_entry(storage::Tx& tx, AuditId id);

std::int64_t last_position(storage::Tx& tx);
struct Counts {
  std::int64_t numbered = 0;
  std::int64_t unnumbered = 0;
};
Counts count_entries(storage::Tx& tx);

}  // namespace bursar::audit::store
