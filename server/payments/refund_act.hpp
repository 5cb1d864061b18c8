// What a refund does, for whoever asks people to confirm it before it is done.
#pragma once

#include <optional>
#include <string>

#include "payments/payments.hpp"

namespace bursar::payments {

struct RefundAct {
  PaymentId payment;
  CompanyId company;
  MerchantId merchant;
  Money amount;
  std::string intent;         ///< this refund and no repeat of it: payment and idempotency key
  std::string recipient;      ///< masked: "Visa •••• 4242"
  std::string recipient_key;  ///< tells one recipient from every other
  Instant paid_at;
};

/// What create_refund() would do now. Nothing when it would do nothing: a repeat of what was done,
/// or an amount it refuses. Errors: not_found.
Result<std::optional<RefundAct>> refund_act(storage::Tx& tx, const Call& call,
                                            const CreateRefund& command);

}  // namespace bursar::payments
