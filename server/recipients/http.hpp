// The part of recipients that speaks HTTP: office routes.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "net/http.hpp"
#include "recipients/recipients.hpp"

namespace bursar::recipients {

/// What the routes need of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  gate::Gate* gate = nullptr;
  /// The card of an earlier payment of the merchant. Errors: not_found.
  std::function<Result<CardOf>(Tx&, const Call&, MerchantId, PaymentId)> card_of;
  /// The code of an act that lets money go. A refusal is committed.
  std::function<Result<std::optional<Error>>(Tx&, const Call&, const RecipientAct&,
                                             const net::Request&)>
      confirm;
};

/// Office routes of api/recipients.yaml.
std::vector<net::Route> routes(Services services);

}  // namespace bursar::recipients
