// A person's decision over HTTP: kept for somebody else when money moves, otherwise done at once.
#include "payments/http_manual_status.hpp"

#include <memory>

#include <boost/json.hpp>

#include "gate/http.hpp"
#include "ledger/ledger.hpp"
#include "net/await.hpp"
#include "net/json_reader.hpp"
#include "payments/http_view.hpp"
#include "payments/manual_status.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

Result<ChangeState> decode(const Request& request) {
  const auto id = OperationId::parse(request.param("operation_id"));
  if (!id) return id.error();
  net::JsonReader in(request.body);
  ChangeState command;
  command.operation = *id;
  const auto verdict = verdict_of(in.text("verdict", 1, 40));
  if (!verdict && !in.failed())
    in.fail("verdict", "invalid_parameter", "must be approved, declined or not_executed");
  if (verdict) command.verdict = *verdict;
  command.decline_reason = in.text_or_none("decline_reason", 60).value_or("");
  command.reason = in.text("reason", 1, 500);
  command.evidence = in.text("evidence", 1, 500);
  command.evidence_sha256 = in.text_or_none("evidence_sha256", 64).value_or("");
  if (auto error = in.finish()) return *error;
  return command;
}

Result<gate::Subject> describe(Tx& tx, const Call& call, const std::string& content) {
  const auto command = decode(gate::thawed(content));
  if (!command) return command.error();
  const auto view = load_operation_view(tx, call.actor.scope, command->operation);
  if (!view) return view.error();
  const Payment& payment = view->payment;
  gate::Subject subject;
  subject.kind = "payment";
  subject.id = payment.id.text();
  subject.label = payment.external_id.empty() ? subject.id : payment.external_id;
  subject.company = payment.company_id;
  subject.merchant = payment.merchant_id;
  // An answer that arrives meanwhile makes the request void.
  subject.target = "payment " + std::to_string(payment.version) + ", operation " +
                   std::string(word(view->operation.state));
  subject.amount = view->operation.amount;
  subject.since = payment.created_at;
  subject.reason = command->reason;
  subject.is_guarded = moves_money(view->operation, command->verdict);
  return subject;
}

void add_decisions(Tx& tx, const OperationView& view, std::vector<gate::Figure>& found) {
  for (const ManualDecision& decision : decisions_of(tx, view.payment.id)) {
    if (decision.operation != view.operation.id) continue;
    found.push_back({"verdict", std::string(word(decision.verdict))});
    found.push_back({"evidence", decision.evidence});
    if (!decision.evidence_sha256.empty())
      found.push_back({"evidence_sha256", decision.evidence_sha256});
  }
}

// What the payment and the operation say, the evidence, and the balances that are touched.
std::vector<gate::Figure> figures(Tx& tx, const Call& call, const std::string& content) {
  const auto command = decode(gate::thawed(content));
  if (!command) return {};
  const auto view = load_operation_view(tx, call.actor.scope, command->operation);
  if (!view) return {};
  const Payment& payment = view->payment;
  const Currency currency = payment.amount.currency;
  std::vector<gate::Figure> found{
      {"operation_state", std::string(word(view->operation.state))},
      {"lifecycle", std::string(word(payment.lifecycle))},
      {"captured", std::to_string(payment.captured_minor), gate::FigureKind::money, currency},
      {"refunded", std::to_string(payment.refunded_minor), gate::FigureKind::money, currency}};
  add_decisions(tx, *view, found);
  for (const ledger::Bucket bucket :
       {ledger::Bucket::merchant_pending, ledger::Bucket::merchant_available,
        ledger::Bucket::refund_in_transit})
    found.push_back({std::string(ledger::bucket_word(bucket)),
                     std::to_string(ledger::balance(
                         tx, ledger::merchant_account(bucket, payment.merchant_id, currency))),
                     gate::FigureKind::money, currency, true});
  return found;
}

Result<gate::Done> execute(Tx& tx, const Call& call, const std::string& content,
                           const gate::Consent& consent) {
  auto command = decode(gate::thawed(content));
  if (!command) return command.error();
  command->has_second_person = consent.is_trial || !consent.approvers.empty();
  const auto changed = change_transaction_state(tx, call, *command);
  if (!changed) return changed.error();
  return gate::Done{"operation", changed->operation.id.text(), changed->replayed, {}};
}

struct Outcome {
  std::optional<gate::Held> held;
  std::optional<StateChanged> changed;
};

Task<Response> answer(const DeskServices& services, Request& request) {
  const auto command = decode(request);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  const Call call = services.ports.call(request.actor);
  const gate::Ask ask = gate::ask("change_transaction_state", request);
  auto change = [call, ask, gate = services.gate, command = *command](Tx& tx) -> Result<Outcome> {
    auto held = gate::hold(gate, tx, call, ask);
    if (!held) return held.error();
    if (*held) return Outcome{std::move(*held), {}};
    auto changed = change_transaction_state(tx, call, command);
    if (!changed) return changed.error();
    return Outcome{{}, *std::move(changed)};
  };
  const auto outcome = co_await net::write(services.db, request, std::move(change));
  if (!outcome) co_return net::to_problem(outcome.error(), request.request_id);
  if (outcome->held) co_return gate::held_response(*outcome->held);
  const StateChanged& changed = *outcome->changed;
  const boost::json::object body{{"operation", operation_json(changed.operation)},
                                 {"payment", payment_json(changed.payment, "")}};
  Response response = net::json_response(200, boost::json::serialize(body));
  if (changed.replayed) response.with("Idempotent-Replayed", "true");
  co_return response;
}

}  // namespace

net::Route state_change_route(const DeskServices& services) {
  const auto kept = std::make_shared<DeskServices>(services);
  net::Route route{};
  route.method = net::Method::post;
  route.path = "/api/operations/{operation_id}/state";
  route.operation_id = "change_transaction_state";
  route.permission = "payments:decide";
  route.idempotent = true;
  route.handler = [kept](Request& request) { return answer(*kept, request); };
  return route;
}

gate::Action state_change_action() {
  gate::Action action;
  action.key = "change_transaction_state";
  action.kind = "manual_status";
  action.permission = "payments:decide";
  action.describe = describe;
  action.figures = figures;
  action.execute = execute;
  return action;
}

}  // namespace bursar::payments
