// Confirm, hold, act: all in one transaction. A refusal to be confirmed is committed, because the
// question it asks is kept.
#include "payments/http_gated.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"
#include "gate/http.hpp"
#include "net/await.hpp"
#include "vault/seal.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using storage::Tx;

struct Outcome {
  std::optional<Error> refusal;
  std::optional<gate::Held> held;
  Recorded recorded;
};

Result<std::optional<Error>> confirm(const Services& services, Tx& tx, const Call& call,
                                     const GatedRequest& gated, const Request& request) {
  if (!services.confirm || !gated.money_act) return std::optional<Error>();
  const auto act = gated.money_act(tx, call);
  if (!act) return act.error();
  if (!*act) return std::optional<Error>();
  return services.confirm(tx, call, **act, request);
}

Result<Outcome> carry_out(const Services& services, Tx& tx, const Call& call,
                          const GatedRequest& gated, const gate::Ask& ask, const Request& request) {
  // Whoever asks has to be sure before others are asked.
  auto refusal = confirm(services, tx, call, gated, request);
  if (!refusal) return refusal.error();
  if (*refusal) return Outcome{std::move(*refusal), {}, {}};
  auto held = ask.action.empty() ? Result<std::optional<gate::Held>>(std::nullopt)
                                 : gate::hold(services.gate, tx, call, ask);
  if (!held) return held.error();
  if (*held) return Outcome{{}, std::move(*held), {}};
  auto recorded = gated.act(tx, call);
  if (!recorded) return recorded.error();
  return Outcome{{}, {}, std::move(*recorded)};
}

}  // namespace

std::string hash_of(const Request& request) { return to_hex(vault::digest(gate::frozen(request))); }

net::Task<Response> answer_gated(const Services& services, Request& request, GatedRequest gated) {
  const Call call = services.ports.call(request.actor);
  const gate::Ask ask = gated.operation.empty() ? gate::Ask{} : gate::ask(gated.operation, request);
  auto change = [call, ask, &services, &request, &gated](Tx& tx) {
    return carry_out(services, tx, call, gated, ask, request);
  };
  const auto outcome = co_await net::write(services.db, request, std::move(change));
  if (!outcome) co_return net::to_problem(outcome.error(), request.request_id);
  if (outcome->refusal) co_return net::to_problem(*outcome->refusal, request.request_id);
  if (outcome->held) co_return gate::held_response(*outcome->held);
  const Recorded& recorded = outcome->recorded;
  if (recorded.attempt && !recorded.replayed) services.dispatch(recorded.attempt);
  Response response = net::json_response(201, boost::json::serialize(recorded.body));
  if (recorded.replayed) response.with("Idempotent-Replayed", "true");
  co_return response;
}

}  // namespace bursar::payments
