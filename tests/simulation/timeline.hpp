// Virtual time: one queue of things to happen, one clock that jumps from one to the next. Things
// due at the same instant happen in an order drawn from the seed, so that no order is relied upon.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"

namespace bursar::simulation {

class Timeline {
 public:
  Timeline(Instant start, std::uint64_t seed) : clock_(start), random_(seed) {}

  Instant now() const { return clock_.now(); }
  void at(Instant instant, std::function<void()> action) {
    queue_.push({std::max(instant, now()), random_.next(), count_++, std::move(action)});
  }
  void after_ms(std::int64_t wait_ms, std::function<void()> action) {
    at(now().plus_ms(wait_ms), std::move(action));
  }
  /// Lets everything due up to `end` happen, then sets the clock to `end`.
  void run_until(Instant end);

 private:
  struct Event {
    Instant at;
    std::uint64_t tie;
    std::uint64_t number;
    std::function<void()> action;
    bool operator>(const Event& other) const {
      if (at != other.at) return at > other.at;
      return tie != other.tie ? tie > other.tie : number > other.number;
    }
  };
  ManualClock clock_;
  SeededRandom random_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> queue_;
  std::uint64_t count_ = 0;
};

}  // namespace bursar::simulation
