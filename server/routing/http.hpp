// The routing part that speaks HTTP: office routes of profiles, and what a gate asks of them.
#pragma once

#include <vector>

#include "gate/gate.hpp"
#include "net/http.hpp"
#include "routing/routing.hpp"

namespace bursar::routing {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  gate::Gate* gate = nullptr;
};

/// Office routes of api/routing.yaml.
std::vector<net::Route> routes(Services services);
/// Acts that may need a second person: what changes where payments go.
std::vector<gate::Action> actions();

}  // namespace bursar::routing
