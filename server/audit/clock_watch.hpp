// Changes of the machine's clock (PCI 10.6.3): the wall clock is held against the one that only
// counts on, and a jump goes on record.
#pragma once

#include <cstdint>
#include <optional>

#include "base/call.hpp"
#include "base/time.hpp"
#include "storage/storage.hpp"

namespace bursar::audit {

/// What slow adjustment may add up to between two looks is no jump.
inline constexpr std::int64_t k_clock_slack_ms = 2'000;

class ClockWatch {
 public:
  /// By how much the wall clock went ahead (or back) of the other one since the last look, when
  /// that is a jump; nothing at the first look.
  std::optional<std::int64_t> look(Instant now, Tick tick);

 private:
  std::optional<Instant> now_;
  Tick tick_;
};

/// The entry `clock_changed` with the jump in milliseconds.
void record_clock_change(storage::Tx& tx, const Call& call, std::int64_t jumped_ms);

}  // namespace bursar::audit
