// The words that passwords are most often made of: the alphabet of the block list.
#pragma once

#include <span>
#include <string_view>

namespace bursar::identity {

/// Lower-case words, at least three letters each.
std::span<const std::string_view> common_words();
/// Keyboard and alphabet walks; each also counts backwards.
std::span<const std::string_view> keyboard_walks();

}  // namespace bursar::identity
