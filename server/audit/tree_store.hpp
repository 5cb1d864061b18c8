// Rows of the tree, its checkpoints, and entries in their sealed form. Private to audit.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/retention.hpp"
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

/// What an entry about a removal is called; its subject is the removal's last position.
inline constexpr std::string_view k_removal_action = "remove_audit_entries";
/// Last position that retention took out; 0 when nothing was.
std::int64_t removed_to(storage::Tx& tx);
/// Time of the youngest entry of a range.
Instant youngest_of(storage::Tx& tx, std::int64_t first, std::int64_t last);
void insert_removal(storage::Tx& tx, const Removal& removal);
void delete_entries(storage::Tx& tx, std::int64_t first, std::int64_t last);
std::vector<Removal> removals(storage::Tx& tx);
/// Whether an entry tells of the removal that ended at `last`.
bool is_removal_recorded(storage::Tx& tx, std::int64_t last);

}  // namespace bursar::audit::store
