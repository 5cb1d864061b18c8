// The route by which a person takes an operation without an answer back. Private.
#pragma once

#include "payments/http_exceptions.hpp"

namespace bursar::payments {

net::Route reversal_route(const DeskServices& services);

}  // namespace bursar::payments
