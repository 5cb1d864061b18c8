// Unbiased draws over the randomness ports, and the seeded stream used by tests and generators.
#include "base/random.hpp"

#include <array>
#include <cstring>
#include <string_view>

#include "base/check.hpp"

namespace bursar {

std::uint64_t CryptoRandom::below(std::uint64_t bound) {
  check(bound > 0, "below() needs a positive bound");
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  for (;;) {
    std::array<unsigned char, 8> bytes{};
    fill(bytes);
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    if (value < limit) return value % bound;
  }
}

std::uint64_t SeededRandom::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<unsigned char> bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 8 == 0) word = next();
    bytes[i] = static_cast<unsigned char>(word >> (8 * (i % 8)));
  }
}

std::string random_text(CryptoRandom& random, std::size_t length, std::string_view alphabet) {
  std::string text(length, '\0');
  for (char& c : text) c = alphabet[random.below(alphabet.size())];
  return text;
}

}  // namespace bursar
