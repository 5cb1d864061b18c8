// Office routes of findings: api/audit.yaml.
#pragma once

#include <functional>
#include <vector>

#include "net/http.hpp"
#include "net/tasks.hpp"
#include "review/review.hpp"

namespace bursar::review {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  Actor reviewer;  ///< the job in whose name findings are raised
  std::function<Surroundings(const Call&)> around;
};

std::vector<net::Route> routes(Services services);
/// Looks at the trail once and keeps what is new.
net::Task<void> review_once(const Services& services);

}  // namespace bursar::review
