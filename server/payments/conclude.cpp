// Outcome → states, money, trail. Decisions are taken on values read in this transaction; what is
// saved is what was decided.
#include "payments/conclude.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "payments/books.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

using providers::Outcome;
using providers::OutcomeKind;

// Asked after 2 s, 10 s, 30 s, 2 min, 10 min, 1 h, 6 h, then daily for a week; then a person
// decides.
constexpr std::array<std::int64_t, 7> k_delays_ms{
    2 * k_second_ms,  10 * k_second_ms, 30 * k_second_ms, 2 * k_minute_ms,
    10 * k_minute_ms, k_hour_ms,        6 * k_hour_ms};
constexpr int k_daily_questions = 7;

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
  return kind == OutcomeKind::pending || kind == OutcomeKind::unknown;
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
}

void leave_open(const Call& call, Attempt& attempt, const Outcome& outcome) {
  attempt.phase = *next(attempt.phase, AttemptEvent::left_open);
  attempt.certainty = outcome.kind == OutcomeKind::pending ? Certainty::known : Certainty::unknown;
  auto delay_ms = question_delay_ms(attempt.queries);
  if (outcome.kind == OutcomeKind::pending && delay_ms)
    delay_ms = std::max(*delay_ms, outcome.poll_after_ms);
  attempt.next_check_at = delay_ms ? std::optional(call.now.plus_ms(*delay_ms)) : std::nullopt;
}

void close(const Call& call, Attempt& attempt, const Origin& origin) {
  attempt.phase = *next(attempt.phase, AttemptEvent::concluded);
  attempt.certainty = Certainty::known;
  attempt.next_check_at = std::nullopt;
  attempt.resolved_at = call.now;
  attempt.resolved_by = origin.word;
}

std::string_view event_type(const store::Context& context) {
  const bool sale = context.operation.type == OperationType::sale;
  switch (context.operation.state) {
    case OperationState::succeeded: return sale ? "payment.captured" : "refund.succeeded";
    case OperationState::declined: return sale ? "payment.declined" : "refund.declined";
    case OperationState::failed: return sale ? "payment.failed" : "refund.failed";
    case OperationState::in_doubt: return sale ? "payment.in_doubt" : "refund.in_doubt";
    default: return sale ? "payment.processing" : "refund.pending";
  }
}

PaymentEvent payment_event(OperationState state) {
  if (state == OperationState::succeeded) return PaymentEvent::captured;
  return state == OperationState::declined ? PaymentEvent::declined : PaymentEvent::not_executed;
}

// Moves the payment along with its sale.
void settle_sale(storage::Tx& tx, const Call& call, store::Context& context) {
  Payment& payment = context.payment;
  Operation& operation = context.operation;
  const auto moved = next(payment.lifecycle, payment_event(operation.state));
  check(moved.has_value(), "a sale ends as " + std::string(word(operation.state)) +
                               " while its payment is " + std::string(word(payment.lifecycle)));
  payment.lifecycle = *moved;
  payment.completed_at = call.now;
  payment.decline_reason = operation.decline_reason;
  if (operation.state != OperationState::succeeded) return;
  books::book_sale(tx, call, context);
  payment.captured_minor += operation.amount.minor;
  payment.fee_minor += operation.fee_minor;
}

// Moves the payment's sums along with its refund.
void settle_refund(storage::Tx& tx, const Call& call, store::Context& context, bool late) {
  Payment& payment = context.payment;
  Operation& operation = context.operation;
  const bool succeeded = operation.state == OperationState::succeeded;
  if (!succeeded) {
    books::release_refund(tx, call, context);
    payment.refund_pending_minor -= operation.amount.minor;
    return;
  }
  if (late) {
    books::book_late_refund(tx, call, context);
  } else {
    books::book_refund(tx, call, context);
    payment.refund_pending_minor -= operation.amount.minor;
  }
  payment.refunded_minor += operation.amount.minor;
  payment.fee_minor += operation.fee_minor - operation.fee_returned_minor;
  payment.refund_state =
      payment.refunded_minor == payment.captured_minor ? RefundState::full : RefundState::part;
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

// A refund given up and then executed after all fits only into what is still refundable.
bool exceeds(const store::Context& context, const Outcome& outcome) {
  return context.operation.type == OperationType::refund && is_final(context.operation.state) &&
         outcome.kind == OutcomeKind::approved &&
         context.operation.amount.minor > context.payment.refundable_minor();
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
  const OperationState from = context.operation.state;
  const Lifecycle lifecycle_from = context.payment.lifecycle;
  const auto to = next(from, event_of(outcome.kind));
  if (!to || exceeds(context, outcome)) {
    if (!says_the_same(context, outcome) && !is_open(outcome.kind))
      note(tx, call, context, outcome, origin,
           to ? "more than is refundable, a person must look" : "ignored");
    store::save_attempt(tx, context.attempt);
    return;
  }
  const bool late = is_final(from);
  const std::string before = dimensions_json(context.payment);
  keep_provider_words(context, outcome);
  if (is_open(outcome.kind)) leave_open(call, context.attempt, outcome);
  else close(call, context.attempt, origin);
  context.operation.state = *to;
  if (*to == from) {  // pending still, unknown still
    store::save_attempt(tx, context.attempt);
    return;
  }
  if (is_final(*to)) {
    context.operation.completed_at = call.now;
    if (context.operation.type == OperationType::sale) settle_sale(tx, call, context);
    else settle_refund(tx, call, context, late);
  }
  context.payment.in_doubt = *to == OperationState::in_doubt ||
                             (context.payment.in_doubt &&
                              store::other_in_doubt(tx, context.payment.id, context.operation.id));
  store::save_attempt(tx, context.attempt);
  store::save_operation(tx, context.operation);
  store::save_payment(tx, context.payment, call.now);

  const std::string reason = reason_of(context, outcome, origin, late);
  History history;
  history.moved(context.operation, from, reason);
  if (context.payment.lifecycle != lifecycle_from)
    history.moved(context.payment, lifecycle_from, reason);
  history.write(tx, call, context.payment.id);
  const bool refund = context.operation.type == OperationType::refund;
  tell(tx, call, event_type(context), context.payment, refund ? &context.operation : nullptr);
  audit_payment(tx, call, origin.action, context.payment, before, dimensions_json(context.payment),
                reason);
}

}  // namespace bursar::payments
