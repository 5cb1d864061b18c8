// Office routes of customers: api/customers.yaml.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/call.hpp"
#include "gate/gate.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"

namespace bursar::customers {

/// The erasure that a code is bound to.
struct Erasing {
  CompanyId company;
  MerchantId merchant;
  std::string buyer_id;
};

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  gate::Gate* gate = nullptr;  ///< keeps erasures until somebody else agrees
  /// Asks for the code of one erasure; a refusal has to be committed. Unset: none is asked for.
  std::function<Result<std::optional<Error>>(storage::Tx&, const Call&, const Erasing&,
                                             const net::Request&)>
      confirm = {};
};

std::vector<net::Route> routes(const Services& services);
/// erase_customer, for the gate.
gate::Action erase_action();

}  // namespace bursar::customers
