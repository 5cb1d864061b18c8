// What may be done with a payment now, and why not: for buttons and for refusals, from one place.
#include "payments/cancel.hpp"

namespace bursar::payments {
namespace {

bool is_held(const Payment& payment) {
  return payment.lifecycle == Lifecycle::authorized ||
         payment.lifecycle == Lifecycle::part_captured;
}

// Why no operation may start; empty when one may.
std::string_view blocked(const Payment& payment) {
  return payment.in_doubt ? "an earlier operation of this payment is in doubt" : "";
}

std::string_view refund_objection(const Payment& payment) {
  const bool captured =
      payment.lifecycle == Lifecycle::captured || payment.lifecycle == Lifecycle::part_captured;
  if (!captured) return "only a captured payment can be refunded";
  if (const auto why = blocked(payment); !why.empty()) return why;
  if (payment.dispute_state == DisputeState::open) return "a dispute is open";
  return payment.refundable_minor() <= 0 ? "nothing is left to refund" : "";
}

std::string_view step_objection(const Payment& payment) {
  if (!is_held(payment)) return "nothing is held for this payment";
  if (const auto why = blocked(payment); !why.empty()) return why;
  if (payment.step_open) return "another operation on the hold is under way";
  return payment.capturable_minor() <= 0 ? "nothing is held for this payment" : "";
}

std::string_view increment_objection(const Payment& payment) {
  if (payment.lifecycle == Lifecycle::part_captured)
    return "a hold that was captured in part is not raised";
  return step_objection(payment);
}

AllowedAction action(std::string name, std::string_view objection) {
  return {std::move(name), objection.empty(), std::string(objection)};
}

}  // namespace

std::string_view cancel_objection(const Payment& payment, const Operation& first) {
  switch (payment.lifecycle) {
    case Lifecycle::created:
    case Lifecycle::review: return "";
    case Lifecycle::action: return blocked(payment);
    case Lifecycle::processing: break;
    case Lifecycle::authorized:
    case Lifecycle::part_captured: return "money is held; release the hold instead";
    case Lifecycle::captured: return "it is paid; refund it instead";
    default: return "it has ended already";
  }
  if (first.state == OperationState::queued && !payment.in_doubt) return "";
  return "it has been sent to the provider, whose answer decides";
}

std::vector<AllowedAction> allowed_actions(const Payment& payment,
                                           const std::vector<Operation>& operations) {
  std::vector<AllowedAction> actions = allowed_actions(payment);
  if (!operations.empty())
    actions.push_back(action("cancel_payment", cancel_objection(payment, operations.front())));
  return actions;
}

std::vector<AllowedAction> allowed_actions(const Payment& payment) {
  return {action("create_refund", refund_objection(payment)),
          action("create_capture", step_objection(payment)),
          action("create_void", step_objection(payment)),
          action("create_increment", increment_objection(payment))};
}

}  // namespace bursar::payments
