// The breaker of one (account, method): a pure state machine over what calls came to. Business
// declines never open it. Private to routing.
#pragma once

#include <cstdint>

#include "routing/routing.hpp"

namespace bursar::routing {

enum class BreakerState { closed = 1, open, half_open };
std::string_view word(BreakerState value);

struct Breaker {
  BreakerState state = BreakerState::closed;
  Instant window_at;  ///< start of the counted minute: the first failure in it
  std::int64_t calls = 0, failures = 0, doubts = 0;
  std::int64_t connect_failures = 0;  ///< in a row
  Instant opened_at;
  std::int64_t open_ms = 0;  ///< 30 s, doubled at each failed probe, at most 10 min
  std::int64_t probes = 0, probe_successes = 0;  ///< since it was half open
  bool operator==(const Breaker&) const = default;
};

inline constexpr std::int64_t k_window_ms = 60'000;
inline constexpr std::int64_t k_calls_min = 20;
inline constexpr std::int64_t k_connect_failures_max = 5;
inline constexpr std::int64_t k_doubts_max = 3;
inline constexpr std::int64_t k_open_first_ms = 30'000;
inline constexpr std::int64_t k_open_most_ms = 600'000;
inline constexpr std::int64_t k_probes = 3;

/// As it is at an instant: an open breaker becomes half open when its time has passed, a counted
/// minute ends.
Breaker seen_at(Breaker breaker, Instant now);
/// After a call came to this.
Breaker after(const Breaker& breaker, Signal signal, Instant now);
/// Nothing in it is worth a row.
bool is_quiet(const Breaker& breaker);

}  // namespace bursar::routing
