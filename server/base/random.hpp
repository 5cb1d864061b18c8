// The two randomness ports: one for secrets, one for jitter. Production wires the system's
// generator; tests and simulation wire seeded streams. No other source of randomness is allowed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bursar {

/// Unpredictable bytes for keys, tokens and codes. Thread-safe.
class CryptoRandom {
 public:
  virtual ~CryptoRandom() = default;
  virtual void fill(std::span<unsigned char> bytes) = 0;
  /// Uniform in [0, bound), without modulo bias. bound > 0.
  std::uint64_t below(std::uint64_t bound);
};

/// Repeatable pseudo-random stream (SplitMix64) for jitter, generators and simulations; not for
/// secrets.
class SeededRandom final : public CryptoRandom {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  void fill(std::span<unsigned char> bytes) override;

 private:
  std::uint64_t state_;
};

/// `length` characters drawn uniformly from `alphabet` (2 to 256 distinct characters).
std::string random_text(CryptoRandom& random, std::size_t length, std::string_view alphabet);

inline constexpr std::string_view k_base62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

}  // namespace bursar
