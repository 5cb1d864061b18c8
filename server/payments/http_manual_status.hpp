// The route by which a person ends an operation without an answer. Private.
#pragma once

#include "payments/http_exceptions.hpp"

namespace bursar::payments {

net::Route state_change_route(const DeskServices& services);

}  // namespace bursar::payments
