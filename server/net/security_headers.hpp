// The headers every answer of the office carries (T-04, T-05).
#pragma once

#include <string>
#include <string_view>

#include "net/http.hpp"

namespace bursar::net {

/// HSTS, nosniff, no referrer, isolation, no device features, no store. A header the response
/// already has is left alone, so a route can make an exception.
void apply_security_headers(Response& response);

/// The Content-Security-Policy of an HTML page whose scripts and styles carry `nonce`.
std::string office_content_policy(std::string_view nonce);

}  // namespace bursar::net
