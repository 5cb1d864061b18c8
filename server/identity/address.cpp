// Parsing by hand: domain code has no socket headers, and the parsers of those accept octal and
// shortened IPv4 forms that nobody means.
#include "identity/address.hpp"

#include <algorithm>
#include <vector>

namespace bursar::identity {
namespace {

constexpr unsigned k_v4_offset = 96;
constexpr std::size_t k_groups = 8;

std::optional<unsigned> small_number(std::string_view text, unsigned highest) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value <= highest ? std::optional(value) : std::nullopt;
}

std::optional<std::array<std::uint8_t, 4>> parse_v4(std::string_view text) {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t dot = text.find('.');
    if ((i < 3) == (dot == std::string_view::npos)) return std::nullopt;
    const auto part = small_number(text.substr(0, dot), 255);
    if (!part) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(*part);
    text.remove_prefix(i < 3 ? dot + 1 : text.size());
  }
  return bytes;
}

std::optional<std::uint16_t> parse_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    unsigned digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit == 16) return std::nullopt;
    value = value * 16 + digit;
  }
  return static_cast<std::uint16_t>(value);
}

// The groups of one side of "::"; the last may be an IPv4 address.
std::optional<std::vector<std::uint16_t>> parse_groups(std::string_view text) {
  std::vector<std::uint16_t> groups;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    if (colon == std::string_view::npos && part.find('.') != std::string_view::npos) {
      const auto v4 = parse_v4(part);
      if (!v4) return std::nullopt;
      groups.push_back(static_cast<std::uint16_t>((*v4)[0] << 8 | (*v4)[1]));
      groups.push_back(static_cast<std::uint16_t>((*v4)[2] << 8 | (*v4)[3]));
      return groups;
    }
    const auto group = parse_group(part);
    if (!group || groups.size() == k_groups) return std::nullopt;
    groups.push_back(*group);
    if (colon == std::string_view::npos) return groups;
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;  // ended with a colon
  }
  return groups;
}

std::optional<AddressBytes> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const bool shortened = gap != std::string_view::npos;
  const auto head = parse_groups(text.substr(0, gap));
  const auto tail =
      shortened ? parse_groups(text.substr(gap + 2)) : std::optional(std::vector<std::uint16_t>());
  if (!head || !tail) return std::nullopt;
  const std::size_t given = head->size() + tail->size();
  if (shortened ? given >= k_groups : given != k_groups) return std::nullopt;
  std::vector<std::uint16_t> groups = *head;
  groups.resize(k_groups - tail->size());
  groups.insert(groups.end(), tail->begin(), tail->end());
  AddressBytes bytes{};
  for (std::size_t i = 0; i < k_groups; ++i) {
    bytes[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8);
    bytes[2 * i + 1] = static_cast<std::uint8_t>(groups[i] & 0xFF);
  }
  return bytes;
}

AddressBytes from_v4(const std::array<std::uint8_t, 4>& v4) {
  AddressBytes bytes{};
  bytes[10] = bytes[11] = 0xFF;
  std::copy(v4.begin(), v4.end(), bytes.begin() + 12);
  return bytes;
}

bool is_v4(const AddressBytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xFF && bytes[11] == 0xFF;
}

std::uint8_t mask_of(unsigned bits, std::size_t byte) {
  const unsigned before = static_cast<unsigned>(byte) * 8;
  if (bits >= before + 8) return 0xFF;
  if (bits <= before) return 0;
  return static_cast<std::uint8_t>(0xFF00U >> (bits - before));
}

std::string v4_text(const AddressBytes& bytes) {
  std::string text;
  for (std::size_t i = 12; i < 16; ++i)
    text.append(text.empty() ? "" : ".").append(std::to_string(bytes[i]));
  return text;
}

std::string hex_group(unsigned value) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string text;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = (value >> shift) & 0xFU;
    if (digit != 0 || !text.empty() || shift == 0) text.push_back(k_digits[digit]);
  }
  return text;
}

// The longest run of zero groups becomes "::", as RFC 5952 asks.
std::string v6_text(const AddressBytes& bytes) {
  std::array<unsigned, k_groups> groups{};
  for (std::size_t i = 0; i < k_groups; ++i)
    groups[i] = static_cast<unsigned>(bytes[2 * i]) << 8 | bytes[2 * i + 1];
  std::size_t from = k_groups;
  std::size_t length = 1;
  for (std::size_t i = 0; i < k_groups; ++i) {
    std::size_t run = 0;
    while (i + run < k_groups && groups[i + run] == 0) ++run;
    if (run > length) from = i, length = run;
  }
  std::string text;
  for (std::size_t i = 0; i < k_groups; ++i) {
    if (i == from) {
      text.append("::");
      i += length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text.push_back(':');
    text.append(hex_group(groups[i]));
  }
  return text;
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return parse_v6(text);
  if (const auto v4 = parse_v4(text)) return from_v4(*v4);
  return std::nullopt;
}

bool AddressBlock::contains(const AddressBytes& address) const {
  for (std::size_t i = 0; i < start.size(); ++i)
    if ((address[i] & mask_of(bits, i)) != (start[i] & mask_of(bits, i))) return false;
  return true;
}

std::string AddressBlock::text() const {
  const bool v4 = is_v4(start) && bits >= k_v4_offset;
  std::string shown = v4 ? v4_text(start) : v6_text(start);
  if (bits < 128) shown.append("/").append(std::to_string(v4 ? bits - k_v4_offset : bits));
  return shown;
}

std::optional<AddressBlock> parse_block(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const auto start = parse_address(address);
  if (!start) return std::nullopt;
  AddressBlock block{*start, 128};
  if (slash == std::string_view::npos) return block;
  const bool v4 = address.find(':') == std::string_view::npos;
  const auto length = small_number(text.substr(slash + 1), v4 ? 32 : 128);
  if (!length) return std::nullopt;
  block.bits = v4 ? *length + k_v4_offset : *length;
  for (std::size_t i = 0; i < start->size(); ++i)
    if (((*start)[i] & static_cast<std::uint8_t>(~mask_of(block.bits, i))) != 0)
      return std::nullopt;
  return block;
}

}  // namespace bursar::identity
