// The analytics part that speaks HTTP: the dashboard route.
#pragma once

#include <functional>
#include <vector>

#include "base/call.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::analytics {

struct Services {
  storage::Db& db;
  Ports ports;
  /// Payments without a certain outcome in a scope; app wires it to payments.
  std::function<std::int64_t(storage::Tx&, const Scope&)> in_doubt_count;
  /// Company of a merchant, or nothing; app wires it to merchants.
  std::function<std::optional<CompanyId>(storage::Tx&, MerchantId)> company_of;
};

std::vector<net::Route> routes(Services services);

}  // namespace bursar::analytics
