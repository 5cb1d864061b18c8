// What the stored dimensions mean outside: one pure function per surface, so that a public status
// never contradicts the amounts.
#include "base/check.hpp"
#include "payments/payments.hpp"

namespace bursar::payments {
namespace {

// The action a payment waits for, from its JSON: {"type":"three_ds",…}.
bool waits_for(const Payment& payment, std::string_view type) {
  return payment.action.find("\"type\":\"" + std::string(type) + "\"") != std::string::npos;
}

std::string_view captured_word(const Payment& payment) {
  if (payment.refund_state == RefundState::full)
    return payment.is_reversed ? "reversed" : "refunded";
  return payment.refund_state == RefundState::part ? "partially refunded" : "success";
}

std::string_view action_word(const Payment& payment) {
  if (waits_for(payment, "three_ds")) return "awaiting 3ds result";
  if (waits_for(payment, "redirect")) return "awaiting redirect result";
  return waits_for(payment, "transfer") || waits_for(payment, "crypto") ? "awaiting payment"
                                                                        : "awaiting customer";
}

}  // namespace

std::string_view orsunpay_status(const Payment& payment) {
  switch (payment.lifecycle) {
    case Lifecycle::created: return "CREATED";
    case Lifecycle::review: return "WAIT_APPROVE";
    case Lifecycle::action:
    case Lifecycle::processing:
    // A shop that ships on SUCCESS must not ship on a hold.
    case Lifecycle::authorized: return "PROCESSING";
    case Lifecycle::part_captured:
    case Lifecycle::captured:
    case Lifecycle::paid:
    case Lifecycle::verified: return "SUCCESS";
    // A payout that came back: its money is the merchant's again.
    case Lifecycle::returned:
    case Lifecycle::voided:
    case Lifecycle::canceled: return "CANCELED";
    case Lifecycle::declined:
    case Lifecycle::failed: return "DECLINED";
    case Lifecycle::expired: return "EXPIRED";
  }
  throw Bug("life cycle outside its enumeration", std::source_location::current());
}

std::string_view orsunpay_status(OperationState state) {
  switch (state) {
    case OperationState::created: return "CREATED";
    case OperationState::approval: return "WAIT_APPROVE";
    case OperationState::queued:
    case OperationState::sent:
    case OperationState::action:
    case OperationState::pending:
    case OperationState::in_doubt: return "PROCESSING";
    case OperationState::succeeded:
    case OperationState::reversed: return "SUCCESS";
    case OperationState::declined:
    case OperationState::failed: return "DECLINED";
    case OperationState::canceled: return "CANCELED";
  }
  throw Bug("operation state outside its enumeration", std::source_location::current());
}

std::string_view ecommpay_status(const Payment& payment, std::string_view canceled_spelling) {
  switch (payment.lifecycle) {
    case Lifecycle::created: return "initial";
    case Lifecycle::review: return "awaiting approval";
    case Lifecycle::action: return action_word(payment);
    // Merchants are not told of doubt: the provider is still at it.
    case Lifecycle::processing: return payment.in_doubt ? "external processing" : "processing";
    case Lifecycle::authorized:
    case Lifecycle::part_captured: return "awaiting capture";
    case Lifecycle::captured: return captured_word(payment);
    case Lifecycle::paid:
    case Lifecycle::verified: return "success";
    case Lifecycle::voided: return canceled_spelling;
    case Lifecycle::canceled:
    case Lifecycle::declined: return "decline";
    case Lifecycle::failed: return "external error";
    case Lifecycle::expired: return "expired";
    case Lifecycle::returned: return "reversed";
  }
  throw Bug("life cycle outside its enumeration", std::source_location::current());
}

std::string_view ecommpay_status(OperationState state) {
  switch (state) {
    case OperationState::created:
    case OperationState::queued: return "processing";
    case OperationState::approval: return "awaiting approval";
    case OperationState::sent:
    case OperationState::pending:
    case OperationState::in_doubt: return "external processing";
    case OperationState::action: return "awaiting customer action";
    case OperationState::succeeded:
    case OperationState::reversed: return "success";
    case OperationState::declined:
    case OperationState::canceled: return "decline";
    case OperationState::failed: return "external error";
  }
  throw Bug("operation state outside its enumeration", std::source_location::current());
}

std::string_view ecommpay_type(const Operation& operation) {
  return operation.same_day ? "reversal" : ecommpay_type(operation.type);
}

std::string_view ecommpay_type(OperationType type) {
  switch (type) {
    case OperationType::sale: return "sale";
    case OperationType::auth: return "auth";
    case OperationType::incremental: return "incremental";
    case OperationType::capture: return "capture";
    case OperationType::void_: return "cancel";
    case OperationType::refund: return "refund";
    case OperationType::payout: return "payout";
    case OperationType::verification: return "account verification";
    case OperationType::return_: return "reversal";
  }
  throw Bug("operation type outside its enumeration", std::source_location::current());
}

}  // namespace bursar::payments
