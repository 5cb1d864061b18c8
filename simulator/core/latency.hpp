// Latencies with the long right tail of real acquirers, drawn without floating point so that a seed
// gives the same milliseconds on every machine and compiler.
#pragma once

#include <cstdint>

namespace bursar::simulator {

inline constexpr std::int64_t k_latency_max_ms = 120'000;

/// The latency at one quantile of a lognormal distribution with the given median and 95th
/// percentile. `quantile` runs over [0, 65536). A p95 below p50 counts as p50; a p50 of 0 means no
/// latency. Cut off beyond the 0.1 % tails and at k_latency_max_ms.
std::int64_t latency_at(std::int64_t p50_ms, std::int64_t p95_ms, std::uint32_t quantile);

}  // namespace bursar::simulator
