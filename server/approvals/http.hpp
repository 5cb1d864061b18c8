// The approvals part that speaks HTTP: the inbox, decisions, policies. Included by app only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "approvals/approvals.hpp"
#include "net/http.hpp"

namespace bursar::approvals {

/// What the routes need of the process; everything referenced outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  Desk& desk;
  /// Company of a merchant, or nothing when there is no such merchant; app wires it to merchants.
  std::function<std::optional<CompanyId>(Tx&, MerchantId)> company_of;
  /// Name of a company or merchant, or nothing when there is none; app wires it to merchants.
  std::function<std::optional<std::string>(Tx&, const identity::Place&)> name_of;
  std::string time_zone;  ///< of the installation, as people read it
};

/// Office routes of api/approvals.yaml.
std::vector<net::Route> routes(const Services& services);
/// Making, changing and removing policies as acts that can themselves be kept.
std::vector<gate::Action> policy_actions(const Services& services);

}  // namespace bursar::approvals
