// latency = p50 · (p95 / p50)^(z / 1.645), with z from a table of normal quantiles and the power
// taken in base 2 with 16 fractional bits.
#include "simulator/core/latency.hpp"

#include <algorithm>
#include <array>

namespace bursar::simulator {
namespace {

// Normal quantiles at i/64, in thousandths; the ends stand for 0.1 % and 99.9 %.
constexpr std::array<std::int64_t, 65> k_normal_milli = {
    -3090, -2154, -1863, -1676, -1534, -1418, -1318, -1230, -1150, -1078, -1010, -947, -887,
    -831,  -776,  -725,  -674,  -626,  -579,  -533,  -489,  -445,  -402,  -360,  -319, -278,
    -237,  -197,  -157,  -118,  -78,   -39,   0,     39,    78,    118,   157,   197,  237,
    278,   319,   360,   402,   445,   489,   533,   579,   626,   674,   725,   776,  831,
    887,   947,   1010,  1078,  1150,  1230,  1318,  1418,  1534,  1676,  1863,  2154, 3090};
constexpr std::int64_t k_normal_95_milli = 1'645;
constexpr std::int64_t k_one = 1 << 16;

std::int64_t normal_milli(std::uint32_t quantile) {
  const std::uint32_t place = std::min(quantile, 65'535U);
  const std::size_t below = place / 1'024;
  const std::int64_t fraction = place % 1'024;
  return k_normal_milli[below] +
         (k_normal_milli[below + 1] - k_normal_milli[below]) * fraction / 1'024;
}

// log2 of `ratio` (16 fractional bits, at least 1), by repeated squaring.
std::int64_t log2_fixed(std::uint64_t ratio) {
  std::int64_t result = 0;
  while (ratio >= 2 * static_cast<std::uint64_t>(k_one)) {
    ratio >>= 1;
    result += k_one;
  }
  for (std::int64_t bit = k_one / 2; bit > 0; bit /= 2) {
    ratio = ratio * ratio >> 16;
    if (ratio < 2 * static_cast<std::uint64_t>(k_one)) continue;
    ratio >>= 1;
    result += bit;
  }
  return result;
}

// 2^(1/2), 2^(1/4), … with 30 fractional bits.
constexpr std::array<std::uint64_t, 16> k_roots = {
    1518500250, 1276901417, 1170923762, 1121280436, 1097253708, 1085434106, 1079572136, 1076653033,
    1075196443, 1074468888, 1074105294, 1073923544, 1073832680, 1073787251, 1073764537, 1073753181};

// value · 2^exponent (16 fractional bits).
std::int64_t times_exp2(std::int64_t value, std::int64_t exponent) {
  const std::int64_t whole = exponent >> 16;
  const auto fraction = static_cast<std::uint32_t>(exponent & (k_one - 1));
  std::uint64_t power = 1ULL << 30;
  for (std::size_t i = 0; i < k_roots.size(); ++i)
    if (fraction >> (15 - i) & 1U) power = power * k_roots[i] >> 30;
  const std::int64_t scaled = value * static_cast<std::int64_t>(power >> 10);  // 20 fractional bits
  const std::int64_t shift = 20 - whole;
  if (shift < 1) return k_latency_max_ms;
  if (shift >= 62) return 0;
  return std::min((scaled + (std::int64_t{1} << (shift - 1))) >> shift, k_latency_max_ms);
}

}  // namespace

std::int64_t latency_at(std::int64_t p50_ms, std::int64_t p95_ms, std::uint32_t quantile) {
  if (p50_ms <= 0) return 0;
  const std::int64_t median_ms = std::min(p50_ms, k_latency_max_ms);
  const std::int64_t spread_ms = std::clamp(p95_ms, median_ms, k_latency_max_ms);
  const auto ratio = static_cast<std::uint64_t>(spread_ms * k_one / median_ms);
  return times_exp2(median_ms, log2_fixed(ratio) * normal_milli(quantile) / k_normal_95_milli);
}

}  // namespace bursar::simulator
