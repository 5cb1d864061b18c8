// The tree as rows of 256 hashes: reading any full subtree touches one row, growing touches the
// last row of each level only. Private to audit.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/merkle.hpp"

namespace bursar::audit {

inline constexpr int k_tile_height = 8;
inline constexpr std::int64_t k_tile_width = std::int64_t{1} << k_tile_height;

/// Level and position of a row.
using TileKey = std::pair<std::int64_t, std::int64_t>;
/// The hashes of a row one after the other; nothing when there is no such row.
using TileReader = std::function<std::optional<std::string>(TileKey)>;

/// Subtrees out of rows, each row read once. Throws TreeDamaged when a hash is not there.
NodeReader nodes_of(TileReader read);

class TreeDamaged : public std::exception {
 public:
  explicit TreeDamaged(TileKey key);
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

/// Rows that change when `leaves` are appended to a tree of `size`.
std::map<TileKey, std::string> grow_tiles(const TileReader& read, std::int64_t size,
                                          const std::vector<Hash>& leaves);

}  // namespace bursar::audit
