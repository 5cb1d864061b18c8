// cancel_payment: whoever claims the attempt first wins. What was sent cannot be called back; what
// waits for its payer ends here, and stays watched.
#include "payments/cancel.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "payments/request_check.hpp"
#include "payments/review.hpp"
#include "payments/trail.hpp"

namespace bursar::payments {
namespace {

constexpr std::size_t k_reason_max = 500;

// The attempt of a queued operation has not left: it never will.
void end_prepared(storage::Tx& tx, const Call& call, OperationId operation) {
  auto attempt = store::last_attempt(tx, operation);
  check(attempt && attempt->phase == AttemptPhase::prepared, "a queued operation has an attempt");
  attempt->phase = *next(attempt->phase, AttemptEvent::concluded);
  attempt->certainty = Certainty::known;
  attempt->outcome = providers::OutcomeKind::not_executed;
  attempt->provider_message = "canceled before it was sent";
  attempt->next_check_at = std::nullopt;
  attempt->resolved_at = call.now;
  attempt->resolved_by = "cancel";
  store::save_attempt(tx, *attempt);
}

}  // namespace

Result<Payment> cancel_payment(storage::Tx& tx, const Call& call, const CancelPayment& command,
                               gate::Gate* gate) {
  if (auto fits = check_text({"reason", command.reason, k_reason_max}); !fits)
    return std::move(fits).error();
  auto payment = load_payment(tx, call.actor.scope, command.payment_id);
  if (!payment || payment->lifecycle == Lifecycle::canceled) return payment;
  const store::OperationRow row = store::first_operation(tx, payment->id);
  if (const auto why = cancel_objection(*payment, row.operation); !why.empty())
    return refused("not_cancelable", "the payment is " + std::string(word(payment->lifecycle)) +
                                         ": " + std::string(why));
  if (row.operation.state == OperationState::queued) end_prepared(tx, call, row.operation.id);
  const bool waits = payment->lifecycle == Lifecycle::review;
  end_early(tx, call, *payment,
            {PaymentEvent::canceled, OperationEvent::canceled, "canceled_by_merchant",
             "cancel_payment", command.reason.empty() ? "canceled" : command.reason});
  if (waits && gate != nullptr)
    gate->forget(tx, call, review_action_of(*payment), payment->id.text(),
                 "the payment was canceled");
  return payment;
}

}  // namespace bursar::payments
