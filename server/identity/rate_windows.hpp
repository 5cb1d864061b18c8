// Counts calls per key and class in windows of a minute and a second, and calls under way per key.
// The windows follow the wall clock, because callers are told when they reset. Private to identity.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "base/time.hpp"

namespace bursar::identity {

/// What one class of calls is allowed.
struct RateAllowance {
  std::int64_t per_minute = 0;
  std::int64_t per_second = 0;
  std::int64_t concurrent = 0;
};

/// The state of a minute's window, as the X-RateLimit-* headers tell it.
struct RateState {
  bool admitted = true;
  std::int64_t limit = 0;      ///< of the bound that refused, else of the minute
  std::int64_t remaining = 0;  ///< in this minute
  std::int64_t window_s = 60;  ///< of the bound that refused
  std::int64_t retry_after_s = 0;
  Instant reset_at;  ///< end of this minute
};

/// Thread-safe. Bounded: windows of past minutes are dropped when too many keys are remembered.
class RateWindows {
 public:
  /// Counts a call of `key` in `rate_class`; a refused call counts for nothing.
  RateState take(std::int64_t key, const std::string& rate_class, const RateAllowance& allowance,
                 Instant now);
  /// The state without counting.
  RateState look(std::int64_t key, const std::string& rate_class, const RateAllowance& allowance,
                 Instant now) const;
  /// Ends a call that take() admitted.
  void release(std::int64_t key);

 private:
  struct Window {
    std::int64_t minute = 0;
    std::int64_t in_minute = 0;
    std::int64_t second = 0;
    std::int64_t in_second = 0;
  };
  using Key = std::pair<std::int64_t, std::string>;

  void drop_past(Instant now);
  mutable std::mutex mutex_;
  std::map<Key, Window> windows_;
  std::map<std::int64_t, std::int64_t> under_way_;
};

}  // namespace bursar::identity
