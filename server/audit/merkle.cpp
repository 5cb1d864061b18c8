// RFC 6962 section 2.1. Recursions of the text are loops here; a range always begins where a full
// subtree of its size may begin, so each splits at the largest power of two below its length.
#include "audit/merkle.hpp"

#include <algorithm>
#include <bit>
#include <memory>

#include <openssl/evp.h>

#include "base/check.hpp"

namespace bursar::audit {
namespace {

/// One digest context per thread: making one costs more than hashing an entry.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    check(context_ != nullptr, "no digest context");
  }
  Digest& begin() {
    check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1, "SHA-256 cannot start");
    return *this;
  }
  Digest& add(std::string_view bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "SHA-256 failed");
    return *this;
  }
  Hash end() {
    Hash hash;
    check(EVP_DigestFinal_ex(context_.get(), hash.bytes.data(), nullptr) == 1, "SHA-256 failed");
    return hash;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Digest& digest() {
  thread_local Digest own;
  return own.begin();
}

std::int64_t split_of(std::int64_t length) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(length - 1)));
}

// Hash of the leaves from `begin` on, `length` of them.
Hash range_hash(const NodeReader& nodes, std::int64_t begin, std::int64_t length) {
  if (std::has_single_bit(static_cast<std::uint64_t>(length))) {
    const int height = std::countr_zero(static_cast<std::uint64_t>(length));
    return nodes(height, begin >> height);
  }
  const std::int64_t split = split_of(length);
  return node_hash(range_hash(nodes, begin, split),
                   range_hash(nodes, begin + split, length - split));
}

}  // namespace

Hash Hash::of(std::string_view bytes) {
  check(bytes.size() == k_bytes, "a hash has 32 bytes");
  Hash hash;
  std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
  return hash;
}

Hash sha256(std::string_view bytes) { return digest().add(bytes).end(); }

Hash leaf_hash(std::string_view entry) {
  return digest().add(std::string_view("\0", 1)).add(entry).end();
}

Hash node_hash(const Hash& left, const Hash& right) {
  return digest().add("\1").add(left.view()).add(right.view()).end();
}

void Frontier::push(Hash leaf) {
  // Each trailing one of the size is a full subtree as wide as what has just been made.
  for (auto rest = static_cast<std::uint64_t>(size_); (rest & 1) != 0; rest >>= 1) {
    leaf = node_hash(peaks_.back(), leaf);
    peaks_.pop_back();
  }
  peaks_.push_back(leaf);
  ++size_;
}

Hash Frontier::root() const {
  if (peaks_.empty()) return sha256("");
  Hash root = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = node_hash(peaks_[i], root);
  return root;
}

Hash root_of(const NodeReader& nodes, std::int64_t size) {
  return size == 0 ? sha256("") : range_hash(nodes, 0, size);
}

std::vector<Hash> inclusion_proof(const NodeReader& nodes, std::int64_t index, std::int64_t size) {
  check(index >= 0 && index < size, "a proof is about a leaf of the tree");
  std::vector<Hash> proof;
  std::int64_t begin = 0;
  for (std::int64_t length = size; length > 1;) {
    const std::int64_t split = split_of(length);
    const bool left = index - begin < split;
    proof.push_back(left ? range_hash(nodes, begin + split, length - split)
                         : range_hash(nodes, begin, split));
    if (!left) begin += split;
    length = left ? split : length - split;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

std::vector<Hash> consistency_proof(const NodeReader& nodes, std::int64_t from, std::int64_t size) {
  check(from > 0 && from <= size, "a tree continues a smaller one");
  std::vector<Hash> proof;
  std::int64_t begin = 0;
  std::int64_t length = size;
  bool known = true;  // the reader holds the hash of the range the walk has come to
  while (from - begin < length) {
    const std::int64_t split = split_of(length);
    const bool left = from - begin <= split;
    proof.push_back(left ? range_hash(nodes, begin + split, length - split)
                         : range_hash(nodes, begin, split));
    if (!left) {
      begin += split;
      known = false;
    }
    length = left ? split : length - split;
  }
  if (!known) proof.push_back(range_hash(nodes, begin, length));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

bool proves_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size,
                      const std::vector<Hash>& proof, const Hash& root) {
  if (index < 0 || index >= size) return false;
  Hash hash = leaf;
  std::int64_t last = size - 1;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((index & 1) != 0 || index == last) {
      hash = node_hash(sibling, hash);
      // A last node without a sibling moved up unchanged.
      while ((index & 1) == 0 && index != 0) {
        index >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    index >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool proves_consistency(std::int64_t from, const Hash& from_root, std::int64_t size,
                        const Hash& root, const std::vector<Hash>& proof) {
  if (from <= 0 || from > size) return false;
  if (from == size) return proof.empty() && from_root == root;
  std::int64_t node = from - 1;
  std::int64_t last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  std::size_t next = 0;
  if (node != 0 && proof.empty()) return false;
  Hash older = node == 0 ? from_root : proof[next++];
  Hash newer = older;
  for (; next < proof.size(); ++next) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      older = node_hash(proof[next], older);
      newer = node_hash(proof[next], newer);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      newer = node_hash(newer, proof[next]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && older == from_root && newer == root;
}

}  // namespace bursar::audit
