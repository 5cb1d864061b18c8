// A removal is checked before it happens: rows against the tree, the tree against its checkpoint.
#include "audit/retention.hpp"

#include <charconv>

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "audit/audit.hpp"
#include "audit/tree_store.hpp"
#include "base/text.hpp"

namespace bursar::audit {
namespace {

constexpr std::string_view k_title = "removed audit entries";

Error broken(std::string why) { return refused("trail_broken", std::move(why)); }

Error malformed() {
  return invalid("removal", "malformed_removal", "is no statement of a removal");
}

std::string statement(const SigningKey& key, const Removal& removal) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", key.verifier().name, k_title, removal.first,
                     removal.last, to_hex(removal.root.view()), removal.newest_at.ms,
                     removal.removed_at.ms);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::optional<std::int64_t> number_of(std::string_view line) {
  std::int64_t value = -1;
  const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (failure != std::errc() || end != line.data() + line.size() || value < 0) return std::nullopt;
  return value;
}

// Every row of the range, hashed again and compared with what the tree remembers.
Result<void> require_unchanged(storage::Tx& tx, const Removal& removal) {
  std::vector<Hash> leaves;
  store::visit_sealed(
      tx, removal.first - 1, removal.last - removal.first + 1, [&](const store::Sealed& sealed) {
        const auto expected = removal.first + static_cast<std::int64_t>(leaves.size());
        if (sealed.seq == expected && !sealed.text.empty())
          leaves.push_back(leaf_hash(sealed.text));
      });
  if (static_cast<std::int64_t>(leaves.size()) != removal.last - removal.first + 1)
    return broken(fmt::format("entries between {} and {} are missing or cannot be read",
                              removal.first, removal.last));
  const NodeReader nodes = nodes_of(store::tiles_in(tx));
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const std::int64_t index = removal.first - 1 + static_cast<std::int64_t>(i);
    if (nodes(0, index) != leaves[i])
      return broken(fmt::format("entry {} is not what was sealed", index + 1));
  }
  return ok();
}

Result<void> require_sound(storage::Tx& tx, const Removal& removal) {
  try {
    const auto newest = store::newest_checkpoint(tx);
    const NodeReader nodes = nodes_of(store::tiles_in(tx));
    if (!newest || root_of(nodes, newest->checkpoint.size) != newest->checkpoint.root)
      return broken("the stored tree does not lead to its newest checkpoint");
    return require_unchanged(tx, removal);
  } catch (const TreeDamaged& damage) {
    return broken(damage.what());
  }
}

void record_removal(storage::Tx& tx, const Call& call, const Removal& removal) {
  Entry entry;
  entry.action = store::k_removal_action;
  entry.subject_kind = "audit_trail";
  entry.subject_id = std::to_string(removal.last);
  entry.after = boost::json::serialize(boost::json::object{{"first_position", removal.first},
                                                           {"last_position", removal.last},
                                                           {"root", to_hex(removal.root.view())},
                                                           {"newest_at", removal.newest_at.ms}});
  record(tx, call, entry);
}

}  // namespace

Result<std::optional<Removal>> next_removal(storage::Tx& tx, Instant now, std::int64_t keep_ms,
                                            std::int64_t segments_max) {
  if (keep_ms < k_keep_least_ms)
    return invalid("keep_ms", "too_short", "entries are kept for twelve months at least");
  const auto newest = store::newest_checkpoint(tx);
  // One entry with a position always stays: the next position follows from it.
  const std::int64_t end =
      std::min(newest ? newest->checkpoint.size : 0, store::last_position(tx) - 1);
  Removal removal;
  removal.first = store::removed_to(tx) + 1;
  removal.last = removal.first - 1;
  removal.removed_at = now;
  for (std::int64_t segment = 0; segment < segments_max; ++segment) {
    const std::int64_t last = removal.last + k_segment_entries;
    if (last > end) break;
    const Instant youngest = store::youngest_of(tx, removal.last + 1, last);
    if (youngest.ms > now.ms - keep_ms) break;
    removal.newest_at = std::max(removal.newest_at, youngest);
    removal.last = last;
  }
  if (removal.last < removal.first) return std::optional<Removal>();
  return std::optional(std::move(removal));
}

Result<std::optional<Removal>> remove_oldest(storage::Tx& tx, const Call& call,
                                             const SigningKey& key, std::int64_t keep_ms,
                                             std::int64_t segments_max) {
  auto next = next_removal(tx, call.now, keep_ms, segments_max);
  if (!next || !*next) return next;
  Removal& removal = **next;
  if (auto sound = require_sound(tx, removal); !sound) return sound.error();
  removal.root = root_of(nodes_of(store::tiles_in(tx)), removal.last);
  removal.note = sign_note(key, statement(key, removal));
  store::insert_removal(tx, removal);
  store::delete_entries(tx, removal.first, removal.last);
  record_removal(tx, call, removal);
  return next;
}

std::vector<Removal> removals(storage::Tx& tx) { return store::removals(tx); }

Result<Removal> open_removal(std::string_view note, const std::vector<VerifierKey>& keys) {
  const auto opened = open_note(note, keys);
  if (!opened) return opened.error();
  std::string_view lines = *opened;
  (void)take_line(lines);  // the key's name, which open_note compared
  const bool titled = take_line(lines) == k_title;
  const auto first = number_of(take_line(lines));
  const auto last = number_of(take_line(lines));
  const auto root = from_hex(take_line(lines));
  const auto newest_at = number_of(take_line(lines));
  const auto removed_at = number_of(take_line(lines));
  if (!titled || !first || !last || !newest_at || !removed_at || !lines.empty()) return malformed();
  if (!root || root->size() != Hash::k_bytes) return malformed();
  return Removal{*first, *last, Hash::of(*root), {*newest_at}, {*removed_at}, std::string(note)};
}

}  // namespace bursar::audit
