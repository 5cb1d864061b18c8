// What is asked of a provider for one operation: rows become a typed request. Private.
#pragma once

#include "payments/store.hpp"

namespace bursar::payments {

/// Opens sealed values; throws std::runtime_error where one does not open.
providers::ProviderRequest order_of(storage::Tx& tx, const vault::KeyRing& keys,
                                    const store::Context& context);

/// What a payout's destination is sealed for, and where.
inline constexpr std::string_view k_destination_purpose = "payout_destination";
std::string destination_place(PaymentId payment);
/// Seals a payout's full destination, bound to its payment.
std::string seal_destination(const Call& call, const vault::KeyRing& keys, PaymentId payment,
                             const providers::PayoutDestination& destination);

}  // namespace bursar::payments
