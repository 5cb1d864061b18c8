// Sealing of the trail: entries in the order of their positions become leaves of a Merkle tree, and
// each growth ends in a signed checkpoint. Nothing here runs in a payment's transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/audit.hpp"
#include "audit/checkpoint.hpp"

namespace bursar::audit {

/// What the next checkpoint adds.
struct Growth {
  std::int64_t size = 0;  ///< of the tree before it
  std::vector<Hash> leaves;
};
/// Entries after the last checkpoint, at most `limit`.
/// Error: refused/trail_broken when a position is missing or a row cannot be read.
Result<Growth> read_growth(storage::Tx& tx, std::int64_t limit);
/// Appends the leaves and signs the new state. Nothing when another process was faster.
/// Error: refused/trail_broken when the stored tree is damaged.
Result<std::optional<Checkpoint>> grow(storage::Tx& tx, const SigningKey& key, const Growth& growth,
                                       Instant now);

struct SignedState {
  Checkpoint checkpoint;
  Instant signed_at;
};
std::optional<SignedState> newest_checkpoint(storage::Tx& tx);
/// Checkpoints over more than `size` entries, smallest first.
std::vector<SignedState> checkpoints_after(storage::Tx& tx, std::int64_t size, std::int64_t limit);
/// Entries that have a position.
std::int64_t last_position(storage::Tx& tx);

struct InclusionProof {
  StoredEntry entry;
  std::string leaf;  ///< the sealed form that is hashed
  std::int64_t index = 0;
  std::vector<Hash> hashes;
  SignedState state;
};
/// Against the newest checkpoint. Errors: not_found, refused/not_sealed_yet (the next checkpoint
/// will cover it), refused/trail_broken (the proof would not hold).
Result<InclusionProof> prove_entry(storage::Tx& tx, const Scope& scope, AuditId id);

struct ConsistencyProof {
  SignedState from, to;
  std::vector<Hash> hashes;
};
/// Between the checkpoints over exactly these many entries; 0 as `to` means the newest.
/// Errors: not_found, invalid (from), refused/trail_broken.
Result<ConsistencyProof> prove_growth(storage::Tx& tx, std::int64_t from, std::int64_t to);

/// Proofs as the documents that office and command line hand out (JSON).
std::string proof_document(const InclusionProof& proof, const VerifierKey& key);
std::string proof_document(const ConsistencyProof& proof, const VerifierKey& key);

}  // namespace bursar::audit
