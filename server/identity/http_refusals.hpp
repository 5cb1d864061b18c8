// Refusals for lack of a right that a use case finds, not the guard: on record like the guard's
// own.
#pragma once

#include <vector>

#include "identity/http.hpp"

namespace bursar::identity {

/// Lets every handler behind a session leave an entry when it answers permission_missing.
void record_handler_refusals(std::vector<net::Route>& routes, const Services& services);

}  // namespace bursar::identity
