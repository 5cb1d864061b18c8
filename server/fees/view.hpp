// A plan's content as JSON with the member names of the contract: for the trail, events and routes.
#pragma once

#include <boost/json.hpp>

#include "fees/fees.hpp"

namespace bursar::fees {

std::string_view word(OnRefund on_refund);
std::string_view word(Rounding rounding);
std::string_view word(Bound bound);

/// Name, prices, reserve, settlement, rounding and when it begins; not which plan it is.
boost::json::object content_json(const Plan& plan);

}  // namespace bursar::fees
