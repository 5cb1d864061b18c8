// Describing a refund. It leaves out only what certainly moves nothing: everything else is asked
// about, even if it is refused afterwards.
#include "payments/refund_act.hpp"

#include <algorithm>

#include "payments/store.hpp"

namespace bursar::payments {
namespace {

// "visa" as people write it.
std::string capital(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z')
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string recipient_of(const Payment& payment) {
  if (payment.card_last4.empty()) {
    std::string method = payment.method;
    std::replace(method.begin(), method.end(), '_', ' ');
    return "the payer, by " + method;
  }
  const std::string brand = payment.card_brand.empty() ? "card" : payment.card_brand;
  return capital(brand) + " •••• " + payment.card_last4;
}

}  // namespace

Result<std::optional<RefundAct>> refund_act(storage::Tx& tx, const Call& call,
                                            const CreateRefund& command) {
  const auto payment = load_payment(tx, call.actor.scope, command.payment_id);
  if (!payment) return payment.error();
  const std::string& key = command.idempotency_key;
  const std::int64_t left_minor = payment->refundable_minor();
  const std::int64_t minor = command.amount_minor.value_or(left_minor);
  if (minor < 1 || minor > left_minor) return std::optional<RefundAct>();
  if (!key.empty() && store::operation_with_key(tx, payment->id, key))
    return std::optional<RefundAct>();
  RefundAct act;
  act.payment = payment->id;
  act.company = payment->company_id;
  act.merchant = payment->merchant_id;
  act.amount = {minor, payment->amount.currency};
  act.intent = payment->id.text() + ":" + key;
  act.recipient = recipient_of(*payment);
  act.recipient_key =
      payment->provider_account_id.text() + ":" + payment->card_id.text() + ":" + payment->buyer_id;
  act.paid_at = payment->completed_at.value_or(payment->created_at);
  return std::optional(std::move(act));
}

}  // namespace bursar::payments
