// The filters of the trail's lists, one query parameter each. Private to audit's HTTP part.
#pragma once

#include "audit/audit.hpp"
#include "net/http.hpp"

namespace bursar::audit {

/// Errors: invalid (unknown_parameter, invalid_parameter), naming the parameter.
Result<Filter> decode_filter(const net::Request& request);
/// The parameters as sent, as JSON: what a reader asked for goes on record.
std::string asked_json(const net::Request& request);

}  // namespace bursar::audit
