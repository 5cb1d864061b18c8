// The part that speaks HTTP: office routes of api/bank.yaml.
#pragma once

#include <vector>

#include "base/call.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::bank {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
};
std::vector<net::Route> routes(Services services);

}  // namespace bursar::bank
