// The merchants part that speaks HTTP: office routes for companies, merchants, settings, balances.
#pragma once

#include <functional>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "merchants/merchants.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::merchants {

/// One ledger balance of a merchant, as the balances route shows it.
struct Balance {
  std::string account;
  Currency currency;
  std::int64_t balance_minor = 0;
};

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  /// Balances come from the ledger, which this module does not know; app wires it.
  std::function<std::vector<Balance>(storage::Tx&, const Scope&, MerchantId)> balances;
  /// What other modules know of a merchant goes with it; app wires it.
  std::vector<Forget> forget = {};
};

/// Office routes of api/merchants.yaml but the test payment.
std::vector<net::Route> routes(Services services);
/// Its routes of projects.
std::vector<net::Route> project_routes(Services services);

}  // namespace bursar::merchants
