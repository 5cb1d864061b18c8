// Notices when the wall clock jumps. Absence of an operation at a provider is proof only after a
// time, and that time must have passed, not just have been set.
#pragma once

#include "base/time.hpp"

namespace bursar::payments {

/// One per process; not thread-safe.
class ClockWatch {
 public:
  /// Since when the wall clock has run together with the monotonic one, as far as this process has
  /// seen: its first look, or the first look after a jump.
  Instant even_since(const Clock& clock) {
    const Instant now = clock.now();
    const Tick tick = clock.tick();
    const std::int64_t ran_ms = (tick.ns - start_tick_.ns) / 1'000'000;
    const std::int64_t off_ms = now.ms - start_.ms - ran_ms;
    if (!looked_ || off_ms > k_tolerance_ms || off_ms < -k_tolerance_ms) {
      looked_ = true;
      start_ = now;
      start_tick_ = tick;
    }
    return start_;
  }

 private:
  static constexpr std::int64_t k_tolerance_ms = 1'000;  // slewing stays far below this
  bool looked_ = false;
  Instant start_;
  Tick start_tick_;
};

}  // namespace bursar::payments
