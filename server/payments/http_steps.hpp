// Second steps on holds over HTTP. Private.
#pragma once

#include "payments/http.hpp"

namespace bursar::payments {

net::Task<net::Response> answer_capture(const Services& services, net::Request& request);
net::Task<net::Response> answer_void(const Services& services, net::Request& request);
net::Task<net::Response> answer_increment(const Services& services, net::Request& request);

}  // namespace bursar::payments
