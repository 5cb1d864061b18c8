// The decline table as the office publishes it.
#pragma once

#include "net/http.hpp"

namespace bursar::system {

/// GET /api/decline_reasons: constant data, written once.
net::Route decline_reasons_route();

}  // namespace bursar::system
