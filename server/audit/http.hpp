// The audit part that speaks HTTP: office routes of api/audit.yaml.
#pragma once

#include <functional>
#include <vector>

#include "audit/runner.hpp"
#include "net/http.hpp"

namespace bursar::audit {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  Reach reach;
  std::function<SealerState()> sealer;
  VerifierKey verifier;
};

std::vector<net::Route> routes(Services services);

}  // namespace bursar::audit
