// A payment's plan as its page shows it: rule, accounts in order, and what was left out.
#include "payments/http_route.hpp"

#include <boost/json.hpp>

#include "net/await.hpp"
#include "payments/payments.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;
using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value() : json::value(text);
}

// The outcome of the newest attempt at an account; null where there was none.
json::value outcome_at(const std::vector<Attempt>& attempts, ProviderAccountId account) {
  json::value outcome;
  for (const Attempt& attempt : attempts)
    if (attempt.provider_account_id == account && attempt.outcome)
      outcome = providers::word(*attempt.outcome);
  return outcome;
}

json::object plan_view(Tx& tx, const routing::Plan& plan, const std::vector<Attempt>& attempts) {
  json::array accounts;
  for (const routing::Choice& choice : plan.choices)
    accounts.push_back(json::object{{"provider_account_id", choice.account.text()},
                                    {"title", choice.title},
                                    {"note", text_or_null(choice.note)},
                                    {"outcome", outcome_at(attempts, choice.account)}});
  json::array excluded;
  for (const routing::Exclusion& one : plan.excluded) {
    const auto account = providers::load_account(tx, one.account);
    excluded.push_back(json::object{{"provider_account_id", one.account.text()},
                                    {"title", account ? account->title : one.account.text()},
                                    {"reason", one.reason}});
  }
  return {{"reason", plan.reason},
          {"routing_profile_id", text_or_null(plan.profile.text())},
          {"place", text_or_null(plan.place)},
          {"version", plan.profile ? json::value(plan.version) : json::value()},
          {"rule", text_or_null(plan.rule)},
          {"strategy", plan.strategy ? json::value(routing::word(*plan.strategy)) : json::value()},
          {"accounts", std::move(accounts)},
          {"excluded", std::move(excluded)},
          {"refusal",
           plan.refusal ? json::value(routing::refusal_json(*plan.refusal)) : json::value()}};
}

Task<Response> read_route(storage::Db& db, Request& request) {
  const auto id = PaymentId::parse(request.param("payment_id"));
  if (!id) co_return net::to_problem(id.error(), request.request_id);
  auto query = [scope = request.actor.scope, id = *id](Tx& tx) -> Result<json::object> {
    const auto payment = load_payment(tx, scope, id);
    if (!payment) return payment.error();
    const auto plan = routing::read_plan(payment->routing_plan);
    if (!plan) return json::object{{"plan", nullptr}};
    return json::object{{"plan", plan_view(tx, *plan, attempts_of(tx, id))}};
  };
  const auto body = co_await net::read(db, request, std::move(query));
  if (!body) co_return net::to_problem(body.error(), request.request_id);
  co_return net::json_response(200, json::serialize(*body));
}

}  // namespace

std::vector<net::Route> route_routes(storage::Db& db) {
  net::Route route;
  route.method = net::Method::get;
  route.path = "/api/payments/{payment_id}/route";
  route.operation_id = "read_payment_route";
  route.permission = "payments:read";
  route.handler = [&db](Request& request) { return read_route(db, request); };
  return {std::move(route)};
}

}  // namespace bursar::payments
