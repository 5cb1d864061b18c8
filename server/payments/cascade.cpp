// The next attempt after one that certainly moved nothing, and what routing learns from each.
#include "payments/cascade.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "payments/accept.hpp"
#include "payments/retry_cap.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

using providers::Outcome;
using providers::OutcomeKind;
using routing::Signal;

bool is_routed(OperationType type) {
  return type == OperationType::sale || type == OperationType::auth ||
         type == OperationType::verification;
}

// "" for what was certainly not executed.
std::string_view class_of(const Outcome& outcome) {
  if (outcome.kind == OutcomeKind::not_executed) return "";
  return providers::decline_reason(outcome.decline_reason).decline_class;
}

Signal signal_of(const store::Context& context, const Outcome& outcome) {
  switch (outcome.kind) {
    case OutcomeKind::unknown: return Signal::timeout;
    case OutcomeKind::not_executed:
      return context.attempt.http_status == 0 ? Signal::not_sent : Signal::technical;
    case OutcomeKind::declined:
      return class_of(outcome) == "technical" ? Signal::technical : Signal::declined;
    default: return Signal::approved;
  }
}

// Only what another route could have changed says something about this one.
bool says_something(const Outcome& outcome, Signal signal) {
  if (outcome.kind == OutcomeKind::approved || signal == Signal::technical) return true;
  return outcome.kind == OutcomeKind::declined && class_of(outcome) == "soft";
}

bool is_learning(std::string_view plan) {
  return plan.find(R"("learns":true)") != std::string_view::npos;
}

bool is_sticky(std::string_view plan) {
  return plan.find(R"("sticky":"customer")") != std::string_view::npos ||
         plan.find(R"("sticky":"card")") != std::string_view::npos;
}

void remember_route(storage::Tx& tx, const Call& call, const store::Context& context) {
  const auto plan = routing::read_plan(context.payment.routing_plan);
  if (!plan) return;
  routing::remember(tx, call, plan->sticky,
                    {context.payment.merchant_id, context.payment.buyer_id,
                     context.payment.card_id.text(), context.attempt.provider_account_id});
}

routing::Ended ended(storage::Tx& tx, const Call& call, const store::Context& context,
                     const Outcome& outcome, const std::vector<store::Tried>& tried,
                     const routing::Cascade& cascade) {
  routing::Ended ended;
  ended.decline_class = class_of(outcome);
  ended.advice_code = outcome.advice_code;
  ended.attempts = static_cast<std::int64_t>(tried.size());
  ended.elapsed_ms = call.now.ms - context.payment.created_at.ms;
  for (const store::Tried& one : tried) {
    if (one.outcome == OutcomeKind::not_executed && ended.decline_class.empty()) ++ended.same_class;
    if (one.outcome != OutcomeKind::declined) continue;
    const auto& reason = providers::decline_of_code(one.provider_code, context.payment.card_brand);
    if (reason.decline_class == ended.decline_class) ++ended.same_class;
  }
  ended.is_capped =
      routing::cap_hit(tx, cap_question(tx, context.payment, cascade, call.now)).has_value();
  return ended;
}

// The first account of the plan that has not been tried and is still switched on.
std::optional<providers::ProviderAccount> next_of(storage::Tx& tx, const routing::Plan& plan,
                                                  const std::vector<store::Tried>& tried) {
  for (const routing::Choice& choice : plan.choices) {
    const bool was_tried = std::any_of(tried.begin(), tried.end(), [&](const store::Tried& one) {
      return one.account == choice.account;
    });
    if (was_tried) continue;
    auto account = providers::load_account(tx, choice.account);
    if (account && account->is_enabled) return account;
  }
  return std::nullopt;
}

void close_attempt(const Call& call, Attempt& attempt, const Outcome& outcome,
                   const Origin& origin) {
  attempt.outcome = outcome.kind;
  attempt.provider_code = outcome.provider_code;
  attempt.provider_message = outcome.provider_message;
  if (!outcome.provider_reference.empty()) attempt.provider_reference = outcome.provider_reference;
  attempt.phase = *next(attempt.phase, AttemptEvent::concluded);
  attempt.certainty = Certainty::known;
  attempt.next_check_at = std::nullopt;
  attempt.resolved_at = call.now;
  attempt.resolved_by = origin.word;
}

std::string reason_of(const Outcome& outcome, const providers::ProviderAccount& account) {
  std::string reason(providers::word(outcome.kind));
  if (!outcome.decline_reason.empty()) reason += " (" + outcome.decline_reason + ")";
  if (!outcome.provider_code.empty()) reason += ", code " + outcome.provider_code;
  return reason + "; next account " + account.title;
}

}  // namespace

void teach_route(storage::Tx& tx, const Call& call, const store::Context& context,
                 const Outcome& outcome, const Origin& origin) {
  // An order that never left because something of ours was missing says nothing about the account.
  const bool left = context.attempt.http_status != 0 || !context.attempt.request_masked.empty();
  if (origin.word != k_from_answer.word || !left) return;
  const Signal signal = signal_of(context, outcome);
  const std::string& plan = context.payment.routing_plan;
  routing::Observation observation;
  observation.account = context.attempt.provider_account_id;
  observation.method = context.payment.method == "test_payer" ? "card" : context.payment.method;
  observation.signal = signal;
  observation.counts = is_routed(context.operation.type) && says_something(outcome, signal);
  observation.scheme = context.payment.card_brand;
  observation.currency = context.payment.amount.currency;
  observation.three_ds = !outcome.three_ds.trans_status.empty();
  routing::observe(tx, call, observation, is_learning(plan));
  if (outcome.kind == OutcomeKind::approved && is_routed(context.operation.type) && is_sticky(plan))
    remember_route(tx, call, context);
}

bool try_next_account(storage::Tx& tx, const Call& call, store::Context& context,
                      const Outcome& outcome, const Origin& origin) {
  const bool is_certain =
      outcome.kind == OutcomeKind::declined || outcome.kind == OutcomeKind::not_executed;
  const auto queued = next(context.operation.state, OperationEvent::queued);
  if (!is_certain || outcome.contradicts || !queued || !is_routed(context.operation.type) ||
      context.attempt.phase != AttemptPhase::sending || !outcome.three_ds.trans_status.empty())
    return false;
  const auto plan = routing::read_plan(context.payment.routing_plan);
  if (!plan || plan->choices.size() < 2) return false;
  const auto tried = store::tried_accounts(tx, context.operation.id);
  const routing::Ended so_far = ended(tx, call, context, outcome, tried, plan->cascade);
  if (!routing::cascade_objection(plan->cascade, so_far).empty()) return false;
  const auto account = next_of(tx, *plan, tried);
  if (!account) return false;

  const OperationState from = context.operation.state;
  close_attempt(call, context.attempt, outcome, origin);
  store::save_attempt(tx, context.attempt);
  context.operation.state = *queued;
  store::save_operation(tx, context.operation);
  // Whoever made the call still has the verification value in memory and passes it on; without it
  // the next one is not sent, as the first one would not have been.
  context.next_attempt = prepare_attempt(tx, call, context.operation.id, account->id,
                                         context.attempt.seq + 1, context.has_cvv);
  context.payment.provider_account_id = account->id;
  context.payment.lifecycle = *next(context.payment.lifecycle, PaymentEvent::attempt_prepared);
  store::save_account(tx, context.payment.id, account->id);
  store::save_payment(tx, context.payment, call.now);
  const std::string reason = reason_of(outcome, *account);  // the history keeps a view of it
  History history;
  history.moved(context.operation, from, reason);
  history.write(tx, call, context.payment.id);
  tell(tx, call, "payment.rerouted", context.payment);
  return true;
}

bool is_superseded(storage::Tx& tx, const store::Context& context) {
  return context.attempt.phase == AttemptPhase::resolved &&
         store::has_later_attempt(tx, context.attempt);
}

}  // namespace bursar::payments
