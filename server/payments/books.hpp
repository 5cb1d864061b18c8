// How payments move money in the ledger: one transaction per fact, once per operation. Private.
#pragma once

#include "payments/store.hpp"

namespace bursar::payments::books {

/// Moves the refund's amount from the merchant's available balance to refund_in_transit and opens
/// the hold. Errors: refused/insufficient_balance.
Result<HoldId> reserve_refund(storage::Tx& tx, const Call& call, const Payment& payment,
                              const Operation& operation);

/// Posts a successful sale: gross, our fee, the rolling reserve and the provider's costs in one
/// transaction; stores the fee line and schedules the maturity of what is left. Sets fee_minor of
/// the operation.
void book_sale(storage::Tx& tx, const Call& call, store::Context& context);

/// Posts a successful refund with its fee and the part of the sale fee it gives back, and closes
/// the hold. Sets fee_minor and fee_returned_minor of the operation.
void book_refund(storage::Tx& tx, const Call& call, store::Context& context);
/// Gives the reserved amount of a refund that did not happen back to the merchant.
void release_refund(storage::Tx& tx, const Call& call, const store::Context& context);
/// The same as book_refund for a refund that had been given up and released: the amount comes from
/// the available balance, and from merchant_receivable when that is too low.
void book_late_refund(storage::Tx& tx, const Call& call, store::Context& context);

}  // namespace bursar::payments::books
