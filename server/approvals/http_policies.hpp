// The routes of policies. Private to approvals.
#pragma once

#include "approvals/http.hpp"

namespace bursar::approvals {

std::vector<net::Route> policy_routes(const Services& services);
/// A route of the office behind a session.
net::Route office_route(net::Method method, std::string path, std::string operation,
                        std::string permission, net::Level level, net::Handler handler);

}  // namespace bursar::approvals
