// Payments people start in the office. Private.
#pragma once

#include "payments/http.hpp"

namespace bursar::payments {

/// A mail or telephone order, a charge of a stored card, a verification, or a payment by another
/// method.
net::Task<net::Response> answer_create_payment(const Services& services, net::Request& request);
/// The sandbox's own payer, who always approves.
net::Task<net::Response> answer_create_test_payment(const Services& services,
                                                    net::Request& request);

}  // namespace bursar::payments
