// The one way of a request that makes an operation: whoever asks confirms it, others agree where a
// policy wants that, then it is done and sent on.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "payments/http.hpp"

namespace bursar::payments {

struct Recorded {
  AttemptId attempt;  ///< to be sent; none while people have to look first
  bool replayed = false;
  boost::json::object body;
};

struct GatedRequest {
  /// Id of its route, which is the key of its act at the gate; empty for what no gate keeps, which
  /// is never frozen either (card numbers).
  std::string operation;
  /// What to confirm; nothing: there is nothing to confirm. Unset: nobody is asked.
  std::function<Result<std::optional<MoneyAct>>(storage::Tx&, const Call&)> money_act = {};
  std::function<Result<Recorded>(storage::Tx&, const Call&)> act;
};

/// 201 with the body of `act`, 202 with the request for approval, or the problem. `gated` acts in
/// the transaction that confirms and asks.
net::Task<net::Response> answer_gated(const Services& services, net::Request& request,
                                      GatedRequest gated);

/// SHA-256 over the sorted form of a request, which a kept one has as well: a repeat of either
/// finds the other.
std::string hash_of(const net::Request& request);

}  // namespace bursar::payments
