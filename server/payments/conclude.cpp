// Outcome → states, money, trail. Decisions are taken on values read in this transaction; what is
// saved is what was decided.
#include "payments/conclude.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include "base/check.hpp"

#include "payments/cascade.hpp"
#include "payments/exception.hpp"
#include "payments/exception_watch.hpp"
#include "payments/liability.hpp"
#include "payments/resolver.hpp"
#include "payments/retry_cap.hpp"
#include "payments/settle.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

using providers::Outcome;
using providers::OutcomeKind;

// Asked after 2 s, 10 s, 30 s, 2 min, 10 min, 1 h, 6 h, then daily for a week; then a person
// decides.
constexpr std::array<std::int64_t, 7> k_delays_ms{
    2 * k_second_ms,  10 * k_second_ms, 30 * k_second_ms, 2 * k_minute_ms,
    10 * k_minute_ms, k_hour_ms,        6 * k_hour_ms};
constexpr int k_daily_questions = 7;
/// While the payer acts, the provider is asked as often as it wishes within these bounds.
constexpr std::int64_t k_action_poll_min_ms = 2 * k_second_ms;
constexpr std::int64_t k_action_poll_max_ms = 10 * k_minute_ms;

OperationEvent event_of(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::approved: return OperationEvent::approved;
    case OutcomeKind::declined: return OperationEvent::declined;
    case OutcomeKind::pending: return OperationEvent::pending;
    case OutcomeKind::not_executed: return OperationEvent::not_executed;
    case OutcomeKind::unknown: return OperationEvent::no_answer;
    case OutcomeKind::action: return OperationEvent::action_needed;
    case OutcomeKind::partially_approved: return OperationEvent::approved;
  }
  throw Bug("outcome outside its enumeration", std::source_location::current());
}

bool is_open(OutcomeKind kind) {
  return kind == OutcomeKind::pending || kind == OutcomeKind::unknown ||
         kind == OutcomeKind::action;
}

// The certain end of an attempt that says the same as this outcome.
bool says_the_same(const store::Context& context, const Outcome& outcome) {
  return context.attempt.phase == AttemptPhase::resolved && context.attempt.outcome == outcome.kind;
}

void keep_provider_words(store::Context& context, const Outcome& outcome) {
  Attempt& attempt = context.attempt;
  attempt.outcome = outcome.kind;
  attempt.provider_code = outcome.provider_code;
  attempt.provider_message = outcome.provider_message;
  if (!outcome.provider_reference.empty()) attempt.provider_reference = outcome.provider_reference;
  Operation& operation = context.operation;
  operation.provider_code = outcome.provider_code;
  operation.provider_message = outcome.provider_message;
  operation.auth_code = outcome.auth_code;
  operation.rrn = outcome.rrn;
  operation.decline_reason = outcome.decline_reason;
  operation.arn = outcome.arn;
  operation.advice_code = outcome.advice_code;
  operation.avs_result = outcome.avs_result;
  operation.cvv_result = outcome.cvv_result;
  if (outcome.received && outcome.received->minor != operation.amount.minor)
    operation.received_minor = outcome.received->minor;
}

void leave_open(const Call& call, Attempt& attempt, const Outcome& outcome) {
  attempt.phase = *next(attempt.phase, AttemptEvent::left_open);
  attempt.certainty = outcome.kind == OutcomeKind::unknown ? Certainty::unknown : Certainty::known;
  if (attempt.reversal == ReversalState::open) return;  // it has a schedule of its own
  auto delay_ms = question_delay_ms(attempt.queries);
  if (outcome.kind == OutcomeKind::pending && delay_ms)
    delay_ms = std::max(*delay_ms, outcome.poll_after_ms);
  if (outcome.kind == OutcomeKind::action)
    delay_ms = std::clamp(outcome.poll_after_ms, k_action_poll_min_ms, k_action_poll_max_ms);
  attempt.next_check_at = delay_ms ? std::optional(call.now.plus_ms(*delay_ms)) : std::nullopt;
}

void close(const Call& call, Attempt& attempt, const Origin& origin) {
  attempt.phase = *next(attempt.phase, AttemptEvent::concluded);
  attempt.certainty = Certainty::known;
  attempt.next_check_at = std::nullopt;
  attempt.resolved_at = call.now;
  attempt.resolved_by = origin.word;
}

// "payment", "refund", …: what an event of the operation is about.
std::string_view event_subject(OperationType type) {
  switch (type) {
    case OperationType::sale:
    case OperationType::auth: return "payment";
    case OperationType::verification: return "verification";
    case OperationType::incremental: return "increment";
    case OperationType::void_: return "void";
    default: return word(type);
  }
}

std::string_view event_verb(const store::Context& context) {
  const bool payment = event_subject(context.operation.type) == "payment";
  switch (context.operation.state) {
    case OperationState::succeeded:
      if (!payment) return "succeeded";
      return context.operation.type == OperationType::auth ? "authorized" : "captured";
    case OperationState::declined:
    case OperationState::failed:
      return payment ? word(context.payment.lifecycle) : word(context.operation.state);
    case OperationState::in_doubt: return "in_doubt";
    case OperationState::action: return "action";
    case OperationState::reversed: return "returned";
    default: return payment ? "processing" : "pending";
  }
}

std::string event_type(const store::Context& context) {
  return std::string(event_subject(context.operation.type)) + "." +
         std::string(event_verb(context));
}

bool is_second_step(OperationType type) {
  return type != OperationType::sale && type != OperationType::auth &&
         type != OperationType::verification && type != OperationType::payout;
}

json::object action_json(const providers::Action& action) {
  json::object out{{"type", action.type}};
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  add("url", action.url);
  add("iban", action.iban);
  add("bic", action.bic);
  add("holder", action.holder);
  add("reference", action.reference);
  add("address", action.address);
  add("asset", action.asset);
  if (action.expires_at) out["expires_at"] = action.expires_at->ms;
  return out;
}

// The payment waits for its payer as long as its operation does.
void follow_action(storage::Tx& tx, store::Context& context, const Outcome& outcome) {
  Payment& payment = context.payment;
  const bool waits = context.operation.state == OperationState::action;
  if (waits && payment.lifecycle == Lifecycle::processing) {
    payment.lifecycle = *next(payment.lifecycle, PaymentEvent::action_needed);
    payment.action_deadline = outcome.action.expires_at;
    store::save_action(tx, payment.id, json::serialize(action_json(outcome.action)));
  } else if (!waits && payment.lifecycle == Lifecycle::action) {
    payment.lifecycle = *next(payment.lifecycle, PaymentEvent::action_done);
    payment.action_deadline = std::nullopt;
    store::save_action(tx, payment.id, "");
  }
}

void keep_authentication(storage::Tx& tx, const Call& call, const store::Context& context,
                         const Outcome& outcome) {
  if (!outcome.three_ds.trans_status.empty() || !outcome.three_ds.exemption.empty())
    store::save_three_ds(tx, context.payment.id,
                         {context.operation.id, outcome.three_ds,
                          liability_of(context.payment.card_brand, outcome.three_ds), call.now});
  if (!outcome.network_transaction_id.empty())
    store::save_network_transaction(tx, context.payment.id, outcome.network_transaction_id);
}

// A message that changes nothing leaves a step from the state to itself.
void note(storage::Tx& tx, const Call& call, const store::Context& context, const Outcome& outcome,
          const Origin& origin, std::string_view why) {
  const std::string reason = std::string(origin.word) + " says " +
                             std::string(providers::word(outcome.kind)) + ": " + std::string(why);
  History history;
  history.moved(context.operation, context.operation.state, reason);
  history.write(tx, call, context.payment.id);
}

// What was given up and then executed after all must still fit.
bool exceeds(const store::Context& context, const Outcome& outcome) {
  return is_final(context.operation.state) && event_of(outcome.kind) == OperationEvent::approved &&
         !fits_late(context.payment, context.operation);
}

// Money that went out and came back undoes its operation.
OperationEvent event_in(const store::Context& context, const Outcome& outcome) {
  const bool went_out = context.operation.type == OperationType::payout ||
                        context.operation.type == OperationType::refund;
  const bool undone =
      went_out && outcome.returned && context.operation.state == OperationState::succeeded;
  return undone ? OperationEvent::reversed : event_of(outcome.kind);
}

// Money that came in and was taken back later; the sale itself stays what it was.
bool is_taken_back(const store::Context& context, const Outcome& outcome) {
  return context.operation.type == OperationType::sale && outcome.returned &&
         context.operation.state == OperationState::succeeded;
}

void take_back(storage::Tx& tx, const Call& call, store::Context& context, const Outcome& outcome,
               const Origin& origin) {
  // The case is opened once per sale; a repeated message finds it.
  const bool fresh =
      open_exception(
          tx, call, context.payment,
          {ExceptionKind::returned, context.operation.id, *outcome.returned,
           "the payer's bank took the transfer back; it was booked against the merchant"})
          .has_value();
  if (fresh) {
    const std::string before = dimensions_json(context.payment);
    settle_return(tx, call, context, *outcome.returned);
    audit_payment(tx, call, origin.action, context.payment, before,
                  dimensions_json(context.payment), "taken back by the payer's bank");
  }
  store::save_attempt(tx, context.attempt);
}

std::string reason_of(const store::Context& context, const Outcome& outcome, const Origin& origin,
                      bool late) {
  std::string reason = std::string(late ? "late " : "") + std::string(origin.word);
  if (!outcome.provider_code.empty()) reason += ", code " + outcome.provider_code;
  if (!outcome.provider_message.empty()) reason += ": " + outcome.provider_message;
  if (context.operation.state == OperationState::declined && !outcome.decline_reason.empty())
    reason += " (" + outcome.decline_reason + ")";
  return reason;
}

}  // namespace

std::optional<std::int64_t> question_delay_ms(int number) {
  const auto index = static_cast<std::size_t>(number);
  if (index < k_delays_ms.size()) return k_delays_ms.at(index);
  if (index < k_delays_ms.size() + k_daily_questions) return k_day_ms;
  return std::nullopt;
}

void conclude(storage::Tx& tx, const Call& call, store::Context& context, const Outcome& outcome,
              const Origin& origin) {
  if (is_held_by_reversal(tx, call, context, outcome, origin)) return;
  const OperationState from = context.operation.state;
  const Lifecycle lifecycle_from = context.payment.lifecycle;
  const bool superseded = is_superseded(tx, context);
  if (is_taken_back(context, outcome)) {
    take_back(tx, call, context, outcome, origin);
    return;
  }
  const auto to = superseded ? std::nullopt : next(from, event_in(context, outcome));
  if (!superseded) teach_route(tx, call, context, outcome, origin);
  if (!to || exceeds(context, outcome)) {
    if (!says_the_same(context, outcome) && !is_open(outcome.kind))
      note(tx, call, context, outcome, origin,
           to || superseded ? "it does not fit any more, a person must look" : "ignored");
    open_cases(tx, call, context, outcome, from, false);
    store::save_attempt(tx, context.attempt);
    return;
  }
  note_decline(tx, context, outcome);
  if (try_next_account(tx, call, context, outcome, origin)) return;
  const bool late = is_final(from);
  const std::string before = dimensions_json(context.payment);
  keep_provider_words(context, outcome);
  if (is_open(outcome.kind)) leave_open(call, context.attempt, outcome);
  else close(call, context.attempt, origin);
  context.operation.state = *to;
  if (*to == from) {  // pending still, unknown still, waiting for the payer still
    open_cases(tx, call, context, outcome, from, true);
    store::save_attempt(tx, context.attempt);
    return;
  }
  // Asking starts over where the payer was waited for as often as it took.
  if (from == OperationState::action) context.attempt.queries = 0;
  const std::string reason = reason_of(context, outcome, origin, late);
  History history;
  history.moved(context.operation, from, reason);
  follow_action(tx, context, outcome);
  if (context.payment.lifecycle != lifecycle_from)
    history.moved(context.payment, lifecycle_from, reason);
  const Lifecycle lifecycle_now = context.payment.lifecycle;
  if (is_final(*to)) {
    context.operation.completed_at = call.now;
    if (outcome.cost && outcome.cost->currency == context.operation.amount.currency)
      context.cost_minor = outcome.cost->minor;
    if (*to == OperationState::reversed) settle_reversal(tx, call, context);
    else settle(tx, call, context, late);
    keep_authentication(tx, call, context, outcome);
  }
  context.payment.in_doubt = *to == OperationState::in_doubt ||
                             (context.payment.in_doubt &&
                              store::other_in_doubt(tx, context.payment.id, context.operation.id));
  store::save_attempt(tx, context.attempt);
  store::save_operation(tx, context.operation);
  store::save_payment(tx, context.payment, call.now);
  if (context.payment.lifecycle != lifecycle_now)
    history.moved(context.payment, lifecycle_now, reason);
  history.write(tx, call, context.payment.id);
  const bool alone =
      is_second_step(context.operation.type) || context.operation.type == OperationType::payout;
  tell(tx, call, event_type(context), context.payment, alone ? &context.operation : nullptr);
  audit_payment(tx, call, origin.action, context.payment, before, dimensions_json(context.payment),
                reason);
  open_cases(tx, call, context, outcome, from, true);
  // Success and its end, told in one message.
  if (outcome.returned && *to == OperationState::succeeded)
    conclude(tx, call, context, outcome, origin);
}

}  // namespace bursar::payments
