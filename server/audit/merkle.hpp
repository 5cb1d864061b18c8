// The Merkle tree of RFC 6962 over a growing list: hashes, proofs and their verification, without
// storage.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::audit {

struct Hash {
  static constexpr std::size_t k_bytes = 32;
  std::array<unsigned char, k_bytes> bytes{};
  auto operator<=>(const Hash&) const = default;
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  /// `bytes` has exactly 32 of them.
  static Hash of(std::string_view bytes);
};

Hash sha256(std::string_view bytes);
/// SHA-256 of 0x00 and the entry.
Hash leaf_hash(std::string_view entry);
/// SHA-256 of 0x01 and both children.
Hash node_hash(const Hash& left, const Hash& right);

/// Root of a list read from front to back: keeps one hash per full subtree.
class Frontier {
 public:
  void push(Hash leaf);
  std::int64_t size() const { return size_; }
  Hash root() const;

 private:
  std::vector<Hash> peaks_;  ///< full subtrees, widest first
  std::int64_t size_ = 0;
};

/// Hash of the full subtree over the 2^height leaves from index * 2^height.
using NodeReader = std::function<Hash(int height, std::int64_t index)>;

/// Root of the first `size` leaves.
Hash root_of(const NodeReader& nodes, std::int64_t size);
/// Siblings on the way from leaf `index` to the root of `size` leaves, lowest first.
std::vector<Hash> inclusion_proof(const NodeReader& nodes, std::int64_t index, std::int64_t size);
/// What shows that the tree of `size` leaves continues the one of `from`; 0 < from ≤ size.
std::vector<Hash> consistency_proof(const NodeReader& nodes, std::int64_t from, std::int64_t size);

bool proves_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size,
                      const std::vector<Hash>& proof, const Hash& root);
bool proves_consistency(std::int64_t from, const Hash& from_root, std::int64_t size,
                        const Hash& root, const std::vector<Hash>& proof);

}  // namespace bursar::audit
