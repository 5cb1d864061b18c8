// Decodes the query of GET /api/payments.
#pragma once

#include "net/http.hpp"
#include "payments/payments.hpp"

namespace bursar::payments {

/// Errors: invalid with the parameter named; an unknown parameter is refused, not ignored.
Result<PaymentFilter> decode_filter(const net::Request& request);

}  // namespace bursar::payments
