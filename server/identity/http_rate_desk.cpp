// Keeps the verdict of each request from admission to its last touch.
#include "identity/http_rate_desk.hpp"

#include "base/check.hpp"

namespace bursar::identity {

net::RateLimiter& RateDesk::limiter(const net::RateClass& rate) {
  const std::lock_guard lock(mutex_);
  const auto [place, added] = limiters_.try_emplace(std::string(rate.name));
  if (added) {
    net::RateClass kept = rate;
    kept.name = place->first;  // the map's own text outlives the limiter
    place->second = std::make_unique<net::RateLimiter>(kept);
  }
  return *place->second;
}

net::RateVerdict RateDesk::judge(const net::Request& request, const std::string& key,
                                 const net::RateClass& rate, Tick now) {
  net::RateLimiter& chosen = limiter(rate);
  Judged judged{&chosen, key, chosen.take(key, now), false};
  if (judged.verdict.allowed) {
    judged.entered = chosen.enter(key);
    judged.verdict.allowed = judged.entered;
    if (!judged.entered) judged.verdict.retry_after_ms = k_second_ms;
  }
  const net::RateVerdict verdict = judged.verdict;
  const std::lock_guard lock(mutex_);
  under_way_.insert_or_assign(request.request_id, std::move(judged));
  return verdict;
}

std::optional<net::RateVerdict> RateDesk::close(const net::Request& request) {
  Judged judged;
  {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(request.request_id);
    if (found == under_way_.end()) return std::nullopt;
    judged = std::move(found->second);
    under_way_.erase(found);
  }
  if (judged.entered) judged.limiter->leave(judged.key);
  return judged.verdict;
}

}  // namespace bursar::identity
