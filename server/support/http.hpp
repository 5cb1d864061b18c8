// The support part that speaks HTTP: office routes of api/support.yaml but the views, which are
// identity's.
#pragma once

#include <vector>

#include "base/call.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::support {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
};

std::vector<net::Route> routes(Services services);

}  // namespace bursar::support
