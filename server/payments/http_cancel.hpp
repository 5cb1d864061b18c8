// Canceling a payment over HTTP.
#pragma once

#include "payments/http.hpp"

namespace bursar::payments {

/// Answers POST /api/payments/{payment_id}/cancel.
net::Task<net::Response> answer_cancel(const Services& services, net::Request& request);

}  // namespace bursar::payments
