// Payouts over HTTP. Private.
#pragma once

#include "payments/http.hpp"

namespace bursar::payments {

net::Task<net::Response> answer_create_payout(const Services& services, net::Request& request);
gate::Action payout_action(const vault::KeyRing& keys,
                           const std::function<void(AttemptId)>& dispatch);

}  // namespace bursar::payments
