// What is asked of a provider for one operation: rows become a typed request. Private.
#pragma once

#include "payments/store.hpp"

namespace bursar::payments {

/// Opens sealed values; throws std::runtime_error where one does not open.
providers::ProviderRequest order_of(storage::Tx& tx, const vault::KeyRing& keys,
                                    const store::Context& context);

/// Seals a payout's full destination, bound to its payment.
std::string seal_destination(const Call& call, const vault::KeyRing& keys, PaymentId payment,
                             const providers::PayoutDestination& destination);

}  // namespace bursar::payments
