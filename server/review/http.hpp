// Office routes of findings: api/audit.yaml.
#pragma once

#include <vector>

#include "net/http.hpp"
#include "review/review.hpp"

namespace bursar::review {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
};

std::vector<net::Route> routes(const Services& services);

}  // namespace bursar::review
