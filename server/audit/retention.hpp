// Retention: the oldest sealed entries leave the trail in whole rows of the tree, each removal
// stated, signed and itself an entry. The tree keeps their hashes, so every checkpoint and every
// proof goes on holding, also for a removed entry that somebody kept a copy of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/checkpoint.hpp"
#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::audit {

/// Entries of one segment: a row of the lowest level of the tree.
inline constexpr std::int64_t k_segment_entries = 256;
/// Nothing younger ever goes; the database's own triggers hold the same bound.
inline constexpr std::int64_t k_keep_least_ms = 366 * k_day_ms;

/// What left the trail, or would: positions `first` to `last`.
struct Removal {
  std::int64_t first = 0;
  std::int64_t last = 0;
  Hash root;          ///< of the tree over the first `last` entries
  Instant newest_at;  ///< of the youngest of them
  Instant removed_at;
  std::string note;  ///< the signed statement of the above
};

/// What would go now, at most `segments_max` of them; nothing when nothing is old enough. The note
/// is empty. Errors: invalid (keep_ms) below the least.
Result<std::optional<Removal>> next_removal(storage::Tx& tx, Instant now, std::int64_t keep_ms,
                                            std::int64_t segments_max);
/// Takes them out. Error: refused/trail_broken when an entry is not what was sealed: evidence of
/// tampering never goes.
Result<std::optional<Removal>> remove_oldest(storage::Tx& tx, const Call& call,
                                             const SigningKey& key, std::int64_t keep_ms,
                                             std::int64_t segments_max);

/// All removals so far, oldest first, as stored.
std::vector<Removal> removals(storage::Tx& tx);
/// The statement of a note. Errors: those of open_note, invalid/malformed_removal.
Result<Removal> open_removal(std::string_view note, const std::vector<VerifierKey>& keys);

}  // namespace bursar::audit
