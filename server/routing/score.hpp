// Integer arithmetic of decisions: hashes that split, and how sure one is of an approval rate.
// Private to routing.
#pragma once

#include <cstdint>

namespace bursar::routing {

/// Spreads three numbers evenly over 64 bits; the same everywhere and for ever, so a replay of a
/// payment takes the same route.
std::uint64_t hash64(std::int64_t a, std::int64_t b, std::int64_t c);

/// Lower bound, in millionths, of the approval rate behind `approved` of `counted`, sure to 90 %
/// (Wilson score interval, one-sided). Nothing counted is 0.
std::int64_t wilson_lower_ppm(std::int64_t approved, std::int64_t counted);

}  // namespace bursar::routing
