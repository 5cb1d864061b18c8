// Level l holds the hashes of subtrees of height 8 l; what lies between two levels is hashed again
// when asked for.
#include "audit/tiles.hpp"

#include <memory>

#include <fmt/format.h>

namespace bursar::audit {
namespace {

std::vector<Hash> hashes_in(std::string_view bytes) {
  std::vector<Hash> hashes;
  for (std::size_t at = 0; at + Hash::k_bytes <= bytes.size(); at += Hash::k_bytes)
    hashes.push_back(Hash::of(bytes.substr(at, Hash::k_bytes)));
  return hashes;
}

Hash fold(const Hash* first, std::size_t count) {
  if (count == 1) return *first;
  return node_hash(fold(first, count / 2), fold(first + count / 2, count / 2));
}

}  // namespace

TreeDamaged::TreeDamaged(TileKey key)
    : what_(fmt::format("row {} of level {} of the stored tree is missing or cut short", key.second,
                        key.first)) {}

NodeReader nodes_of(TileReader read) {
  auto rows = std::make_shared<std::map<TileKey, std::vector<Hash>>>();
  return [read = std::move(read), rows](int height, std::int64_t index) {
    const int above = height % k_tile_height;
    const std::int64_t first = index << above;
    const TileKey key{height / k_tile_height, first / k_tile_width};
    auto row = rows->find(key);
    if (row == rows->end()) row = rows->emplace(key, hashes_in(read(key).value_or(""))).first;
    const auto offset = static_cast<std::size_t>(first % k_tile_width);
    const std::size_t count = std::size_t{1} << above;
    if (row->second.size() < offset + count) throw TreeDamaged(key);
    return fold(row->second.data() + offset, count);
  };
}

std::map<TileKey, std::string> grow_tiles(const TileReader& read, std::int64_t size,
                                          const std::vector<Hash>& leaves) {
  std::map<TileKey, std::string> changed;
  std::vector<Hash> fresh = leaves;
  for (std::int64_t level = 0; !fresh.empty(); ++level, size /= k_tile_width) {
    std::vector<Hash> parents;
    for (const Hash& hash : fresh) {
      const TileKey key{level, size / k_tile_width};
      auto row = changed.find(key);
      if (row == changed.end())
        row = changed.emplace(key, size % k_tile_width == 0 ? "" : read(key).value_or("")).first;
      std::string& bytes = row->second;
      if (bytes.size() != static_cast<std::size_t>(size % k_tile_width) * Hash::k_bytes)
        throw TreeDamaged(key);
      bytes.append(hash.view());
      if (++size % k_tile_width != 0) continue;
      const std::vector<Hash> full = hashes_in(bytes);
      parents.push_back(fold(full.data(), full.size()));
    }
    size -= static_cast<std::int64_t>(fresh.size());
    fresh = std::move(parents);
  }
  return changed;
}

}  // namespace bursar::audit
