// What the end of an operation does to its payment: sums, postings, life cycle. Private.
#pragma once

#include "payments/state_machine.hpp"
#include "payments/store.hpp"

namespace bursar::payments {

/// Applies the end (succeeded, declined, failed) of context.operation to context.payment. `late`:
/// the operation had been given up and happened after all.
void settle(storage::Tx& tx, const Call& call, store::Context& context, bool late);
/// The payout or refund that had succeeded was undone by the other side.
void settle_reversal(storage::Tx& tx, const Call& call, store::Context& context);
/// A transfer that had paid was taken back: booked whole against the merchant, and an operation of
/// its own for what had not been refunded. To be called once per sale.
void settle_return(storage::Tx& tx, const Call& call, store::Context& context,
                   const Money& returned);
/// Whether a late success fits: nothing may be captured, let go or refunded beyond what is there.
bool fits_late(const Payment& payment, const Operation& operation);

}  // namespace bursar::payments
