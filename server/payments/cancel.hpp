// Canceling a payment that nobody has carried out yet: by the merchant's system or in the office.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

struct CancelPayment {
  PaymentId payment_id;
  std::string reason;  ///< at most 500 bytes, may be empty
};
/// Ends a payment that waits for people, for the runner or for its payer; what a payout had
/// reserved is the merchant's again. A payer who pays all the same is heard of: the provider is
/// asked on, and its success is booked and opens an exception case. Canceling again changes
/// nothing. Requests that `gate` keeps about it end with it. Errors: not_found, invalid (reason),
/// refused/not_cancelable.
Result<Payment> cancel_payment(storage::Tx& tx, const Call& call, const CancelPayment& command,
                               gate::Gate* gate);

/// Why a payment that began with this operation cannot be canceled now; empty when it can.
std::string_view cancel_objection(const Payment& payment, const Operation& first);
/// What may be done with a payment, canceling it included.
std::vector<AllowedAction> allowed_actions(const Payment& payment,
                                           const std::vector<Operation>& operations);

}  // namespace bursar::payments
