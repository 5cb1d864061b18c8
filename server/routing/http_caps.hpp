// Routes about the schemes' limits on trying again. Private to routing's HTTP part.
#pragma once

#include <vector>

#include <boost/json.hpp>

#include "routing/http.hpp"

namespace bursar::routing {

std::vector<net::Route> cap_routes(const Services& services);
/// Acts on the limits, as a gate sees them.
std::vector<gate::Action> cap_actions();

}  // namespace bursar::routing
