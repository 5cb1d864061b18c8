// Token buckets by arrival times: a bucket is the instant at which it would be full.
#include "net/rate_limit.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bursar::net {

namespace {

constexpr std::int64_t k_ns_per_ms = 1'000'000;
constexpr std::int64_t k_ns_per_s = 1'000 * k_ns_per_ms;
constexpr std::size_t k_eviction_tries = 16;

std::int64_t interval_of(const RateClass& rate) {
  check(rate.limit > 0 && rate.window_ms > 0, "a rate needs a limit and a window");
  return std::max<std::int64_t>(rate.window_ms * k_ns_per_ms / rate.limit, 1);
}

std::int64_t ceil_div(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

}  // namespace

RateLimiter::RateLimiter(RateClass rate, std::size_t keys_max)
    : rate_(rate),
      keys_max_(keys_max),
      interval_ns_(interval_of(rate)),
      burst_interval_ns_(rate.burst > 0 ? k_ns_per_s / rate.burst : 0) {
  check(keys_max > 0, "a rate limiter needs room for a key");
}

/// The key's bucket, made the youngest; null when the table is full of keys with calls in flight.
RateLimiter::Bucket* RateLimiter::bucket(std::string_view key) {
  auto found = buckets_.find(std::string(key));
  if (found == buckets_.end()) {
    if (buckets_.size() >= keys_max_ && !make_room()) return nullptr;
    found = buckets_.emplace(key, Bucket{}).first;
    found->second.age = by_age_.emplace(by_age_.end(), key);
  }
  by_age_.splice(by_age_.end(), by_age_, found->second.age);
  return &found->second;
}

bool RateLimiter::make_room() {
  auto oldest = by_age_.begin();
  for (std::size_t i = 0; i < k_eviction_tries && oldest != by_age_.end(); ++i, ++oldest) {
    const auto found = buckets_.find(*oldest);
    if (found->second.in_flight > 0) continue;  // its leave() is still to come
    buckets_.erase(found);
    by_age_.erase(oldest);
    return true;
  }
  return false;
}

RateVerdict RateLimiter::take(std::string_view key, Tick now, std::int64_t cost) {
  check(cost > 0, "a call costs at least one");
  const std::lock_guard lock(mutex_);
  RateVerdict verdict;
  verdict.limit = rate_.limit;
  verdict.window_ms = rate_.window_ms;
  Bucket* const found = bucket(key);
  if (!found) {
    verdict.retry_after_ms = 1'000;
    return verdict;
  }
  const std::int64_t capacity_ns = interval_ns_ * rate_.limit;
  const std::int64_t burst_capacity_ns = burst_interval_ns_ * rate_.burst;
  const std::int64_t full_at = std::max(found->full_at_ns, now.ns);
  const std::int64_t burst_full_at = std::max(found->burst_full_at_ns, now.ns);
  const std::int64_t over = full_at + cost * interval_ns_ - now.ns - capacity_ns;
  const std::int64_t burst_over =
      burst_full_at + cost * burst_interval_ns_ - now.ns - burst_capacity_ns;
  verdict.allowed = over <= 0 && burst_over <= 0;
  if (verdict.allowed) {
    found->full_at_ns = full_at + cost * interval_ns_;
    found->burst_full_at_ns = burst_full_at + cost * burst_interval_ns_;
  } else {
    verdict.retry_after_ms = ceil_div(std::max(over, burst_over), k_ns_per_ms);
  }
  const std::int64_t used_ns = std::max(found->full_at_ns, now.ns) - now.ns;
  verdict.remaining = std::max<std::int64_t>((capacity_ns - used_ns) / interval_ns_, 0);
  verdict.reset_ms = ceil_div(used_ns, k_ns_per_ms);
  return verdict;
}

bool RateLimiter::enter(std::string_view key) {
  if (rate_.concurrent_max == 0) return true;
  const std::lock_guard lock(mutex_);
  Bucket* const found = bucket(key);
  if (!found || found->in_flight >= rate_.concurrent_max) return false;
  ++found->in_flight;
  return true;
}

void RateLimiter::leave(std::string_view key) {
  if (rate_.concurrent_max == 0) return;
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(std::string(key));
  check(found != buckets_.end() && found->second.in_flight > 0, "leave() without enter()");
  --found->second.in_flight;
}

std::size_t RateLimiter::keys() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

void add_rate_headers(Response& response, const RateVerdict& verdict, Instant now) {
  response.with("x-ratelimit-limit", std::to_string(verdict.limit));
  response.with("x-ratelimit-remaining", std::to_string(verdict.remaining));
  response.with("x-ratelimit-reset", std::to_string(ceil_div(now.ms + verdict.reset_ms, 1'000)));
  response.with("x-ratelimit-window", std::to_string(verdict.window_ms / 1'000));
}

Error rate_limited(const RateVerdict& verdict) {
  const std::int64_t retry_after_s =
      std::max<std::int64_t>(ceil_div(verdict.retry_after_ms, 1'000), 1);
  Error error{ErrorKind::limited,
              "rate_limit_exceeded",
              "more than " + std::to_string(verdict.limit) + " calls in " +
                  std::to_string(verdict.window_ms / 1'000) + " s; try again in " +
                  std::to_string(retry_after_s) + " s",
              {},
              {}};
  error.details = {{"limit", std::to_string(verdict.limit)},
                   {"window_s", std::to_string(verdict.window_ms / 1'000)},
                   {"retry_after_s", std::to_string(retry_after_s)}};
  return error;
}

}  // namespace bursar::net
