// How payments move money in the ledger: one transaction per fact, once per operation. Private.
#pragma once

#include "payments/store.hpp"

namespace bursar::payments::books {

/// Moves the refund's amount from the merchant's available balance to refund_in_transit and opens
/// the hold. Errors: refused/insufficient_balance.
Result<HoldId> reserve_refund(storage::Tx& tx, const Call& call, const Payment& payment,
                              const Operation& operation);

/// Posts a successful sale or capture: gross, our fee, the rolling reserve and the provider's costs
/// in one transaction; stores the fee line and schedules the maturity of what is left. Sets
/// fee_minor of the operation. What arrived beyond the amount asked for belongs to the payer.
void book_capture(storage::Tx& tx, const Call& call, store::Context& context);

/// Posts a successful refund with its fee and the part of the sale fee it gives back, and closes
/// the hold. Sets fee_minor and fee_returned_minor of the operation.
void book_refund(storage::Tx& tx, const Call& call, store::Context& context);
/// Gives the reserved amount of a refund that did not happen back to the merchant.
void release_refund(storage::Tx& tx, const Call& call, const store::Context& context);
/// The same as book_refund for a refund that had been given up and released: the amount comes from
/// the available balance, and from merchant_receivable when that is too low.
void book_late_refund(storage::Tx& tx, const Call& call, store::Context& context);

/// Moves a payout's amount from the available balance to payout_in_transit and opens the hold.
/// Errors: refused/insufficient_balance.
Result<HoldId> reserve_payout(storage::Tx& tx, const Call& call, const Payment& payment,
                              const Operation& operation);
/// Posts a payout that arrived, its fee and what it cost us; `late`: it had been given up and its
/// money released.
void book_payout(storage::Tx& tx, const Call& call, store::Context& context, bool late);
/// Gives the reserved amount of a payout that did not happen back to the merchant.
void release_payout(storage::Tx& tx, const Call& call, const store::Context& context);
/// Gives the amount of a payout that came back to the merchant; its fee stays.
void return_payout(storage::Tx& tx, const Call& call, const store::Context& context);

/// Gives the amount of a refund that bounced back to the merchant; its fee stays.
void bounce_refund(storage::Tx& tx, const Call& call, const store::Context& context);
/// Takes a transfer that was taken back from the merchant, who owes it where the balance is short.
void book_return(storage::Tx& tx, const Call& call, const Payment& payment, const Operation& sale,
                 std::int64_t minor);

}  // namespace bursar::payments::books
