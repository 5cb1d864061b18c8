// The loop of virtual time.
#include "simulation/timeline.hpp"

namespace bursar::simulation {

void Timeline::run_until(Instant end) {
  while (!queue_.empty() && queue_.top().at <= end) {
    const Event next = queue_.top();
    queue_.pop();
    clock_.advance_ms(next.at.ms - now().ms);
    next.action();
  }
  clock_.advance_ms(end.ms - now().ms);
}

}  // namespace bursar::simulation
