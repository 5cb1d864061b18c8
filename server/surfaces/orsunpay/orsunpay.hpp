// The Orsunpay surface: the Payment API (POST /v1/payment/sale) and the resource API
// (/v1/transactions, /v1/merchants) over one engine. It translates names, shapes and error bodies,
// and decides nothing.
#pragma once

#include <functional>
#include <vector>

#include "base/call.hpp"
#include "gate/gate.hpp"
#include "net/http.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::orsunpay {

/// What the surface needs of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  vault::CvvHolder& cvvs;
  std::function<void(AttemptId)> dispatch;  ///< wakes the runner after an accepted payment or
                                            ///< refund
  gate::Gate* gate = nullptr;  ///< wants people to look at payments first; none: nobody has to
};

/// Rows of the policy table; rate classes are "payment_api" and "resource_api".
std::vector<net::Route> routes(Services services);

/// The two documented error bodies, chosen by path: {"status": false, "error"} below /v1/payment/,
/// {"error": {code, message, details}} elsewhere.
net::Response shape_error(const Error& error, const net::Request& request);
/// The same two bodies for a failure of the server: `internal_error`, and nothing but the request
/// id that finds the cause in the log.
net::Response shape_internal_error(const net::Request& request);
/// Catalogue of codes the resource API can answer with, for the reference page and its test.
const std::vector<std::string_view>& error_codes();

}  // namespace bursar::orsunpay
