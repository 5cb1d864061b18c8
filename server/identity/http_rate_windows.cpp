// The arithmetic of the rate windows.
#include <algorithm>

#include "identity/rate_windows.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_windows_max = 50'000;

std::int64_t minute_of(Instant now) { return now.ms / k_minute_ms; }
std::int64_t second_of(Instant now) { return now.ms / k_second_ms; }

RateState open_state(const RateAllowance& allowance, std::int64_t used, Instant now) {
  RateState state;
  state.limit = allowance.per_minute;
  state.remaining = std::max<std::int64_t>(allowance.per_minute - used, 0);
  state.reset_at = {(minute_of(now) + 1) * k_minute_ms};
  return state;
}

}  // namespace

void RateWindows::drop_past(Instant now) {
  if (windows_.size() < k_windows_max) return;
  std::erase_if(windows_, [&](const auto& entry) { return entry.second.minute != minute_of(now); });
}

RateState RateWindows::take(std::int64_t key, const std::string& rate_class,
                            const RateAllowance& allowance, Instant now) {
  const std::lock_guard lock(mutex_);
  drop_past(now);
  Window& window = windows_[{key, rate_class}];
  if (window.minute != minute_of(now)) window = {minute_of(now), 0, 0, 0};
  if (window.second != second_of(now)) {
    window.second = second_of(now);
    window.in_second = 0;
  }
  RateState state = open_state(allowance, window.in_minute, now);
  std::int64_t& under_way = under_way_[key];
  if (window.in_minute >= allowance.per_minute) {
    state.admitted = false;
    state.retry_after_s = (state.reset_at.ms - now.ms + 999) / 1000;
  } else if (window.in_second >= allowance.per_second || under_way >= allowance.concurrent) {
    state.admitted = false;
    state.limit =
        window.in_second >= allowance.per_second ? allowance.per_second : allowance.concurrent;
    state.window_s = 1;
    state.retry_after_s = 1;
  }
  if (!state.admitted) return state;
  ++window.in_minute;
  ++window.in_second;
  ++under_way;
  --state.remaining;
  return state;
}

RateState RateWindows::look(std::int64_t key, const std::string& rate_class,
                            const RateAllowance& allowance, Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto found = windows_.find({key, rate_class});
  const bool present = found != windows_.end() && found->second.minute == minute_of(now);
  return open_state(allowance, present ? found->second.in_minute : 0, now);
}

void RateWindows::release(std::int64_t key) {
  const std::lock_guard lock(mutex_);
  const auto found = under_way_.find(key);
  if (found == under_way_.end()) return;
  if (--found->second <= 0) under_way_.erase(found);
}

}  // namespace bursar::identity
