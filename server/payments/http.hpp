// The payments part that speaks HTTP: office routes for the list, the page, new payments, second
// steps, refunds and payouts.
#pragma once

#include <functional>
#include <vector>

#include "base/call.hpp"
#include "gate/gate.hpp"
#include "net/http.hpp"
#include "payments/money_act.hpp"
#include "payments/payments.hpp"
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
  gate::Gate* gate = nullptr;               ///< keeps refunds that need consent; none: keeps none
  /// Asks whoever refunds or pays out to confirm it, in the transaction that acts: a refusal is
  /// committed. Without one nobody is asked.
  std::function<Result<std::optional<Error>>(storage::Tx&, const Call&, const MoneyAct&,
                                             const net::Request&)>
      confirm = {};
  /// Whether the reader may see whom a payment is from; unset: everybody may.
  std::function<bool(storage::Tx&, const Actor&, const Payment&, Instant)> shows_buyer = {};
  vault::CvvHolder* cvvs = nullptr;  ///< takes verification values; none: they are not kept
};

/// Office routes of api/payments.yaml (but the live feed) and the test payment of
/// api/merchants.yaml.
std::vector<net::Route> routes(Services services);
/// The acts of payments that a gate can keep.
std::vector<gate::Action> actions(const vault::KeyRing& keys,
                                  const std::function<void(AttemptId)>& dispatch);

}  // namespace bursar::payments
