// Two readings of two clocks, compared.
#include "audit/clock_watch.hpp"

#include <cstdlib>

#include "audit/audit.hpp"

namespace bursar::audit {

std::optional<std::int64_t> ClockWatch::look(Instant now, Tick tick) {
  std::optional<std::int64_t> jump;
  if (now_) {
    const std::int64_t jumped_ms = (now.ms - now_->ms) - (tick.ns - tick_.ns) / 1'000'000;
    if (std::abs(jumped_ms) > k_clock_slack_ms) jump = jumped_ms;
  }
  now_ = now;
  tick_ = tick;
  return jump;
}

void record_clock_change(storage::Tx& tx, const Call& call, std::int64_t jumped_ms) {
  Entry entry;
  entry.action = "clock_changed";
  entry.subject_kind = "installation";
  entry.after = R"({"jumped_ms":")" + std::to_string(jumped_ms) + R"("})";
  record(tx, call, entry);
}

}  // namespace bursar::audit
