// The smallest schedule of faults, and then the fewest orders, with which a run still fails.
#pragma once

#include <string>

#include "simulation/simulation.hpp"

namespace bursar::simulation {

struct Minimal {
  Options options;  ///< the failing run with `only_faults` and `only_orders` filled
  Report report;
  int runs = 0;
};

/// `options` must fail. Delta debugging: halves, then smaller parts are left out as long as the run
/// fails without them; at most `runs_max` runs.
Minimal minimise(const Options& options, int runs_max = 400);

/// "clock_jump:2,deny:1": a schedule as the command line takes it.
std::string schedule_text(const std::vector<FaultEvent>& faults);
/// Reads it back; throws std::invalid_argument.
std::vector<FaultEvent> schedule_of(const std::string& text);
/// What to type to see the minimal run.
std::string command_of(const Minimal& minimal);

}  // namespace bursar::simulation
