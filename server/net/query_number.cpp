// Reads decimal digits and nothing else.
#include "net/query_number.hpp"

namespace bursar::net {

std::optional<std::int64_t> whole_number(std::string_view text, std::size_t digits_max) {
  if (text.empty() || text.size() > digits_max ||
      text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) number = number * 10 + (c - '0');
  return number;
}

std::optional<std::int64_t> whole_number(std::string_view text, std::int64_t lowest,
                                         std::int64_t highest) {
  const auto number = whole_number(text);
  return number && *number >= lowest && *number <= highest ? number : std::nullopt;
}

}  // namespace bursar::net
