// Counting what was declined, and what a refusal of our own leaves behind.
#include "payments/retry_cap.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "payments/state_machine.hpp"
#include "payments/trail.hpp"
#include "providers/advice.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {
namespace {

constexpr std::string_view k_reason = "retry_cap_reached";

}  // namespace

std::string cap_objection(storage::Tx& tx, const Payment& payment, Instant now) {
  if (!payment.card_id) return {};
  for (const providers::RetryCap& cap : providers::retry_caps()) {
    // Those without a number bind by the class of the decline (cascades) and by its advice.
    if (cap.scheme != payment.card_brand || cap.attempts_max == 0) continue;
    const std::int64_t declined =
        routing::declines_since(tx, payment.card_id, now.plus_ms(-cap.window_hours * k_hour_ms));
    if (declined >= cap.attempts_max)
      return fmt::format("declined {} times in {} hours; {} allows {} ({})", declined,
                         cap.window_hours, cap.scheme, cap.attempts_max, cap.applies_to);
  }
  return {};
}

void decline_by_cap(storage::Tx& tx, const Call& call, Payment& payment, Operation operation,
                    const std::string& why) {
  payment.decline_reason = operation.decline_reason = k_reason;
  payment.completed_at = operation.completed_at = call.now;
  operation.provider_message = why;
  store::save_operation(tx, operation);
  store::save_payment(tx, payment, call.now);
  History history;
  const Lifecycle ended = payment.lifecycle;
  payment.lifecycle = Lifecycle::created;
  history.moved(payment, std::nullopt);
  const bool purchase = payment.kind == PaymentKind::purchase;
  tell(tx, call, purchase ? "payment.created" : "verification.created", payment);
  payment.lifecycle = ended;
  history.moved(payment, Lifecycle::created, why);
  history.moved(operation, std::nullopt, why);
  history.write(tx, call, payment.id);
  tell(tx, call, purchase ? "payment.declined" : "verification.declined", payment);
  audit_payment(tx, call, "create_sale", payment, "", dimensions_json(payment), why);
}

}  // namespace bursar::payments
