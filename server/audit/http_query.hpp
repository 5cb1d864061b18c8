// The filters of the trail's lists, one query parameter each. Private to audit's HTTP part.
#pragma once

#include "audit/audit.hpp"
#include "net/http.hpp"

namespace bursar::audit {

/// Errors: invalid (unknown_parameter, invalid_parameter), naming the parameter.
Result<Filter> decode_filter(const net::Request& request);
/// The parameters as sent, as JSON: what a reader asked for goes on record.
std::string asked_json(const net::Request& request);
/// A whole number of at most 15 digits.
std::optional<std::int64_t> number_of(std::string_view text);

}  // namespace bursar::audit
