// Describing acts that move money out. They leave out only what certainly moves nothing: everything
// else is asked about, even if it is refused afterwards.
#include "payments/money_act.hpp"

#include <algorithm>

#include "payments/accept.hpp"

namespace bursar::payments {
namespace {

std::string recipient_of(const Payment& payment) {
  if (payment.card_last4.empty()) {
    std::string method = payment.method;
    std::replace(method.begin(), method.end(), '_', ' ');
    return "the payer, by " + method;
  }
  const std::string brand = payment.card_brand.empty() ? "card" : payment.card_brand;
  return card_label(brand, payment.card_last4);
}

}  // namespace

Result<std::optional<MoneyAct>> refund_act(storage::Tx& tx, const Call& call,
                                           const CreateRefund& command) {
  const auto payment = load_payment(tx, call.actor.scope, command.payment_id);
  if (!payment) return payment.error();
  const std::string& key = command.idempotency_key;
  const std::int64_t left_minor = payment->refundable_minor();
  const std::int64_t minor = command.amount_minor.value_or(left_minor);
  if (minor < 1 || minor > left_minor) return std::optional<MoneyAct>();
  if (!key.empty() && store::operation_with_key(tx, payment->id, key))
    return std::optional<MoneyAct>();
  MoneyAct act;
  act.operation = "create_refund";
  act.noun = "refund";
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

Result<std::optional<MoneyAct>> payout_act(storage::Tx& tx, const Call& call,
                                           const vault::KeyRing& keys,
                                           const CreatePayout& command) {
  const auto merchant = merchants::load_merchant(tx, call.actor.scope, command.merchant_id);
  if (!merchant) return merchant.error();
  const std::string& key = command.idempotency_key;
  if (!key.empty() && store::payment_with_key(tx, merchant->id, key))
    return std::optional<MoneyAct>();
  const auto target = payout_target(tx, call, keys, command);
  if (!target) return target.error();
  MoneyAct act;
  act.operation = "create_payout";
  act.noun = "payout";
  act.company = merchant->company_id;
  act.merchant = merchant->id;
  act.amount = command.amount;
  act.intent = merchant->id.text() + ":" + key;
  act.recipient = target->label;
  act.recipient_key = target->key;
  return std::optional(std::move(act));
}

}  // namespace bursar::payments
