// The decline table as the office publishes it.
#pragma once

#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::system {

/// GET /api/decline_reasons: constant tables, and the schemes' limits as the installation has them.
net::Route decline_reasons_route(storage::Db& db);

}  // namespace bursar::system
