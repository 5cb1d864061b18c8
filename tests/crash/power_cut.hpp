// The power-cut run: start the driver, work until the power goes, start again, compare.
#pragma once

#include <cstdint>
#include <string>

#include "crash/workload.hpp"

namespace bursar::crash {

struct PowerCutPlan {
  std::int64_t cuts = 2'000;
  std::uint64_t seed = 1;
  std::string synchronous = "FULL";
  bool honest_sync = true;  ///< false: the disk ignores syncs (X-05)
  int cuts_per_disk = 40;   ///< then an empty disk, so that first starts are cut as well
};

/// Totals of a run. With FULL and an honest disk the last three must be 0.
struct PowerCutReport {
  std::int64_t cuts = 0;
  std::int64_t steps = 0;       ///< operations that got an answer
  std::int64_t lost = 0;        ///< cuts after which an acknowledged operation was gone
  std::int64_t unbalanced = 0;  ///< cuts after which the books were wrong
  std::int64_t unreadable = 0;  ///< cuts after which the database did not open or was not sound
  std::string first;            ///< the first finding, with the number of its cut
  std::uint64_t trace = 0;      ///< hash of all that happened: equal seeds give equal traces
};

PowerCutReport run_power_cuts(const PowerCutPlan& plan, const WorkloadFactory& workload);

}  // namespace bursar::crash
