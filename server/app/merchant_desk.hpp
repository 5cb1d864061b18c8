// Merchants wired to what other modules know of them, with their projects and fee plans.
#pragma once

#include <vector>

#include "app/app.hpp"

namespace bursar::app {

/// Office routes of companies, merchants, projects and fee plans.
std::vector<net::Route> merchant_routes(Core& core, gate::Gate& gate);

}  // namespace bursar::app
