// Exact conversions between text and value.
#include "rules/literal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace bursar::rules {
namespace {

constexpr std::int64_t k_most = std::numeric_limits<std::int64_t>::max();

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
// From the largest; "ms" is told from "m" by its second letter.
constexpr std::array k_units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                             Unit{"s", 1'000}, Unit{"ms", 1}};

std::string unsigned_fixed(std::uint64_t amount, int digits) {
  std::string text = std::to_string(amount);
  if (digits == 0) return text;
  const auto wanted = static_cast<std::size_t>(digits);
  if (text.size() <= wanted) text.insert(0, wanted + 1 - text.size(), '0');
  text.insert(text.size() - wanted, 1, '.');
  return text;
}

std::string signed_fixed(std::int64_t amount, int digits) {
  const bool negative = amount < 0;
  const std::uint64_t size =
      negative ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  return (negative ? "-" : "") + unsigned_fixed(size, digits);
}

std::optional<Address> parse_v4(std::string_view text) {
  std::uint64_t address = 0;
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (part == 3)) return std::nullopt;
    const std::string_view digits = text.substr(0, dot);
    if (!all_digits(digits) || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0'))
      return std::nullopt;
    std::uint64_t byte = 0;
    for (const char c : digits) byte = byte * 10 + static_cast<std::uint64_t>(c - '0');
    if (byte > 255) return std::nullopt;
    address = address << 8 | byte;
    if (part < 3) text.remove_prefix(dot + 1);
  }
  return Address{0, 0xffff'0000'0000U | address, true};
}

// The groups of one side of "::"; nothing when one is malformed or there are too many.
struct Groups {
  std::array<std::uint16_t, 8> value{};
  std::size_t count = 0;
};
bool read_groups(std::string_view text, Groups& groups) {
  if (text.empty()) return true;
  for (;;) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    if (part.find('.') != std::string_view::npos) {
      const auto tail = parse_v4(part);
      if (!tail || colon != std::string_view::npos || groups.count > 6) return false;
      groups.value[groups.count++] = static_cast<std::uint16_t>(tail->low >> 16);
      groups.value[groups.count++] = static_cast<std::uint16_t>(tail->low);
      return true;
    }
    std::uint16_t group = 0;
    if (part.empty() || part.size() > 4 || groups.count == 8) return false;
    const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), group, 16);
    if (failure != std::errc() || end != part.data() + part.size()) return false;
    groups.value[groups.count++] = group;
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
}

std::optional<Address> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  Groups front;
  Groups back;
  if (!read_groups(text.substr(0, gap), front)) return std::nullopt;
  if (gap != std::string_view::npos) {
    if (text.substr(0, gap).find('.') != std::string_view::npos) return std::nullopt;
    if (!read_groups(text.substr(gap + 2), back)) return std::nullopt;
    if (front.count + back.count > 7) return std::nullopt;
  } else if (front.count != 8) {
    return std::nullopt;
  }
  std::array<std::uint16_t, 8> all{};
  std::copy_n(front.value.begin(), front.count, all.begin());
  std::copy_n(back.value.begin(), back.count, all.end() - static_cast<std::ptrdiff_t>(back.count));
  Address address;
  for (std::size_t i = 0; i < 4; ++i) {
    address.high = address.high << 16 | all.at(i);
    address.low = address.low << 16 | all.at(i + 4);
  }
  address.is_v4 = address.high == 0 && address.low >> 32 == 0xffff;
  return address;
}

struct Mask {
  std::uint64_t high;
  std::uint64_t low;
};
Mask mask_of(int bits) {
  constexpr std::uint64_t k_all = ~std::uint64_t{0};
  if (bits <= 0) return {0, 0};
  if (bits < 64) return {k_all << (64 - bits), 0};
  if (bits == 64) return {k_all, 0};
  return {k_all, bits >= 128 ? k_all : k_all << (128 - bits)};
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view digits, bool negative) {
  if (!all_digits(digits)) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : digits) {
    const int digit = negative ? -(c - '0') : c - '0';
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
        __builtin_add_overflow(value, std::int64_t{digit}, &value))
      return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> parse_fixed(std::string_view text, int digits, bool negative) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view part;
  if (point != std::string_view::npos) {
    part = text.substr(point + 1);
    if (!all_digits(part) || part.size() > static_cast<std::size_t>(digits)) return std::nullopt;
  }
  if (!all_digits(whole)) return std::nullopt;
  std::string joined(whole);
  joined += part;
  joined.append(static_cast<std::size_t>(digits) - part.size(), '0');
  return parse_integer(joined, negative);
}

std::optional<std::int64_t> parse_duration(std::string_view text, bool negative) {
  std::int64_t total = 0;
  std::int64_t smallest = k_most;
  while (!text.empty()) {
    const std::size_t letters = text.find_first_not_of("0123456789");
    if (letters == 0 || letters == std::string_view::npos) return std::nullopt;
    const auto amount = parse_integer(text.substr(0, letters), negative);
    text.remove_prefix(letters);
    const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
    const auto unit = std::find_if(k_units.begin(), k_units.end(),
                                   [&](const Unit& one) { return one.name == name; });
    // Units come from the largest to the smallest, each once: 1h30m.
    if (!amount || unit == k_units.end() || unit->ms >= smallest) return std::nullopt;
    smallest = unit->ms;
    std::int64_t ms = 0;
    if (__builtin_mul_overflow(*amount, unit->ms, &ms) || __builtin_add_overflow(total, ms, &total))
      return std::nullopt;
    text.remove_prefix(name.size());
  }
  if (smallest == k_most) return std::nullopt;
  return total;
}

std::optional<std::int64_t> parse_money(std::string_view text, Currency currency) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  return parse_fixed(text, currency.exponent(), negative);
}

std::string decimal_spelling(std::int64_t micro) {
  std::string text = signed_fixed(micro, 6);
  while (text.back() == '0' && text[text.size() - 2] != '.') text.pop_back();
  return text;
}

std::string duration_spelling(std::int64_t ms) {
  for (const Unit& unit : k_units)
    if (ms % unit.ms == 0 && (ms != 0 || unit.name == "s"))
      return std::to_string(ms / unit.ms) + std::string(unit.name);
  return "0s";
}

std::string money_spelling(std::int64_t minor, Currency currency) {
  return signed_fixed(minor, currency.exponent());
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else out += c;
  }
  return out + "\"";
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.size() > 45) return std::nullopt;
  return text.find(':') == std::string_view::npos ? parse_v4(text) : parse_v6(text);
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = parse_address(text.substr(0, slash));
  if (!base) return std::nullopt;
  const bool is_short = text.find(':') == std::string_view::npos;
  int bits = is_short ? 32 : 128;
  if (slash != std::string_view::npos) {
    const auto given = parse_integer(text.substr(slash + 1), false);
    if (!given || *given > bits) return std::nullopt;
    bits = static_cast<int>(*given);
  }
  if (is_short) bits += 96;
  const Mask mask = mask_of(bits);
  if ((base->high & ~mask.high) != 0 || (base->low & ~mask.low) != 0) return std::nullopt;
  return Network{*base, bits};
}

bool contains(const Network& network, std::uint64_t high, std::uint64_t low) {
  const Mask mask = mask_of(network.bits);
  return (high & mask.high) == network.base.high && (low & mask.low) == network.base.low;
}

std::optional<BinRange> parse_bin_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::string_view first = text.substr(0, dash);
  const std::string_view last = dash == std::string_view::npos ? first : text.substr(dash + 1);
  if (!all_digits(first) || !all_digits(last) || first.size() != last.size() || first.size() > 8)
    return std::nullopt;
  const BinRange range{*parse_integer(first, false), *parse_integer(last, false),
                       static_cast<int>(first.size())};
  if (range.first > range.last) return std::nullopt;
  return range;
}

bool contains(const BinRange& range, std::string_view bin) {
  const auto digits = static_cast<std::size_t>(range.digits);
  if (bin.size() < digits || !all_digits(bin)) return false;
  std::int64_t head = 0;
  for (const char c : bin.substr(0, digits)) head = head * 10 + (c - '0');
  return head >= range.first && head <= range.last;
}

}  // namespace bursar::rules
