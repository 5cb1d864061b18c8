// Text codecs and checks. Decoders are strict: what they accept encodes back to the same text, so
// one byte string has one spelling (padding and stray bits are refused); only hex ignores case.
#include "base/text.hpp"

#include <cstdint>

namespace bursar {
namespace {

constexpr std::string_view k_hex = "0123456789abcdef";
constexpr std::string_view k_base64url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view k_base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::uint32_t byte(char c) { return static_cast<unsigned char>(c); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64url_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return -1;
}

// Writes `bytes` as digits of `bits` each, the last one filled up with zero bits.
std::string to_digits(std::string_view bytes, std::string_view alphabet, unsigned bits) {
  std::string out;
  out.reserve((bytes.size() * 8 + bits - 1) / bits);
  const std::uint32_t mask = (1U << bits) - 1;
  std::uint32_t buffer = 0;
  unsigned filled = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8) | byte(c);
    filled += 8;
    for (; filled >= bits; filled -= bits)
      out.push_back(alphabet[(buffer >> (filled - bits)) & mask]);
    buffer &= (1U << filled) - 1;
  }
  if (filled > 0) out.push_back(alphabet[(buffer << (bits - filled)) & mask]);
  return out;
}

// Code point at the front of `text`, which is moved past it; -1 when it is not well-formed UTF-8
// (overlong forms, surrogates and values above U+10FFFF included).
std::int64_t take_code_point(std::string_view& text) {
  const std::uint32_t first = byte(text.front());
  unsigned more = 0;
  std::uint32_t value = 0;
  if (first < 0x80) value = first;
  else if (first >= 0xC2 && first <= 0xDF) more = 1, value = first & 0x1F;
  else if (first >= 0xE0 && first <= 0xEF) more = 2, value = first & 0x0F;
  else if (first >= 0xF0 && first <= 0xF4) more = 3, value = first & 0x07;
  else return -1;
  if (text.size() <= more) return -1;
  for (unsigned i = 1; i <= more; ++i) {
    if ((byte(text[i]) & 0xC0) != 0x80) return -1;
    value = (value << 6) | (byte(text[i]) & 0x3F);
  }
  if (more == 2 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) return -1;
  if (more == 3 && (value < 0x10000 || value > 0x10FFFF)) return -1;
  text.remove_prefix(more + 1);
  return value;
}

bool is_control(std::int64_t code_point) {
  if (code_point == '\t' || code_point == '\n') return false;
  return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::string to_hex(std::string_view bytes) { return to_digits(bytes, k_hex, 4); }

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return out;
}

std::string to_base64url(std::string_view bytes) { return to_digits(bytes, k_base64url, 6); }

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  unsigned filled = 0;
  for (const char c : text) {
    const int digit = base64url_digit(c);
    if (digit < 0) return std::nullopt;
    buffer = (buffer << 6) | static_cast<std::uint32_t>(digit);
    filled += 6;
    if (filled >= 8) {
      filled -= 8;
      out.push_back(static_cast<char>(buffer >> filled));
      buffer &= (1U << filled) - 1;
    }
  }
  if (buffer != 0) return std::nullopt;
  return out;
}

std::string to_base32(std::string_view bytes) { return to_digits(bytes, k_base32, 5); }

std::string fold_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  // volatile keeps the compiler from leaving the loop at the first difference.
  volatile std::uint32_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference = difference | (byte(a[i]) ^ byte(b[i]));
  return difference == 0;
}

bool is_printable_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::int64_t code_point = take_code_point(text);
    if (code_point < 0 || is_control(code_point)) return false;
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (byte(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

}  // namespace bursar
