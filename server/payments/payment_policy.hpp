// What a merchant's settings add to a request that does not say. Private.
#pragma once

#include "payments/payments.hpp"

namespace bursar::payments {

/// The request's terms, with a wish for authentication where the merchant's policy has one.
Terms terms_for(const CreateSale& command, const merchants::Merchant& merchant);
/// Sets capture_mode and hold_step.
void take_capture_policy(const CreateSale& command, const merchants::Merchant& merchant,
                         Payment& payment);

}  // namespace bursar::payments
