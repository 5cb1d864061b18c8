// The ecommpay Data API: signed questions of people's own programs about what they may see in the
// office. It translates names, shapes and error bodies, and decides nothing.
#pragma once

#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "identity/settings.hpp"
#include "net/http.hpp"
#include "net/limits.hpp"
#include "storage/storage.hpp"

namespace bursar::data_api {

/// What one token may ask, and one address.
inline constexpr net::RateClass k_token_rate{"data_api_token", 60, k_minute_ms, 10, 2};
inline constexpr net::RateClass k_address_rate{"data_api_address", 600, k_minute_ms, 50, 0};

/// What the surface needs of the process; everything outlives the server.
struct Services {
  storage::Db& db;
  Ports ports;
  const identity::Settings& settings;
  net::RateClass token_rate = k_token_rate;
  net::RateClass address_rate = k_address_rate;
};

/// Rows of the policy table. They are open to the Guard: credential and signature stand in the
/// body.
std::vector<net::Route> routes(Services services);
/// Whether a path belongs to this surface.
bool owns(std::string_view path);
/// {"status": "error", "code", "message"}.
net::Response shape_error(const Error& error, const net::Request& request);
net::Response shape_internal_error(const net::Request& request);

}  // namespace bursar::data_api
