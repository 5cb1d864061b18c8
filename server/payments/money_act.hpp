// What a refund or a payout does, for whoever asks people to confirm it before it is done.
#pragma once

#include <optional>
#include <string>

#include "payments/payments.hpp"

namespace bursar::payments {

struct MoneyAct {
  std::string operation;  ///< "create_refund", "create_payout"
  std::string noun;       ///< "refund", "payout"
  CompanyId company;
  MerchantId merchant;
  Money amount;
  std::string intent;              ///< this act and no repeat of it: subject and idempotency key
  std::string recipient;           ///< masked: "Visa •••• 4242"
  std::string recipient_key;       ///< tells one recipient from every other
  std::optional<Instant> paid_at;  ///< of a refund: when the payment was paid
};

/// What create_refund() would do now. Nothing when it would do nothing: a repeat of what was done,
/// or an amount it refuses. Errors: not_found.
Result<std::optional<MoneyAct>> refund_act(storage::Tx& tx, const Call& call,
                                           const CreateRefund& command);
/// The same of create_payout(). Errors: not_found, invalid (the destination).
Result<std::optional<MoneyAct>> payout_act(storage::Tx& tx, const Call& call,
                                           const vault::KeyRing& keys, const CreatePayout& command);

}  // namespace bursar::payments
