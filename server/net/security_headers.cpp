// The table of security headers.
#include "net/security_headers.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace bursar::net {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> k_headers{{
    {"strict-transport-security", "max-age=63072000; includeSubDomains"},  // two years
    {"x-content-type-options", "nosniff"},
    {"x-frame-options", "DENY"},
    {"referrer-policy", "no-referrer"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-resource-policy", "same-origin"},
    {"permissions-policy",
     "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
     "fullscreen=(), "
     "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
     "picture-in-picture=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"},
    {"cache-control", "no-store"},
}};

}  // namespace

void apply_security_headers(Response& response) {
  response.headers.reserve(response.headers.size() + k_headers.size());
  for (const auto& [name, value] : k_headers) {
    // Sizes first: folding every header for every line of the table would cost more than the rest.
    const bool present =
        std::any_of(response.headers.begin(), response.headers.end(), [&](const auto& header) {
          return header.first.size() == name.size() && fold_case(header.first) == name;
        });
    if (!present) response.with(std::string(name), std::string(value));
  }
}

std::string office_content_policy(std::string_view nonce) {
  const std::string with_nonce = " 'self' 'nonce-" + std::string(nonce) + "'";
  return "default-src 'none'; script-src" + with_nonce + " 'strict-dynamic'; style-src" +
         with_nonce +
         "; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
         "base-uri 'none'; form-action 'self'; object-src 'none'";
}

}  // namespace bursar::net
