// The installation's time zone: what "at night" means for policies.
#pragma once

#include <string>

#include "base/time.hpp"

namespace bursar::app {

/// Makes `name` ("Europe/Vienna") the time zone of the process; before any thread starts. Empty is
/// UTC. Throws std::runtime_error when the system does not know it.
void set_time_zone(const std::string& name);
/// Minute of the week in the time zone of the process, from Monday 00:00.
std::int64_t minute_of_week(Instant instant);

}  // namespace bursar::app
