// One walk over the entries in order. Stored leaf hashes tell which entry differs; the checkpoints,
// which nobody can sign again in the external file, tell whether it is the entry that is wrong.
#include "audit/verify.hpp"

#include <limits>
#include <map>

#include <fmt/format.h>

#include "audit/tree_store.hpp"

namespace bursar::audit {
namespace {

constexpr std::int64_t k_batch = 5'000;
constexpr std::size_t k_findings_max = 100;
constexpr std::int64_t k_checkpoints_batch = 10'000;

/// Roots that a tree of one size must have, with what claims so.
struct Claim {
  Hash root;
  std::string_view source;
};

class Walk {
 public:
  Walk(storage::Tx& tx, const Witness& witness) : tx_(tx), witness_(witness) {}

  Verification run() {
    claim_stored();
    claim_external();
    accept_removals();
    read_entries();
    judge_end();
    judge_counts();
    judge_tree();
    if (more_ > 0) found("entry", fmt::format("and {} more findings", more_));
    return std::move(report_);
  }

 private:
  void found(std::string check, std::string detail) {
    const bool last = more_ > 0 && detail.starts_with("and ");
    if (report_.findings.size() < k_findings_max || last)
      report_.findings.push_back({std::move(check), std::move(detail)});
    else ++more_;
  }

  void claim(const Checkpoint& checkpoint, std::string_view source) {
    claims_[checkpoint.size].push_back({checkpoint.root, source});
    report_.sealed = std::max(report_.sealed, checkpoint.size);
  }

  void claim_stored() {
    for (std::int64_t after = std::numeric_limits<std::int64_t>::min();;) {
      const auto states = store::checkpoints_after(tx_, after, k_checkpoints_batch);
      if (states.empty()) return;
      after = states.back().checkpoint.size;
      for (const SignedState& state : states) claim_stored(state.checkpoint);
    }
  }

  void claim_stored(const Checkpoint& stored) {
    ++report_.checkpoints;
    const auto opened = open_checkpoint(stored.note, witness_.keys);
    if (!opened)
      return found("checkpoint", fmt::format("the stored checkpoint over {} entries {}",
                                             stored.size, opened.error().message));
    if (opened->size != stored.size || opened->root != stored.root)
      found("checkpoint",
            fmt::format("the stored checkpoint over {} entries is not what its note says",
                        stored.size));
    claim(*opened, "checkpoint");
    stored_size_ = std::max(stored_size_, opened->size);
  }

  void claim_external() {
    if (!witness_.external) return;
    std::int64_t number = 0;
    for (const std::string& note : witness_.external->notes) {
      ++number;
      const auto opened = open_checkpoint(note, witness_.keys);
      if (!opened) {
        found("external",
              fmt::format("checkpoint {} of the external file {}", number, opened.error().message));
        continue;
      }
      ++report_.external_checkpoints;
      report_.external_size = std::max(report_.external_size, opened->size);
      claim(*opened, "external");
    }
  }

  // What retention took out is missing rightly where a signed statement says so: the tree's hashes
  // stand in, and every checkpoint over them is still compared.
  void accept_removals() {
    const TileReader rows = store::tiles_in(tx_);
    const std::vector<Removal> all = store::removals(tx_);
    const Instant gone = all.empty() ? Instant{} : all.back().newest_at;
    for (const Removal& stored : all) {
      if (!is_sound(stored, gone)) return;
      while (frontier_.size() < stored.last)
        push(stored_leaf(rows, frontier_.size()).value_or(Hash{}));
      if (frontier_.root() != stored.root)
        found("removal", fmt::format("the tree over the {} removed entries is not what was stated",
                                     stored.last));
      position_ = stored.last;
      report_.removed = stored.last;
    }
  }

  bool is_sound(const Removal& stored, Instant gone) {
    const auto refuse_it = [&](std::string_view why) {
      found("removal", fmt::format("the removal up to position {} {}", stored.last, why));
      return false;
    };
    const auto opened = open_removal(stored.note, witness_.keys);
    if (!opened) return refuse_it(opened.error().message);
    if (opened->first != stored.first || opened->last != stored.last ||
        opened->root != stored.root || opened->newest_at != stored.newest_at ||
        opened->removed_at != stored.removed_at)
      return refuse_it("is not what its statement says");
    if (stored.first != position_ + 1 || stored.last < stored.first)
      return refuse_it("does not follow the one before");
    if (stored.newest_at.ms > stored.removed_at.ms - k_keep_least_ms)
      return refuse_it("took entries younger than twelve months");
    // Its own entry may have gone with a later removal, by then a year old as well.
    if (stored.removed_at > gone && !store::is_removal_recorded(tx_, stored.last))
      return refuse_it("is not told of in the trail");
    return true;
  }

  void read_entries() {
    const TileReader rows = store::tiles_in(tx_);
    std::int64_t after = std::numeric_limits<std::int64_t>::min();
    for (std::int64_t read = k_batch; read == k_batch;) {
      read = 0;
      // Leaves of the batch first, then comparisons: they read other tables.
      std::vector<Leaf> leaves;
      store::visit_sealed(tx_, after, k_batch, [&](const store::Sealed& sealed) {
        ++read;
        after = sealed.seq;
        leaves.push_back({sealed.seq, sealed.key, leaf_hash(sealed.text), sealed.text.empty()});
      });
      for (const Leaf& leaf : leaves) take(rows, leaf);
    }
    end_range();
  }

  struct Leaf {
    std::int64_t seq = 0;
    std::int64_t key = 0;
    Hash hash;
    bool unreadable = false;
  };

  void take(const TileReader& rows, const Leaf& leaf) {
    ++visited_;
    if (leaf.seq <= position_) {
      found("sequence", fmt::format("entry {} stands at position {}, which is taken or below 1",
                                    name_of(leaf.key), leaf.seq));
      return;
    }
    if (leaf.seq - position_ > 1) skip_to(rows, leaf.seq);
    position_ = leaf.seq;
    if (leaf.unreadable)
      found("entry", fmt::format("entry {} at position {} holds a value of another type",
                                 name_of(leaf.key), leaf.seq));
    if (leaf.seq > report_.sealed) return end_range();
    compare(rows, leaf);
    push(leaf.hash);
  }

  // Positions without an entry: what the tree remembers stands in, so that the rest is still
  // compared.
  void skip_to(const TileReader& rows, std::int64_t next) {
    end_range();
    const std::int64_t first = position_ + 1;
    found("sequence",
          first == next - 1
              ? fmt::format("the entry at position {} is missing", first)
              : fmt::format("the entries at positions {} to {} are missing", first, next - 1));
    const std::int64_t known = std::min(next - 1, report_.sealed);
    while (frontier_.size() < known) push(stored_leaf(rows, frontier_.size()).value_or(Hash{}));
  }

  std::optional<Hash> stored_leaf(const TileReader& rows, std::int64_t index) {
    const TileKey key{0, index / k_tile_width};
    if (key != row_key_) {
      row_key_ = key;
      row_ = rows(key).value_or("");
    }
    const auto at = static_cast<std::size_t>(index % k_tile_width) * Hash::k_bytes;
    if (row_.size() < at + Hash::k_bytes) return std::nullopt;
    return Hash::of(std::string_view(row_).substr(at, Hash::k_bytes));
  }

  void compare(const TileReader& rows, const Leaf& leaf) {
    if (leaf.seq > stored_size_) return end_range();  // only the external file vouches for it
    const auto stored = stored_leaf(rows, leaf.seq - 1);
    if (stored == leaf.hash) return end_range();
    if (range_begin_ == 0) {
      range_begin_ = leaf.seq;
      range_name_ = name_of(leaf.key);
    }
    range_end_ = leaf.seq;
  }

  void end_range() {
    if (range_begin_ == 0) return;
    if (range_begin_ == range_end_)
      found("entry", fmt::format("entry {} at position {} is not what was sealed", range_name_,
                                 range_begin_));
    else
      found("entry", fmt::format("entries from {} at position {} to position {} are not what was "
                                 "sealed; one may have been put in, taken out or moved",
                                 range_name_, range_begin_, range_end_));
    range_begin_ = 0;
  }

  void push(const Hash& hash) {
    frontier_.push(hash);
    const auto claims = claims_.find(frontier_.size());
    if (claims == claims_.end()) return;
    const Hash root = frontier_.root();
    for (const Claim& claim : claims->second) {
      if (claim.root == root) continue;
      refuse(claim.source);
      return;
    }
    sound_ = frontier_.size();
  }

  void refuse(std::string_view source) {
    if (refused_++ > 0) return;  // later checkpoints contain the same difference
    found(std::string(source),
          fmt::format("the checkpoint over {} entries does not fit: something among positions {} "
                      "to {} was changed",
                      frontier_.size(), sound_ + 1, frontier_.size()));
  }

  void judge_end() {
    report_.entries = visited_;
    if (frontier_.size() >= report_.sealed) return;
    found(report_.external_size > frontier_.size() ? "external" : "checkpoint",
          fmt::format("entries from position {} on are missing: a checkpoint covers {}",
                      frontier_.size() + 1, report_.sealed));
  }

  void judge_counts() {
    const store::Counts counts = store::count_entries(tx_);
    report_.unnumbered = counts.unnumbered;
    if (counts.numbered != visited_)
      found("sequence",
            fmt::format("{} entries share a position with another", counts.numbered - visited_));
    // SQLite numbers an entry when it is written: one without a position came another way.
    if (counts.unnumbered > 0 && tx_.dialect() == storage::Dialect::sqlite)
      found("sequence", fmt::format("{} entries have no position", counts.unnumbered));
  }

  void judge_tree() {
    const auto newest = store::newest_checkpoint(tx_);
    if (!newest) return;
    const Checkpoint& last = newest->checkpoint;
    try {
      if (last.size > 0 && root_of(nodes_of(store::tiles_in(tx_)), last.size) == last.root) return;
      found("tree", fmt::format("the stored tree does not lead to the checkpoint over {} entries",
                                last.size));
    } catch (const TreeDamaged& damage) {
      found("tree", damage.what());
    }
  }

  static std::string name_of(std::int64_t key) {
    constexpr std::int64_t k_key_end = std::int64_t{1} << 62;
    return key > 0 && key < k_key_end ? AuditId{key}.text() : fmt::format("number {}", key);
  }

  storage::Tx& tx_;
  const Witness& witness_;
  Verification report_;
  std::map<std::int64_t, std::vector<Claim>> claims_;
  Frontier frontier_;
  std::int64_t position_ = 0;  ///< of the entry read last
  std::int64_t visited_ = 0;
  std::int64_t stored_size_ = 0;  ///< entries the stored tree should know
  std::int64_t sound_ = 0;        ///< widest checkpoint that fits
  std::int64_t refused_ = 0;
  std::int64_t more_ = 0;
  std::int64_t range_begin_ = 0;
  std::int64_t range_end_ = 0;
  std::string range_name_;
  TileKey row_key_{-1, -1};
  std::string row_;
};

}  // namespace

Verification verify(storage::Tx& tx, const Witness& witness) { return Walk(tx, witness).run(); }

}  // namespace bursar::audit
