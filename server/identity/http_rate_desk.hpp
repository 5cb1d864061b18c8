// The rates of one guard: a limiter per class, and what each request under way was told. Private to
// identity.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "net/rate_limit.hpp"

namespace bursar::identity {

/// Thread-safe. Every judge() is owed one close() of the same request, which Guard::finish does.
class RateDesk {
 public:
  /// Takes a call of `key` in the class; `rate.name` tells classes apart, its numbers are those of
  /// the first call.
  net::RateVerdict judge(const net::Request& request, const std::string& key,
                         const net::RateClass& rate, Tick now);
  /// What the request was told, once; nothing when it never came so far.
  std::optional<net::RateVerdict> close(const net::Request& request);

 private:
  struct Judged {
    net::RateLimiter* limiter = nullptr;
    std::string key;
    net::RateVerdict verdict;
    bool entered = false;
  };
  net::RateLimiter& limiter(const net::RateClass& rate);

  std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<net::RateLimiter>> limiters_;
  std::unordered_map<std::string, Judged> under_way_;  // by request id
};

}  // namespace bursar::identity
