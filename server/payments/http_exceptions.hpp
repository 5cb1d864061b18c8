// Office routes about what needs an answer: operations without one, exception cases, and what
// people decide about them.
#pragma once

#include <vector>

#include "base/call.hpp"
#include "gate/gate.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::payments {

/// What these routes need of the process; everything outlives the server.
struct DeskServices {
  storage::Db& db;
  Ports ports;
  gate::Gate* gate = nullptr;  ///< keeps decisions that move money until somebody else agrees
};

/// Routes of api/exceptions.yaml.
std::vector<net::Route> exception_routes(const DeskServices& services);
/// change_transaction_state, for the gate.
gate::Action state_change_action();

}  // namespace bursar::payments
