// Letting a payment in review go on, or ending it. What people see is found out by doing it and
// undoing it again, like every act that waits for consent.
#include "payments/review.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "ledger/ledger.hpp"
#include "payments/accept.hpp"
#include "payments/books.hpp"
#include "payments/cascade.hpp"
#include "payments/retry_cap.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;
using storage::Tx;

constexpr std::string_view k_release_payment = "release_payment";
constexpr std::string_view k_release_payout = "release_payout";

bool is_payout(const Payment& payment) { return payment.kind == PaymentKind::payout; }

// The same form that a frozen request has.
std::string content_of(PaymentId payment) {
  return json::serialize(json::object{{"params", json::object{{"payment_id", payment.text()}}},
                                      {"query", json::object()}});
}

Result<Payment> named_in(Tx& tx, const std::string& content) {
  const json::object object = json::parse(content).as_object();
  const auto id = PaymentId::parse(std::string(object.at("params").at("payment_id").as_string()));
  if (!id) return id.error();
  auto payment = store::load_payment(tx, *id);
  if (!payment) return not_found(PaymentTag::k_noun);
  return std::move(*payment);
}

std::string label_of(Tx& tx, const Payment& payment) {
  if (!is_payout(payment))
    return payment.external_id.empty() ? payment.id.text() : payment.external_id;
  const auto detail = payout_detail_of(tx, payment.id);
  check(detail.has_value(), "a payout has a destination");
  const std::string name = detail->recipient_name.empty() ? "" : detail->recipient_name + ", ";
  return "to " + name + detail->display +
         (detail->holder.empty() ? std::string() : ", " + detail->holder);
}

// Valid as long as `subject` is: every sale is judged, and few policies have a condition.
gate::Subject judged(const Payment& payment, const routing::Subject& subject) {
  gate::Subject about;
  about.kind = "payment";
  about.company = payment.company_id;
  about.merchant = payment.merchant_id;
  about.amount = payment.amount;
  about.fits = [&subject](const std::string& condition) {
    return routing::holds(condition, subject);
  };
  return about;
}

// What was written about its recipient, which may have changed since; empty for those without one.
Result<std::string> recipient_mark(Tx& tx, const Call& call, const Payment& payment) {
  const auto detail = is_payout(payment) ? payout_detail_of(tx, payment.id) : std::nullopt;
  if (!detail || !detail->recipient) return std::string();
  const auto mark = recipients::mark_of(tx, detail->recipient, call.now);
  if (!mark || !mark->is_payable)
    return refused("recipient_not_approved", "its recipient may not be paid any more");
  return ", " + mark->mark;
}

Result<gate::Subject> describe(Tx& tx, const Call& call, const std::string& content) {
  const auto payment = named_in(tx, content);
  if (!payment) return payment.error();
  const auto mark = recipient_mark(tx, call, *payment);
  if (!mark) return mark.error();
  gate::Subject subject;
  subject.kind = "payment";
  subject.id = payment->id.text();
  subject.label = label_of(tx, *payment);
  subject.company = payment->company_id;
  subject.merchant = payment->merchant_id;
  subject.target = "payment " + std::to_string(payment->version) + *mark;
  subject.amount = payment->amount;
  subject.reason = payment->description;
  return subject;
}

// Balances as they were without the payout: what it reserved is what letting it go on takes.
std::vector<gate::Figure> figures(Tx& tx, const Call&, const std::string& content) {
  const auto payment = named_in(tx, content);
  if (!payment) return {};
  std::vector<gate::Figure> found{{"lifecycle", std::string(word(payment->lifecycle))}};
  if (!is_payout(*payment)) return found;
  const Currency currency = payment->amount.currency;
  const std::int64_t kept =
      payment->lifecycle == Lifecycle::review ? payment->amount.minor : std::int64_t{0};
  const auto add = [&](ledger::Bucket bucket, std::int64_t without) {
    const std::int64_t minor =
        ledger::balance(tx, ledger::merchant_account(bucket, payment->merchant_id, currency));
    found.push_back({std::string(ledger::bucket_word(bucket)), std::to_string(minor + without),
                     gate::FigureKind::money, currency, true});
  };
  add(ledger::Bucket::merchant_available, kept);
  add(ledger::Bucket::payout_in_transit, -kept);
  return found;
}

// The account that was chosen when the payment came, or the next of its plan that is still on.
Result<ProviderAccountId> account_of(Tx& tx, const Payment& payment) {
  std::vector<ProviderAccountId> wanted{payment.provider_account_id};
  if (const auto plan = routing::read_plan(payment.routing_plan))
    for (const routing::Choice& choice : plan->choices) wanted.push_back(choice.account);
  for (const ProviderAccountId id : wanted) {
    const auto account = providers::load_account(tx, id);
    if (account && account->is_enabled) return id;
  }
  return refused("no_eligible_route", "every provider account of its route is switched off");
}

// The card may have been declined elsewhere while people looked.
Result<void> may_be_sent(Tx& tx, const Call& call, const Payment& payment) {
  const auto plan = routing::read_plan(payment.routing_plan);
  if (is_payout(payment) || !plan) return ok();
  const auto hit = routing::cap_hit(tx, cap_question(tx, payment, plan->cascade, call.now));
  if (!hit) return ok();
  return refused(std::string(decline_reason_of(*hit)), "nothing is sent: " + text_of(*hit));
}

Result<gate::Done> release(Tx& tx, const Call& call, const std::string& content,
                           const std::function<void(AttemptId)>& dispatch) {
  auto payment = named_in(tx, content);
  if (!payment) return payment.error();
  const auto on = next(payment->lifecycle, PaymentEvent::approved_by_person);
  if (!on)
    return refused("not_in_review",
                   "the payment is " + std::string(word(payment->lifecycle)) + " already");
  const auto account = account_of(tx, *payment);
  if (!account) return account.error();
  if (auto allowed = may_be_sent(tx, call, *payment); !allowed) return std::move(allowed).error();
  store::OperationRow row = store::first_operation(tx, payment->id);
  const std::string before = dimensions_json(*payment);
  const Lifecycle from = payment->lifecycle;
  const OperationState operation_from = row.operation.state;
  row.operation.state = *next(operation_from, OperationEvent::queued);
  payment->lifecycle = *on;
  if (*account != payment->provider_account_id) {
    store::save_account(tx, payment->id, *account);
    payment->provider_account_id = *account;
  }
  // A verification value is never kept for this long; the call goes without.
  const AttemptId attempt = prepare_attempt(tx, call, row.operation.id, *account);
  store::save_operation(tx, row.operation);
  store::save_payment(tx, *payment, call.now);
  History history;
  history.moved(*payment, from, "approved");
  history.moved(row.operation, operation_from, "approved");
  history.write(tx, call, payment->id);
  tell(tx, call, is_payout(*payment) ? "payout.processing" : "payment.processing", *payment,
       is_payout(*payment) ? &row.operation : nullptr);
  audit_payment(tx, call, review_action_of(*payment), *payment, before, dimensions_json(*payment));
  return gate::Done{"payment", payment->id.text(), false,
                    [dispatch, attempt] { dispatch(attempt); }};
}

EndedEarly end_of(gate::Ending ending, const std::string& why) {
  switch (ending) {
    case gate::Ending::expired:
      return {PaymentEvent::deadline_passed, OperationEvent::canceled, "", "expire_review",
              "nobody decided in time"};
    case gate::Ending::withdrawn:
      return {PaymentEvent::canceled, OperationEvent::canceled, "canceled_by_merchant",
              "cancel_payment", "withdrawn"};
    case gate::Ending::rejected:
    case gate::Ending::voided: break;
  }
  return {PaymentEvent::rejected_by_person, OperationEvent::rejected, "rejected_in_review",
          "reject_payment", why};
}

void ended(Tx& tx, const Call& call, const std::string& content, gate::Ending ending,
           const std::string& why) {
  auto payment = named_in(tx, content);
  if (!payment || payment->lifecycle != Lifecycle::review) return;
  end_early(tx, call, *payment, end_of(ending, why));
}

gate::Action action_of(std::string_view key, std::string_view kind, std::string_view permission,
                       const std::function<void(AttemptId)>& dispatch) {
  gate::Action action;
  action.key = key;
  action.kind = kind;
  action.permission = permission;
  action.is_recorded = true;
  action.describe = describe;
  action.figures = figures;
  action.execute = [dispatch](Tx& tx, const Call& call, const std::string& content,
                              const gate::Consent&) {
    return release(tx, call, content, dispatch);
  };
  action.ended = ended;
  action.read_condition = [](const std::string& condition) {
    return routing::read_condition(condition, "condition");
  };
  return action;
}

std::string_view ending_event(const Payment& payment) {
  switch (payment.lifecycle) {
    case Lifecycle::expired: return is_payout(payment) ? "payout.expired" : "payment.expired";
    case Lifecycle::canceled: return is_payout(payment) ? "payout.canceled" : "payment.canceled";
    default: return is_payout(payment) ? "payout.declined" : "payment.declined";
  }
}

}  // namespace

std::string_view review_action_of(const Payment& payment) {
  return is_payout(payment) ? k_release_payout : k_release_payment;
}

std::optional<gate::Demand> demand_on(Tx& tx, const Call& call, gate::Gate* gate,
                                      const Payment& payment, const routing::Subject& subject) {
  if (gate == nullptr || payment.kind == PaymentKind::verification) return std::nullopt;
  return gate->demand(tx, call, review_action_of(payment), judged(payment, subject));
}

Result<void> ask_people(Tx& tx, const Call& call, gate::Gate& gate, const Payment& payment,
                        const gate::Demand& demand) {
  const gate::Ask ask{std::string(review_action_of(payment)), content_of(payment.id), ""};
  return gate.keep(tx, call, ask, demand);
}

std::string wait_reason(const gate::Demand& demand) {
  std::string names = demand.because;
  for (std::size_t at = 0; (at = names.find('\n', at)) != std::string::npos;)
    names.replace(at, 1, ", ");
  return "waits for consent: " + names;
}

void end_early(Tx& tx, const Call& call, Payment& payment, const EndedEarly& end) {
  const std::string before = dimensions_json(payment);
  store::Context context;
  store::OperationRow row = store::first_operation(tx, payment.id);
  const OperationState operation_from = row.operation.state;
  const auto ended_as = next(operation_from, end.operation);
  const auto moved = next(payment.lifecycle, end.payment);
  check(moved && ended_as, "a payment that is " + std::string(word(payment.lifecycle)) +
                               " ends early as the tables say");
  const Lifecycle from = payment.lifecycle;
  row.operation.state = *ended_as;
  row.operation.completed_at = call.now;
  row.operation.decline_reason = end.decline_reason;
  payment.lifecycle = *moved;
  payment.completed_at = call.now;
  payment.decline_reason = end.decline_reason;
  // The deadline stays: what the payer does until then is still heard of.
  if (from == Lifecycle::action) store::save_action(tx, payment.id, "");
  context.payment = payment;
  context.operation = row.operation;
  context.hold = row.hold;
  if (is_payout(payment)) books::release_payout(tx, call, context);
  store::save_operation(tx, row.operation);
  store::save_payment(tx, payment, call.now);
  History history;
  history.moved(payment, from, end.reason);
  history.moved(row.operation, operation_from, end.reason);
  history.write(tx, call, payment.id);
  tell(tx, call, ending_event(payment), payment, is_payout(payment) ? &row.operation : nullptr);
  audit_payment(tx, call, end.action, payment, before, dimensions_json(payment), end.reason);
}

std::vector<gate::Action> review_actions(const std::function<void(AttemptId)>& dispatch) {
  return {action_of(k_release_payment, "payment", "payments:create", dispatch),
          action_of(k_release_payout, "payout", "payouts:create", dispatch)};
}

}  // namespace bursar::payments
