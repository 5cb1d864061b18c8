// The tree against the definition of RFC 6962 written down naively, and its known hash values.
#include "audit/merkle.hpp"

#include <gtest/gtest.h>

#include <map>

#include "audit/tiles.hpp"
#include "base/text.hpp"

namespace bursar::audit {
namespace {

std::vector<Hash> leaves(std::int64_t count) {
  std::vector<Hash> all;
  for (std::int64_t i = 0; i < count; ++i) all.push_back(leaf_hash("entry " + std::to_string(i)));
  return all;
}

// MTH of the RFC, word for word.
Hash tree_hash(const std::vector<Hash>& list, std::size_t begin, std::size_t end) {
  if (begin == end) return sha256("");
  if (end - begin == 1) return list[begin];
  std::size_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return node_hash(tree_hash(list, begin, begin + k), tree_hash(list, begin + k, end));
}

Hash tree_hash(const std::vector<Hash>& list, std::int64_t size) {
  return tree_hash(list, 0, static_cast<std::size_t>(size));
}

/// Rows of a tree grown in steps of `step`.
struct Rows {
  std::map<TileKey, std::string> rows;

  Rows(const std::vector<Hash>& all, std::int64_t step) {
    const auto count = static_cast<std::int64_t>(all.size());
    for (std::int64_t size = 0; size < count; size += step) {
      const auto end = std::min(count, size + step);
      for (auto& [key, bytes] : grow_tiles(reader(), size, {all.begin() + size, all.begin() + end}))
        rows[key] = bytes;
    }
  }
  TileReader reader() {
    return [this](TileKey key) {
      const auto row = rows.find(key);
      return row == rows.end() ? std::nullopt : std::optional(row->second);
    };
  }
};

// Protects compatibility with every other implementation: the RFC's own test values.
TEST(Merkle, KnownHashes) {
  EXPECT_EQ(to_hex(sha256("").view()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(leaf_hash("").view()),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  Frontier two;
  two.push(leaf_hash(""));
  two.push(leaf_hash(std::string_view("\0", 1)));
  EXPECT_EQ(to_hex(two.root().view()),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

// Protects the running root of the verifier at every size.
TEST(Merkle, FrontierFollowsTheDefinition) {
  const auto all = leaves(300);
  Frontier frontier;
  EXPECT_EQ(frontier.root(), tree_hash(all, 0));
  for (std::int64_t size = 1; size <= 300; ++size) {
    frontier.push(all[static_cast<std::size_t>(size - 1)]);
    ASSERT_EQ(frontier.root(), tree_hash(all, size)) << size;
  }
}

// Protects stored rows: however the tree grew, any root comes out of them, over three levels too.
TEST(Merkle, RowsHoldTheTreeHoweverItGrew) {
  const auto all = leaves(70'000);
  for (const std::int64_t step : {1'000, 999, 70'000}) {
    Rows rows(all, step);
    ASSERT_EQ(rows.rows.count({2, 0}), 1U);
    const NodeReader nodes = nodes_of(rows.reader());
    for (const std::int64_t size : {1, 255, 256, 257, 65'535, 65'536, 65'537, 70'000})
      ASSERT_EQ(root_of(nodes, size), tree_hash(all, size)) << step << " " << size;
  }
}

// Protects proofs: each verifies, and none verifies for another leaf, place, size or root.
TEST(Merkle, InclusionProofs) {
  const auto all = leaves(600);
  Rows rows(all, 7);
  const NodeReader nodes = nodes_of(rows.reader());
  for (std::int64_t size : {1, 2, 3, 7, 8, 255, 256, 257, 511, 600}) {
    const Hash root = tree_hash(all, size);
    for (std::int64_t index = 0; index<size; index += size> 64 ? 13 : 1) {
      const auto proof = inclusion_proof(nodes, index, size);
      const Hash& leaf = all[static_cast<std::size_t>(index)];
      ASSERT_TRUE(proves_inclusion(leaf, index, size, proof, root)) << index << " of " << size;
      EXPECT_FALSE(proves_inclusion(leaf_hash("other"), index, size, proof, root));
      EXPECT_FALSE(proves_inclusion(leaf, index + 1, size, proof, root));
      EXPECT_FALSE(proves_inclusion(leaf, index, size, proof, sha256("x")));
      auto longer = proof;
      longer.push_back(root);
      EXPECT_FALSE(proves_inclusion(leaf, index, size, longer, root));
      if (proof.empty()) continue;
      auto bent = proof;
      bent.back().bytes[3] ^= 1;
      EXPECT_FALSE(proves_inclusion(leaf, index, size, bent, root));
    }
  }
}

// Protects the claim that nothing sealed earlier changes when the tree grows.
TEST(Merkle, ConsistencyProofs) {
  const auto all = leaves(520);
  Rows rows(all, 100);
  const NodeReader nodes = nodes_of(rows.reader());
  for (std::int64_t size : {1, 2, 5, 8, 13, 256, 300, 520}) {
    const Hash root = tree_hash(all, size);
    for (std::int64_t from = 1; from <= size; from += size > 64 ? 11 : 1) {
      const auto proof = consistency_proof(nodes, from, size);
      const Hash older = tree_hash(all, from);
      ASSERT_TRUE(proves_consistency(from, older, size, root, proof)) << from << " to " << size;
      EXPECT_FALSE(proves_consistency(from, sha256("x"), size, root, proof));
      EXPECT_FALSE(proves_consistency(from, older, size, sha256("x"), proof));
      if (proof.empty()) continue;
      auto bent = proof;
      bent.front().bytes[0] ^= 1;
      EXPECT_FALSE(proves_consistency(from, older, size, root, bent));
    }
  }
}

// Protects against answering out of a row that somebody cut short.
TEST(Merkle, DamagedRowsAreNoticed) {
  Rows rows(leaves(300), 100);
  rows.rows[{0, 1}].resize(10);
  const NodeReader nodes = nodes_of(rows.reader());
  EXPECT_THROW(root_of(nodes, 300), TreeDamaged);
  EXPECT_THROW(grow_tiles(rows.reader(), 300, leaves(1)), TreeDamaged);
}

}  // namespace
}  // namespace bursar::audit
