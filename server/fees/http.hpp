// The fees part that speaks HTTP: office routes of plans, the calculator and the comparison, and
// what a gate asks of them.
#pragma once

#include <vector>

#include "gate/gate.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::fees {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  gate::Gate* gate = nullptr;
};

/// Office routes of api/fees.yaml.
std::vector<net::Route> routes(Services services);
/// Acts that may need a second person: what changes what merchants are charged.
std::vector<gate::Action> actions();

}  // namespace bursar::fees
