// One function per type of operation. Sums follow the operation; money follows the sums.
#include "payments/settle.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "payments/books.hpp"
#include "payments/hold_table.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

/// An automatic second step happens this long before the hold ends.
constexpr std::int64_t k_step_ahead_ms = 30 * k_minute_ms;
constexpr std::string_view k_taken_back = "taken back by the payer's bank";

// What ends a payment that got no money, by why its operation ended.
PaymentEvent failure_event(const Operation& operation) {
  if (operation.state == OperationState::failed) return PaymentEvent::not_executed;
  if (operation.decline_reason == "canceled_by_customer") return PaymentEvent::canceled_by_customer;
  if (operation.decline_reason == "action_expired") return PaymentEvent::deadline_passed;
  return PaymentEvent::declined;
}

void move(Payment& payment, PaymentEvent event) {
  const auto moved = next(payment.lifecycle, event);
  check(moved.has_value(), "a payment that is " + std::string(word(payment.lifecycle)) +
                               " does not take " + std::string(word(event)));
  payment.lifecycle = *moved;
}

// The end of the operation a payment began with, unless it brought money.
bool ended_badly(const Call& call, store::Context& context) {
  Payment& payment = context.payment;
  payment.completed_at = call.now;
  payment.decline_reason = context.operation.decline_reason;
  if (context.operation.state == OperationState::succeeded) return false;
  move(payment, failure_event(context.operation));
  return true;
}

void settle_sale(storage::Tx& tx, const Call& call, store::Context& context) {
  if (ended_badly(call, context)) return;
  Payment& payment = context.payment;
  move(payment, PaymentEvent::captured);
  books::book_capture(tx, call, context);
  payment.captured_minor += std::min(context.operation.effective().minor, payment.amount.minor);
  payment.fee_minor += context.operation.fee_minor;
}

// A hold ends by the scheme's table; what happens then was said when the payment was made.
void start_hold(storage::Tx& tx, const Call& call, store::Context& context) {
  Payment& payment = context.payment;
  const Terms terms = terms_of(tx, payment.id);
  const std::int64_t days = hold_days(payment.card_brand, context.mcc, !terms.customer_present);
  const Instant ends_at = call.now.plus_ms(days * k_day_ms);
  if (payment.hold_step == HoldStep::none) payment.hold_step = HoldStep::expire;
  payment.hold_step_at =
      payment.hold_step == HoldStep::expire ? ends_at : ends_at.plus_ms(-k_step_ahead_ms);
}

void settle_auth(storage::Tx& tx, const Call& call, store::Context& context) {
  if (ended_badly(call, context)) return;
  Payment& payment = context.payment;
  payment.completed_at = std::nullopt;
  move(payment, PaymentEvent::authorized);
  payment.authorized_minor = context.operation.effective().minor;
  start_hold(tx, call, context);
}

void settle_verification(storage::Tx&, const Call& call, store::Context& context) {
  if (!ended_badly(call, context)) move(context.payment, PaymentEvent::verified);
}

// Ends the hold when nothing of it is left.
void close_hold(const Call& call, Payment& payment) {
  if (payment.capturable_minor() > 0 || payment.step_minor > 0) return;
  payment.hold_step = HoldStep::none;
  payment.hold_step_at = std::nullopt;
  payment.completed_at = call.now;
}

void release_step(Payment& payment, const Operation& operation) {
  if (operation.type != OperationType::incremental) payment.step_minor -= operation.amount.minor;
  payment.step_open = false;
}

RefundState refund_state_of(const Payment& payment) {
  if (payment.refunded_minor == 0) return RefundState::none;
  return payment.refunded_minor == payment.captured_minor ? RefundState::full : RefundState::part;
}

void settle_capture(storage::Tx& tx, const Call& call, store::Context& context, bool late) {
  Payment& payment = context.payment;
  Operation& operation = context.operation;
  if (!late) release_step(payment, operation);
  if (operation.state != OperationState::succeeded) return;
  books::book_capture(tx, call, context);
  payment.captured_minor += operation.effective().minor;
  payment.refund_state = refund_state_of(payment);  // refunded in full before, in part from now on
  payment.fee_minor += operation.fee_minor;
  if (operation.is_final) payment.voided_minor += payment.capturable_minor();
  const bool all = payment.capturable_minor() == 0 && payment.step_minor == 0;
  move(payment, all ? PaymentEvent::captured : PaymentEvent::captured_part);
  close_hold(call, payment);
}

void settle_void(storage::Tx&, const Call& call, store::Context& context, bool late) {
  Payment& payment = context.payment;
  const Operation& operation = context.operation;
  if (!late) release_step(payment, operation);
  if (operation.state != OperationState::succeeded) return;
  payment.voided_minor += operation.amount.minor;
  if (payment.capturable_minor() > 0 || payment.step_minor > 0) return;
  move(payment, payment.captured_minor > 0 ? PaymentEvent::captured : PaymentEvent::voided);
  close_hold(call, payment);
}

void settle_increment(storage::Tx&, const Call&, store::Context& context, bool late) {
  Payment& payment = context.payment;
  if (!late) release_step(payment, context.operation);
  if (context.operation.state != OperationState::succeeded) return;
  payment.authorized_minor += context.operation.amount.minor;
  payment.amount.minor += context.operation.amount.minor;
}

void settle_refund(storage::Tx& tx, const Call& call, store::Context& context, bool late) {
  Payment& payment = context.payment;
  Operation& operation = context.operation;
  if (operation.state != OperationState::succeeded) {
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
  payment.refund_state = refund_state_of(payment);
  payment.is_reversed = payment.is_reversed || operation.same_day;
}

void settle_payout(storage::Tx& tx, const Call& call, store::Context& context, bool late) {
  Payment& payment = context.payment;
  if (ended_badly(call, context)) {
    books::release_payout(tx, call, context);
    return;
  }
  move(payment, PaymentEvent::paid);
  books::book_payout(tx, call, context, late);
  payment.fee_minor += context.operation.fee_minor;
}

Operation returned_operation(storage::Tx& tx, const Call& call, const Payment& payment,
                             const Money& amount) {
  Operation operation;
  operation.id = call.ids.next<OperationId>();
  operation.payment_id = payment.id;
  operation.seq = store::next_operation_seq(tx, payment.id);
  operation.type = OperationType::return_;
  operation.state = OperationState::succeeded;
  operation.amount = amount;
  operation.requested_by = call.actor.name;
  operation.reason = k_taken_back;
  operation.created_at = call.now;
  operation.completed_at = call.now;
  return operation;
}

}  // namespace

void settle(storage::Tx& tx, const Call& call, store::Context& context, bool late) {
  switch (context.operation.type) {
    case OperationType::sale: return settle_sale(tx, call, context);
    case OperationType::auth: return settle_auth(tx, call, context);
    case OperationType::verification: return settle_verification(tx, call, context);
    case OperationType::capture: return settle_capture(tx, call, context, late);
    case OperationType::void_: return settle_void(tx, call, context, late);
    case OperationType::incremental: return settle_increment(tx, call, context, late);
    case OperationType::refund: return settle_refund(tx, call, context, late);
    case OperationType::payout: return settle_payout(tx, call, context, late);
    case OperationType::return_: break;  // made when it has happened
  }
  throw Bug("operation type outside its enumeration", std::source_location::current());
}

void settle_reversal(storage::Tx& tx, const Call& call, store::Context& context) {
  Payment& payment = context.payment;
  if (context.operation.type == OperationType::payout) {
    move(payment, PaymentEvent::returned);
    books::return_payout(tx, call, context);
    return;
  }
  check(context.operation.type == OperationType::refund, "only money that went out comes back");
  payment.refunded_minor -= context.operation.amount.minor;
  payment.refund_state = refund_state_of(payment);
  if (context.operation.same_day) payment.is_reversed = false;
  books::bounce_refund(tx, call, context);
}

void settle_return(storage::Tx& tx, const Call& call, store::Context& context,
                   const Money& returned) {
  Payment& payment = context.payment;
  // All of it left the acquirer; what refunds had given back already is the merchant's loss twice.
  books::book_return(tx, call, payment, context.operation, returned.minor);
  const Money amount{std::min(returned.minor, payment.refundable_minor()), returned.currency};
  History history;
  if (amount.minor <= 0) {  // refunds had given all of it back already
    history.moved(context.operation, context.operation.state, k_taken_back);
  } else {
    const Operation operation = returned_operation(tx, call, payment, amount);
    check(store::insert_operation(tx, {operation, {}, "", ""}), "a return has no key or reference");
    store::save_operation(tx, operation);
    payment.refunded_minor += amount.minor;
    payment.refund_state = refund_state_of(payment);
    history.moved(operation, std::nullopt, k_taken_back);
  }
  history.write(tx, call, payment.id);
  store::save_payment(tx, payment, call.now);
  tell(tx, call, "payment.returned", payment);
}

bool fits_late(const Payment& payment, const Operation& operation) {
  const std::int64_t minor = operation.amount.minor;
  const bool held =
      payment.lifecycle == Lifecycle::authorized || payment.lifecycle == Lifecycle::part_captured;
  switch (operation.type) {
    case OperationType::refund: return minor <= payment.refundable_minor();
    case OperationType::capture:
    case OperationType::void_: return held && minor <= payment.capturable_minor();
    case OperationType::incremental: return payment.lifecycle == Lifecycle::authorized;
    default: return true;
  }
}

}  // namespace bursar::payments
