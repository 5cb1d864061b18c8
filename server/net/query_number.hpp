// Numbers of query strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::net {

/// A text of decimal digits alone, at most `digits_max` (up to 18) of them, as the number it names;
/// nothing for every other text: no sign, no space, no point.
std::optional<std::int64_t> whole_number(std::string_view text, std::size_t digits_max = 18);
/// The same from `lowest` to `highest`.
std::optional<std::int64_t> whole_number(std::string_view text, std::int64_t lowest,
                                         std::int64_t highest);

}  // namespace bursar::net
