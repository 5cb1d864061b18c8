// Wilson's bound without floating point: everything in millionths, products in 128 bits.
#include "routing/score.hpp"

namespace bursar::routing {
namespace {

__extension__ using Wide = __int128;

constexpr Wide k_micro = 1'000'000;
constexpr Wide k_z_squared = 1'642'375;  ///< 1.281552², the one-sided 90 % quantile

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 30;
  value *= 0xbf58476d1ce4e5b9U;
  value ^= value >> 27;
  value *= 0x94d049bb133111ebU;
  return value ^ value >> 31;
}

// The greatest integer whose square is not above.
Wide square_root(Wide value) {
  Wide root = 0;
  for (Wide bit = Wide{1} << 62; bit > 0; bit >>= 1)
    if ((root + bit) * (root + bit) <= value) root += bit;
  return root;
}

}  // namespace

std::uint64_t hash64(std::int64_t a, std::int64_t b, std::int64_t c) {
  constexpr std::uint64_t k_step = 0x9e3779b97f4a7c15U;
  std::uint64_t state = mixed(static_cast<std::uint64_t>(a) + k_step);
  state = mixed(state + static_cast<std::uint64_t>(b) + k_step);
  return mixed(state + static_cast<std::uint64_t>(c) + k_step);
}

// (s + z²/2 − z·√(s·(n−s)/n + z²/4)) / (n + z²), for s of n.
std::int64_t wilson_lower_ppm(std::int64_t approved, std::int64_t counted) {
  if (counted <= 0) return 0;
  const Wide s = approved;
  const Wide n = counted;
  const Wide spread = s * (n - s) * k_micro / n + k_z_squared / 4;
  const Wide deviation = square_root(k_z_squared * spread);
  const Wide lower = (s * k_micro + k_z_squared / 2 - deviation) * k_micro;
  const Wide bound = lower / (n * k_micro + k_z_squared);
  return bound < 0 ? 0 : static_cast<std::int64_t>(bound);
}

}  // namespace bursar::routing
