// Converts keys to public ids and back, and hands out time-ordered keys.
#include "base/id.hpp"

#include "base/check.hpp"

namespace bursar {
namespace {

constexpr std::size_t k_digits = 12;
constexpr std::uint64_t k_span = 4'738'381'338'321'616'896ULL;  // 36^12
constexpr std::string_view k_alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::uint64_t proof(std::string_view prefix, std::int64_t key) {
  std::uint64_t seed = 0x42757273617221ULL;
  for (const char c : prefix) seed = mix(seed ^ static_cast<unsigned char>(c));
  return mix(seed ^ static_cast<std::uint64_t>(key)) % k_span;
}

void put_digits(std::string& out, std::uint64_t value) {
  const std::size_t start = out.size();
  out.resize(start + k_digits);
  for (std::size_t i = k_digits; i-- > 0; value /= 36) out[start + i] = k_alphabet[value % 36];
}

// The value of 12 base-36 digits; false when a character is not one.
bool read_digits(std::string_view text, std::uint64_t& value) {
  value = 0;
  for (const char c : text) {
    unsigned digit = 0;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'z') digit = static_cast<unsigned>(c - 'a') + 10;
    else return false;
    value = value * 36 + digit;
  }
  return true;
}

}  // namespace

std::string id_text(std::string_view prefix, std::int64_t key) {
  check(key > 0 && static_cast<std::uint64_t>(key) < k_span, "id key out of range");
  std::string out;
  out.reserve(prefix.size() + 1 + 2 * k_digits);
  out.append(prefix).push_back('c');
  put_digits(out, static_cast<std::uint64_t>(key));
  put_digits(out, proof(prefix, key));
  return out;
}

std::int64_t id_key(std::string_view prefix, std::string_view text) {
  if (text.size() != prefix.size() + 1 + 2 * k_digits || !text.starts_with(prefix)) return 0;
  text.remove_prefix(prefix.size());
  if (text.front() != 'c') return 0;
  std::uint64_t key = 0;
  std::uint64_t tail = 0;
  if (!read_digits(text.substr(1, k_digits), key) || !read_digits(text.substr(1 + k_digits), tail))
    return 0;
  if (key == 0 || tail != proof(prefix, static_cast<std::int64_t>(key))) return 0;
  return static_cast<std::int64_t>(key);
}

IdSource::IdSource(const Clock& clock, unsigned node)
    : clock_(clock), node_bits_(static_cast<std::int64_t>(node) << 14) {
  check(node < 64, "node number must be 0 to 63");
}

std::int64_t IdSource::next_key() { return key_at(clock_.now()); }

std::int64_t IdSource::key_at(Instant instant) {
  constexpr std::int64_t k_sequence_mask = (1 << 14) - 1;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  for (;;) {
    std::int64_t next = (instant.ms << 20) | node_bits_;
    if (next <= last) {
      next = last + 1;
      // A full sequence moves on to the next millisecond instead of into another node's numbers.
      if ((next & k_sequence_mask) == 0) next = (((last >> 20) + 1) << 20) | node_bits_;
    }
    if (last_.compare_exchange_weak(last, next, std::memory_order_relaxed)) return next;
  }
}

}  // namespace bursar
