// Rate limits per key: a sustained rate, a burst within one second and a number at a time. Pure in
// time (the caller brings the tick) and bounded in memory: the key unused for longest is forgotten.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.hpp"
#include "base/time.hpp"
#include "net/http.hpp"
#include "net/limits.hpp"

namespace bursar::net {

/// The state of a key after a call, as the X-RateLimit-* headers tell it.
struct RateVerdict {
  bool allowed = false;
  std::int64_t limit = 0;
  std::int64_t remaining = 0;  ///< calls left right now
  std::int64_t reset_ms = 0;   ///< until the whole limit is there again
  std::int64_t window_ms = 0;
  std::int64_t retry_after_ms = 0;  ///< until the next call is allowed; 0 when this one was
};

/// Token buckets, kept as the time at which each would be full again. Thread-safe.
class RateLimiter {
 public:
  /// A rate without limit or window is a Bug.
  explicit RateLimiter(RateClass rate, std::size_t keys_max = k_rate_keys_max);

  /// Takes `cost` calls of the key, all or none. A refused call costs nothing.
  RateVerdict take(std::string_view key, Tick now, std::int64_t cost = 1);
  /// Counts one call in flight; false when as many as allowed are. Each true owes one leave().
  bool enter(std::string_view key);
  void leave(std::string_view key);

  const RateClass& rate() const { return rate_; }
  std::size_t keys() const;

 private:
  struct Bucket {
    std::int64_t full_at_ns = 0;        // sustained rate
    std::int64_t burst_full_at_ns = 0;  // within one second
    std::int64_t in_flight = 0;
    std::list<std::string>::iterator age;
  };
  Bucket* bucket(std::string_view key);
  bool make_room();

  const RateClass rate_;
  const std::size_t keys_max_;
  const std::int64_t interval_ns_;
  const std::int64_t burst_interval_ns_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
  std::list<std::string> by_age_;  // longest unused first
};

/// X-RateLimit-Limit, -Remaining, -Reset (epoch seconds) and -Window (seconds).
void add_rate_headers(Response& response, const RateVerdict& verdict, Instant now);
/// limited/rate_limit_exceeded with limit, window_s and retry_after_s.
Error rate_limited(const RateVerdict& verdict);

}  // namespace bursar::net
