// Refunds over HTTP: asked, kept when people have to agree, otherwise done at once.
#include "payments/http_refund.hpp"

#include <boost/json.hpp>

#include "fees/fees.hpp"
#include "gate/http.hpp"
#include "ledger/ledger.hpp"
#include "merchants/merchants.hpp"
#include "net/json_reader.hpp"
#include "payments/http_gated.hpp"
#include "payments/http_view.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

constexpr std::int64_t k_amount_max_minor = 1'000'000'000'000'000;

Result<CreateRefund> decode_refund(const Request& request) {
  CreateRefund command;
  const auto id = PaymentId::parse(request.param("payment_id"));
  if (!id) return id.error();
  command.payment_id = *id;
  net::JsonReader in(request.body);
  command.amount_minor = in.integer_or_none("amount_minor", 1, k_amount_max_minor);
  command.reason = in.text_or_none("reason", 500).value_or("");
  command.merchant_reference = in.text_or_none("merchant_reference", 120).value_or("");
  if (auto error = in.finish()) return *error;
  command.idempotency_key = request.header("idempotency-key");
  command.request_hash = hash_of(request);
  return command;
}

Result<CreateRefund> decode_refund(const std::string& content) {
  return decode_refund(gate::thawed(content));
}

Result<gate::Subject> describe(Tx& tx, const Call& call, const std::string& content) {
  const auto command = decode_refund(content);
  if (!command) return command.error();
  const auto payment = load_payment(tx, call.actor.scope, command->payment_id);
  if (!payment) return payment.error();
  gate::Subject subject;
  subject.kind = "payment";
  subject.id = payment->id.text();
  subject.label = payment->external_id.empty() ? subject.id : payment->external_id;
  subject.company = payment->company_id;
  subject.merchant = payment->merchant_id;
  subject.target = "payment " + std::to_string(payment->version);
  subject.amount =
      Money{command->amount_minor.value_or(payment->refundable_minor()), payment->amount.currency};
  subject.since = payment->created_at;
  subject.reason = command->reason;
  return subject;
}

// What the payment says, and the merchant's balances that a refund touches.
std::vector<gate::Figure> figures(Tx& tx, const Call& call, const std::string& content) {
  const auto command = decode_refund(content);
  if (!command) return {};
  const auto payment = load_payment(tx, call.actor.scope, command->payment_id);
  if (!payment) return {};
  const Currency currency = payment->amount.currency;
  std::vector<gate::Figure> found;
  const auto add = [&](std::string name, std::int64_t minor, bool is_balance) {
    found.push_back(
        {std::move(name), std::to_string(minor), gate::FigureKind::money, currency, is_balance});
  };
  add("refund_pending", payment->refund_pending_minor, false);
  add("refundable", payment->refundable_minor(), false);
  for (const ledger::Bucket bucket :
       {ledger::Bucket::merchant_available, ledger::Bucket::refund_in_transit})
    add(std::string(ledger::bucket_word(bucket)),
        ledger::balance(tx, ledger::merchant_account(bucket, payment->merchant_id, currency)),
        true);
  return found;
}

}  // namespace

gate::Action refund_action(const std::function<void(AttemptId)>& dispatch) {
  gate::Action action;
  action.key = "create_refund";
  action.kind = "refund";
  action.permission = "payments:refund";
  action.describe = describe;
  action.figures = figures;
  action.execute = [dispatch](Tx& tx, const Call& call, const std::string& content,
                              const gate::Consent&) -> Result<gate::Done> {
    const auto command = decode_refund(content);
    if (!command) return command.error();
    const auto created = create_refund(tx, call, *command);
    if (!created) return created.error();
    gate::Done done{"operation", created->operation.id.text(), created->replayed, {}};
    if (created->attempt && !created->replayed)
      done.after_commit = [dispatch, attempt = created->attempt] { dispatch(attempt); };
    return done;
  };
  return action;
}

Task<Response> answer_create_refund(const Services& services, Request& request) {
  const auto command = decode_refund(request);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  const auto money_act = [&command](Tx& tx, const Call& call) {
    return refund_act(tx, call, *command);
  };
  const auto act = [&command](Tx& tx, const Call& call) -> Result<Recorded> {
    const auto created = create_refund(tx, call, *command);
    if (!created) return created.error();
    return Recorded{created->attempt,
                    created->replayed,
                    {{"operation", operation_json(created->operation)},
                     {"payment", payment_json(created->payment, "")}}};
  };
  GatedRequest gated{"create_refund", money_act, act};
  co_return co_await answer_gated(services, request, std::move(gated));
}

}  // namespace bursar::payments
