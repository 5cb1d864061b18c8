// The schemes' caps on trying a declined card again, before its first attempt. Private.
#pragma once

#include <optional>
#include <string>

#include "payments/store.hpp"

namespace bursar::payments {

/// Why another attempt with the payment's card at this merchant would exceed a cap of its scheme;
/// empty when it may be tried. Not asked where the routing profile leaves caps to the merchant.
std::string cap_objection(storage::Tx& tx, const Payment& payment, Instant now);

/// Ends a fresh payment, and its operation, that was refused for `why`: recorded like every other
/// decline, with nothing sent. Both have been inserted.
void decline_by_cap(storage::Tx& tx, const Call& call, Payment& payment, Operation operation,
                    const std::string& why);

}  // namespace bursar::payments
