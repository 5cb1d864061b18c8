// The payments part that speaks HTTP: office routes for the list, the page, refunds and test
// payments.
#pragma once

#include <functional>
#include <vector>

#include "base/call.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::payments {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  std::function<void(AttemptId)> dispatch;  ///< wakes the runner after an accepted payment or
                                            ///< refund
  bool sandbox = true;                      ///< test payments exist in the sandbox only
};

/// Office routes of api/payments.yaml (but the live feed) and the test payment of
/// api/merchants.yaml.
std::vector<net::Route> routes(Services services);

}  // namespace bursar::payments
