// Office routes of customers: api/customers.yaml.
#pragma once

#include <vector>

#include "base/call.hpp"
#include "gate/gate.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::customers {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  gate::Gate* gate = nullptr;  ///< keeps erasures until somebody else agrees
};

std::vector<net::Route> routes(const Services& services);
/// erase_customer, for the gate.
gate::Action erase_action();

}  // namespace bursar::customers
