// The part that speaks HTTP: the address providers send to, and the list of what came.
#pragma once

#include <functional>
#include <vector>

#include "base/call.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::provider_webhooks {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  Actor provider;                ///< actor of what providers report
  std::function<void()> notify;  ///< something was received
};

/// POST /hooks/{provider_account_id}, for the listener of the payment API.
std::vector<net::Route> hook_routes(Services services);
/// The list of api/providers.yaml, for the office.
std::vector<net::Route> routes(Services services);

}  // namespace bursar::provider_webhooks
