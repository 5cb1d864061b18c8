// The route of refunds, and refunding as an act that can be kept for others to decide. Private to
// payments.
#pragma once

#include "gate/gate.hpp"
#include "payments/http.hpp"
#include "payments/payments.hpp"

namespace bursar::payments {

net::Task<net::Response> answer_create_refund(const Services& services, net::Request& request);
gate::Action refund_action(const std::function<void(AttemptId)>& dispatch);

}  // namespace bursar::payments
