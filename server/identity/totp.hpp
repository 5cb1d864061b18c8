// Time-based one-time passwords as authenticator apps make them (RFC 6238: HMAC-SHA-1, six digits,
// 30 seconds). Pure functions; private to identity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace bursar::identity {

inline constexpr std::int64_t k_totp_step_ms = 30 * k_second_ms;
/// The previous code stays good for this long into the present step (slow typing, small clock
/// skew).
inline constexpr std::int64_t k_totp_grace_ms = 10 * k_second_ms;

inline std::int64_t totp_step(Instant now) { return now.ms / k_totp_step_ms; }

/// The code of one step, six digits unless told otherwise.
std::string totp_code(std::string_view secret, std::int64_t step, unsigned digits = 6);

/// The step whose code this is, if it may be used now: the present one, or the previous one during
/// its grace. The caller refuses steps that are not greater than the last accepted one.
std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code,
                                               Instant now);

/// "otpauth://totp/Bursar:…", what the QR code carries; `issuer` and `account` are percent-encoded.
Secret otpauth_uri(std::string_view issuer, std::string_view account,
                   std::string_view secret_base32);

/// A QR code as SVG text with a quiet zone, dark on white whatever the page's colours.
std::string qr_svg(std::string_view text);

}  // namespace bursar::identity
