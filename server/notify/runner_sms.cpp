// The generic text message gateway: one JSON body, a bearer token, the message's id as reference
// and idempotency key, so that a gateway that honours it sends once however often it is asked.
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "notify/runner_gateways.hpp"

namespace bursar::notify {
namespace {

Attempt attempt_of(const net::Exchange& exchange) {
  if (exchange.reach == net::Reach::not_sent) return {Outcome::not_sent, exchange.failure};
  if (exchange.reach == net::Reach::unknown) return {Outcome::unknown, exchange.failure};
  const int status = exchange.status;
  if (status >= 200 && status < 300) return {Outcome::sent, ""};
  const std::string error = "the gateway answered " + std::to_string(status);
  const bool later = status == 401 || status == 403 || status == 408 || status == 425 ||
                     status == 429;  // ours to mend, or theirs soon
  if (status >= 400 && status < 500 && !later) return {Outcome::refused, error};
  // A gateway that fails on its own may have passed the message on before.
  return {status >= 500 && status != 503 ? Outcome::unknown : Outcome::not_sent, error};
}

}  // namespace

net::Task<Attempt> send_sms(net::Client& client, const SmsGateway& gateway, const Claim& claim) {
  const boost::json::object body{{"from", gateway.from},
                                 {"to", claim.to},
                                 {"text", claim.text.reveal()},
                                 {"reference", claim.id.text()}};
  net::ClientRequest request;
  request.url = gateway.url;
  request.headers = {{"Content-Type", "application/json"},
                     {"Authorization", "Bearer " + std::string(gateway.token.reveal())},
                     {"Idempotency-Key", claim.id.text()}};
  request.body = boost::json::serialize(body);
  const net::Exchange exchange = co_await client.send(std::move(request));
  co_return attempt_of(exchange);
}

}  // namespace bursar::notify
