// Writes the documented members and, beside them, the extra ones Bursar adds (money state,
// refunds).
#include "surfaces/orsunpay/encode.hpp"

#include <boost/json.hpp>

namespace bursar::orsunpay {
namespace {

namespace json = boost::json;
using payments::Lifecycle;
using payments::Payment;

std::string money_state(const Payment& payment) {
  if (payment.refund_state == payments::RefundState::full)
    return payment.is_reversed ? "REVERSED" : "REFUNDED";
  if (payment.refund_state == payments::RefundState::part) return "PART_REFUNDED";
  switch (payment.lifecycle) {
    case Lifecycle::authorized: return "AUTHORIZED";
    case Lifecycle::part_captured: return "PART_CAPTURED";
    case Lifecycle::captured: return "CAPTURED";
    case Lifecycle::voided: return "VOIDED";
    case Lifecycle::paid: return "PAID_OUT";
    case Lifecycle::returned: return "RETURNED";
    default: return "NONE";
  }
}

json::object documented(const Payment& payment) {
  return {{"id", payment.id.text()},
          {"orderId", payment.external_id},
          {"status", payments::orsunpay_status(payment)},
          {"action", payment.kind == payments::PaymentKind::payout ? "PAYOUT" : "SALE"},
          {"amount", payment.amount.minor},
          {"currency", payment.amount.currency.code()},
          {"createdAt", to_iso8601(payment.created_at)}};
}

json::value optional_text(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object card_of(const Payment& payment) {
  return {{"brand", payment.card_brand}, {"last4", payment.card_last4}};
}

json::object transaction(const Payment& payment) {
  json::object out = documented(payment);
  out["orderId"] = optional_text(payment.external_id);
  out["updatedAt"] = to_iso8601(payment.updated_at);
  out["merchantId"] = payment.merchant_id.text();
  out["buyerId"] = optional_text(payment.buyer_id);
  out["paymentMethod"] = payment.method;
  out["card"] = payment.card_id ? json::value(card_of(payment)) : json::value(nullptr);
  out["moneyState"] = money_state(payment);
  out["authorizedAmount"] = payment.authorized_minor;
  out["capturedAmount"] = payment.captured_minor;
  out["refundedAmount"] = payment.refunded_minor;
  out["refundableAmount"] = payment.refundable_minor();
  out["declineCode"] =
      payment.decline_reason.empty()
          ? json::value(nullptr)
          : json::value(providers::decline_reason(payment.decline_reason).orsunpay_code);
  out["description"] = optional_text(payment.description);
  out["successUrl"] = optional_text(payment.success_url);
  out["failureUrl"] = optional_text(payment.failure_url);
  out["returnUrl"] = optional_text(payment.return_url);
  out["callbackUrl"] = optional_text(payment.callback_url);
  out["metadata"] = json::parse(payment.metadata.empty() ? "{}" : payment.metadata);
  return out;
}

std::string_view action_word(const payments::Operation& operation) {
  if (operation.same_day) return "REVERSAL";
  switch (operation.type) {
    case payments::OperationType::capture: return "CAPTURE";
    case payments::OperationType::void_: return "VOID";
    default: return "REFUND";
  }
}

json::object operation_view(const payments::Operation& operation, const Payment& payment) {
  return {{"id", operation.id.text()},
          {"transactionId", payment.id.text()},
          {"action", action_word(operation)},
          {"status", payments::orsunpay_status(operation.state)},
          {"amount", operation.amount.minor},
          {"currency", operation.amount.currency.code()},
          {"reference", optional_text(operation.merchant_reference)},
          {"reason", optional_text(operation.reason)},
          {"createdAt", to_iso8601(operation.created_at)}};
}

// The address the customer has to be sent to, while there is one.
json::value url_of(const Payment& payment) {
  if (payment.action.empty()) return nullptr;
  const json::value action = json::parse(payment.action);
  const json::value* url = action.as_object().if_contains("url");
  return url != nullptr ? *url : json::value(nullptr);
}

}  // namespace

std::string encode_sale(const Payment& payment) {
  return json::serialize(json::object{{"status", true}, {"transaction", documented(payment)}});
}

std::string encode_transaction(const Payment& payment) {
  return json::serialize(transaction(payment));
}

std::string encode_transaction(const TransactionParts& parts) {
  json::object out = transaction(parts.payment);
  json::array refunds;
  for (const auto& operation : parts.operations)
    if (operation.type == payments::OperationType::refund)
      refunds.push_back(operation_view(operation, parts.payment));
  json::array history;
  for (const auto& step : parts.history)
    if (step.subject_kind == "payment")
      history.push_back(json::object{{"status", step.to}, {"at", to_iso8601(step.at)}});
  out["url"] = url_of(parts.payment);
  out["refunds"] = std::move(refunds);
  out["statusHistory"] = std::move(history);
  return json::serialize(out);
}

std::string encode_list(const payments::PaymentPage& page) {
  json::array rows;
  for (const auto& payment : page.rows) rows.push_back(transaction(payment));
  json::object out{{"data", std::move(rows)}, {"hasMore", page.has_older}};
  const PaymentId next = payments::next_before(page);
  out["nextBefore"] = next ? json::value(next.text()) : json::value(nullptr);
  return json::serialize(out);
}

std::string encode_refund(const payments::RefundCreated& refund) {
  return json::serialize(json::object{{"refund", operation_view(refund.operation, refund.payment)},
                                      {"transaction", transaction(refund.payment)}});
}

std::string encode_step(const payments::StepCreated& step) {
  return json::serialize(json::object{{"operation", operation_view(step.operation, step.payment)},
                                      {"transaction", transaction(step.payment)}});
}

std::string encode_merchant(const merchants::Merchant& merchant) {
  return json::serialize(
      json::object{{"id", merchant.id.text()},
                   {"companyId", merchant.company_id.text()},
                   {"name", merchant.name},
                   {"domain", optional_text(merchant.website)},
                   {"isActive", merchant.state == merchants::MerchantState::active},
                   {"createdAt", to_iso8601(merchant.created_at)}});
}

}  // namespace bursar::orsunpay
