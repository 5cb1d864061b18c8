// Proofs as JSON documents: everything a verifier needs that knows nothing of Bursar.
#include <boost/json.hpp>

#include "audit/seal.hpp"
#include "base/text.hpp"

namespace bursar::audit {
namespace {

namespace json = boost::json;

json::array hex_of(const std::vector<Hash>& hashes) {
  json::array texts;
  for (const Hash& hash : hashes) texts.emplace_back(to_hex(hash.view()));
  return texts;
}

}  // namespace

std::string proof_document(const InclusionProof& proof, const VerifierKey& key) {
  return json::serialize(json::object{{"kind", "inclusion"},
                                      {"audit_id", proof.entry.id.text()},
                                      {"leaf", proof.leaf},
                                      {"leaf_index", proof.index},
                                      {"tree_size", proof.state.checkpoint.size},
                                      {"hashes", hex_of(proof.hashes)},
                                      {"checkpoint", proof.state.checkpoint.note},
                                      {"signed_at", proof.state.signed_at.ms},
                                      {"verifier_key", key.text()}});
}

std::string proof_document(const ConsistencyProof& proof, const VerifierKey& key) {
  return json::serialize(json::object{{"kind", "consistency"},
                                      {"from_size", proof.from.checkpoint.size},
                                      {"to_size", proof.to.checkpoint.size},
                                      {"hashes", hex_of(proof.hashes)},
                                      {"from_checkpoint", proof.from.checkpoint.note},
                                      {"to_checkpoint", proof.to.checkpoint.note},
                                      {"verifier_key", key.text()}});
}

}  // namespace bursar::audit
