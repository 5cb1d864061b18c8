// The providers part that speaks HTTP: office routes of provider accounts.
#pragma once

#include <functional>
#include <vector>

#include "gate/gate.hpp"
#include "net/client.hpp"
#include "net/http.hpp"
#include "providers/accounts.hpp"

namespace bursar::providers {

/// How an account has been answering within one window, as the routes show it.
struct Health {
  std::int64_t window_ms = 0;
  std::int64_t attempts = 0, approved = 0, declined = 0, unknown = 0;
  std::int64_t latency_p50_us = 0, latency_p95_us = 0;
};
struct AccountWindows {
  ProviderAccountId account;
  std::vector<Health> windows;  ///< shortest first
};
/// An attempt that gave no usable answer.
struct Trouble {
  std::string payment_id;
  Instant at;
  std::string outcome;
  int http_status = 0;
  std::string code, message;
};
/// Whether routing keeps away from an account for now.
struct Breaker {
  ProviderAccountId account;
  std::string state;  ///< "closed", "open", "half_open"
  std::optional<Instant> next_probe_at;
};

/// What the routes need of the process; everything outlives the server. What stands above this
/// module comes as functions: health and trouble from payments, breakers from routing.
struct Services {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  net::Client& client;
  bool sandbox = false;
  gate::Gate* gate = nullptr;
  std::function<std::vector<AccountWindows>(storage::Tx&, const Scope&, Instant)> health = {};
  std::function<std::vector<Trouble>(storage::Tx&, const Scope&, ProviderAccountId, Instant)>
      trouble = {};
  std::function<std::vector<Breaker>(storage::Tx&, Instant)> breakers = {};
};

/// Office routes of api/providers.yaml but the incoming messages.
std::vector<net::Route> routes(Services services);
/// Acts that may need a second person: whatever sends money elsewhere.
std::vector<gate::Action> actions(const vault::KeyRing& keys, bool sandbox);

}  // namespace bursar::providers
