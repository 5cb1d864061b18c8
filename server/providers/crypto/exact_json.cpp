// Turning fractions into text before they could become floats, and text into minor units.
#include "providers/crypto/exact_json.hpp"

namespace bursar::providers {
namespace {

constexpr int k_digits_max = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_number_char(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// The end of the string that starts at `at`, behind its closing quote.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') ++at;
    else if (text[at] == '"') return at + 1;
  }
  return text.size();
}

std::string with_quoted_fractions(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 64);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '"') end = std::min(string_end(text, at), text.size());
    const bool number = is_digit(text[at]) || text[at] == '-';
    while (number && end < text.size() && is_number_char(text[end])) ++end;
    const std::string_view part = text.substr(at, end - at);
    const bool fraction = number && part.find_first_of(".eE") != std::string_view::npos;
    if (fraction) out.append("\"").append(part).append("\"");
    else out.append(part);
    at = end;
  }
  return out;
}

struct Decimal {
  bool negative = false;
  std::string digits;  ///< without leading zeros
  int scale = 0;       ///< digits behind the point
};

std::optional<int> exponent_in(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 3) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

std::optional<Decimal> decimal_of(std::string_view text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);
  if (const std::size_t mark = text.find_first_of("eE"); mark != std::string_view::npos) {
    const auto exponent = exponent_in(text.substr(mark + 1));
    if (!exponent) return std::nullopt;
    decimal.scale = -*exponent;
    text = text.substr(0, mark);
  }
  bool behind = false, any = false;
  for (const char c : text) {
    if (c == '.' && !behind) {
      behind = true;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    any = true;
    if (c != '0' || !decimal.digits.empty()) decimal.digits.push_back(c);
    if (behind) ++decimal.scale;
  }
  if (!any) return std::nullopt;
  return decimal;
}

}  // namespace

std::optional<boost::json::value> parse_exact(std::string_view text) {
  boost::system::error_code failure;
  boost::json::value parsed = boost::json::parse(with_quoted_fractions(text), failure);
  if (failure) return std::nullopt;
  return parsed;
}

std::optional<std::int64_t> minor_of(std::string_view text, int exponent) {
  auto decimal = decimal_of(text);
  if (!decimal) return std::nullopt;
  for (; decimal->scale > exponent; --decimal->scale) {
    if (decimal->digits.empty()) break;
    if (decimal->digits.back() != '0') return std::nullopt;
    decimal->digits.pop_back();
  }
  if (decimal->digits.empty()) return 0;
  const int zeros = exponent - decimal->scale;
  if (static_cast<int>(decimal->digits.size()) + zeros > k_digits_max) return std::nullopt;
  decimal->digits.append(static_cast<std::size_t>(zeros), '0');
  std::int64_t minor = 0;
  for (const char c : decimal->digits) minor = minor * 10 + (c - '0');
  return decimal->negative ? -minor : minor;
}

}  // namespace bursar::providers
