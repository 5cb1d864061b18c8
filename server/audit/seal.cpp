// Growing is split in two: hashing runs on a read snapshot, the short write only appends rows of
// the tree. A proof is checked before it is handed out.
#include "audit/seal.hpp"

#include <fmt/format.h>

#include "audit/tree_store.hpp"

namespace bursar::audit {
namespace {

Error broken(std::string why) { return refused("trail_broken", std::move(why)); }

// Growing a damaged tree would bury the damage under a fresh signature.
Result<void> require_sound(storage::Tx& tx, const Checkpoint& newest) {
  try {
    if (root_of(nodes_of(store::tiles_in(tx)), newest.size) == newest.root) return ok();
  } catch (const TreeDamaged& damage) {
    return broken(damage.what());
  }
  return broken(
      fmt::format("the stored tree does not lead to the checkpoint over {} entries", newest.size));
}

}  // namespace

Result<Growth> read_growth(storage::Tx& tx, std::int64_t limit) {
  Growth growth;
  if (const auto newest = store::newest_checkpoint(tx)) {
    growth.size = newest->checkpoint.size;
    if (auto sound = require_sound(tx, newest->checkpoint); !sound) return sound.error();
  }
  std::int64_t next = growth.size + 1;
  bool readable = true;
  store::visit_sealed(tx, growth.size, limit, [&](const store::Sealed& sealed) {
    readable = readable && sealed.seq == next && !sealed.text.empty();
    if (!readable) return;
    growth.leaves.push_back(leaf_hash(sealed.text));
    ++next;
  });
  if (!readable) return broken(fmt::format("entry {} is missing or cannot be read", next));
  return growth;
}

Result<std::optional<Checkpoint>> grow(storage::Tx& tx, const SigningKey& key, const Growth& growth,
                                       Instant now) {
  const auto newest = store::newest_checkpoint(tx);
  const std::int64_t size = newest ? newest->checkpoint.size : 0;
  if (size != growth.size || growth.leaves.empty()) return std::optional<Checkpoint>();
  const TileReader rows = store::tiles_in(tx);
  try {
    store::save_tiles(tx, grow_tiles(rows, size, growth.leaves));
    const auto grown = size + static_cast<std::int64_t>(growth.leaves.size());
    Checkpoint checkpoint = make_checkpoint(key, grown, root_of(nodes_of(rows), grown));
    store::insert_checkpoint(tx, checkpoint, now);
    return std::optional(std::move(checkpoint));
  } catch (const TreeDamaged& damage) {
    return broken(damage.what());
  }
}

std::optional<SignedState> newest_checkpoint(storage::Tx& tx) {
  return store::newest_checkpoint(tx);
}

std::vector<SignedState> checkpoints_after(storage::Tx& tx, std::int64_t size, std::int64_t limit) {
  return store::checkpoints_after(tx, size, limit);
}

std::int64_t last_position(storage::Tx& tx) { return store::last_position(tx); }

Result<InclusionProof> prove_entry(storage::Tx& tx, const Scope& scope, AuditId id) {
  auto entry = load(tx, scope, id);
  if (!entry) return entry.error();
  const auto sealed = store::sealed_entry(tx, id);
  auto state = store::newest_checkpoint(tx);
  if (!sealed || !state || state->checkpoint.size < sealed->seq)
    return refused("not_sealed_yet", "the next checkpoint will cover this entry");
  InclusionProof proof{.entry = std::move(*entry),
                       .leaf = sealed->text,
                       .index = sealed->seq - 1,
                       .hashes = {},
                       .state = std::move(*state)};
  const Checkpoint& checkpoint = proof.state.checkpoint;
  try {
    proof.hashes = inclusion_proof(nodes_of(store::tiles_in(tx)), proof.index, checkpoint.size);
  } catch (const TreeDamaged& damage) {
    return broken(damage.what());
  }
  if (!proves_inclusion(leaf_hash(proof.leaf), proof.index, checkpoint.size, proof.hashes,
                        checkpoint.root))
    return broken(fmt::format("entry {} is not what the checkpoint over {} entries sealed",
                              sealed->seq, checkpoint.size));
  return proof;
}

Result<ConsistencyProof> prove_growth(storage::Tx& tx, std::int64_t from, std::int64_t to) {
  auto older = store::checkpoint_of(tx, from);
  auto newer = to == 0 ? store::newest_checkpoint(tx) : store::checkpoint_of(tx, to);
  if (!older || !newer) return not_found("checkpoint");
  const Checkpoint& first = older->checkpoint;
  const Checkpoint& second = newer->checkpoint;
  if (first.size > second.size)
    return invalid("from", "out_of_range", "must not be above the later checkpoint");
  ConsistencyProof proof{.from = *older, .to = *newer, .hashes = {}};
  try {
    proof.hashes = consistency_proof(nodes_of(store::tiles_in(tx)), first.size, second.size);
  } catch (const TreeDamaged& damage) {
    return broken(damage.what());
  }
  if (!proves_consistency(first.size, first.root, second.size, second.root, proof.hashes))
    return broken("the later checkpoint does not continue the earlier one");
  return proof;
}

}  // namespace bursar::audit
