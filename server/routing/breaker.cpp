// Transitions of a breaker (domain rules: 20 calls a minute with half of them failed, 5 failed
// connections in a row, or 3 calls in doubt a minute).
#include "routing/breaker.hpp"

#include <algorithm>

namespace bursar::routing {
namespace {

bool is_failure(Signal signal) {
  return signal == Signal::technical || signal == Signal::timeout || signal == Signal::not_sent;
}

Breaker opened(Breaker breaker, std::int64_t open_ms, Instant now) {
  Breaker open;
  open.state = BreakerState::open;
  open.window_at = breaker.window_at;
  open.opened_at = now;
  open.open_ms = std::min(open_ms, k_open_most_ms);
  return open;
}

bool is_too_much(const Breaker& breaker) {
  return (breaker.calls >= k_calls_min && breaker.failures * 2 >= breaker.calls) ||
         breaker.connect_failures >= k_connect_failures_max || breaker.doubts >= k_doubts_max;
}

Breaker after_closed(Breaker breaker, Signal signal, Instant now) {
  const bool failed = is_failure(signal);
  if (breaker.calls == 0) {
    if (!failed) return breaker;
    breaker.window_at = now;
  }
  ++breaker.calls;
  if (failed) ++breaker.failures;
  if (signal == Signal::timeout) ++breaker.doubts;
  breaker.connect_failures = signal == Signal::not_sent ? breaker.connect_failures + 1 : 0;
  return is_too_much(breaker) ? opened(breaker, k_open_first_ms, now) : breaker;
}

}  // namespace

std::string_view word(BreakerState value) {
  switch (value) {
    case BreakerState::closed: return "closed";
    case BreakerState::open: return "open";
    case BreakerState::half_open: return "half_open";
  }
  return "";
}

Breaker seen_at(Breaker breaker, Instant now) {
  if (breaker.state == BreakerState::open && now.ms >= breaker.opened_at.ms + breaker.open_ms) {
    breaker.state = BreakerState::half_open;
    breaker.probes = 0;
    breaker.probe_successes = 0;
  }
  // Connections that fail one after the other are counted beyond the minute.
  if (breaker.state == BreakerState::closed && now.ms >= breaker.window_at.ms + k_window_ms) {
    const std::int64_t in_a_row = breaker.connect_failures;
    breaker.calls = breaker.failures = in_a_row;
    breaker.doubts = 0;
    if (in_a_row > 0) breaker.window_at = now;
  }
  return breaker;
}

Breaker after(const Breaker& before, Signal signal, Instant now) {
  Breaker breaker = seen_at(before, now);
  switch (breaker.state) {
    case BreakerState::closed: return after_closed(breaker, signal, now);
    // A late answer to a call of before says nothing about now.
    case BreakerState::open: return breaker;
    case BreakerState::half_open: break;
  }
  if (is_failure(signal)) return opened(breaker, breaker.open_ms * 2, now);
  if (++breaker.probe_successes >= k_probes) return Breaker{};
  return breaker;
}

bool is_quiet(const Breaker& breaker) {
  return breaker.state == BreakerState::closed && breaker.calls == 0;
}

}  // namespace bursar::routing
