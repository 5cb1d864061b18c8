// RFC 4226 truncation over the time step, and the text an authenticator app scans.
#include "identity/totp.hpp"

#include <array>

#include "base/check.hpp"
#include "base/text.hpp"
#include "identity/crypto.hpp"

namespace bursar::identity {
namespace {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view k_plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (k_plain.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    out.push_back('%');
    out.append(to_hex(std::string_view(&c, 1)));
  }
  return out;
}

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t step, unsigned digits) {
  check(step >= 0 && digits >= 6 && digits <= 8, "TOTP step or digits out of range");
  std::string counter(8, '\0');
  for (unsigned i = 0; i < 8; ++i)
    counter[i] = static_cast<char>(static_cast<std::uint64_t>(step) >> (8 * (7 - i)));
  const std::string mac = hmac_sha1(secret, counter);
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i]));
  };
  const std::size_t offset = byte(mac.size() - 1) & 0x0F;
  std::uint32_t value = ((byte(offset) & 0x7F) << 24) | (byte(offset + 1) << 16) |
                        (byte(offset + 2) << 8) | byte(offset + 3);
  std::string code(digits, '0');
  for (std::size_t i = digits; i-- > 0; value /= 10) code[i] = static_cast<char>('0' + value % 10);
  return code;
}

std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code,
                                               Instant now) {
  const std::int64_t step = totp_step(now);
  const bool in_grace = now.ms % k_totp_step_ms < k_totp_grace_ms;
  // Both are always computed, so the time taken does not say which one matched.
  const bool present = equal_constant_time(totp_code(secret, step), code);
  const bool previous = equal_constant_time(totp_code(secret, step - 1), code);
  if (present) return step;
  if (previous && in_grace) return step - 1;
  return std::nullopt;
}

Secret otpauth_uri(std::string_view issuer, std::string_view account,
                   std::string_view secret_base32) {
  std::string uri = "otpauth://totp/";
  uri += percent_encoded(issuer) + ":" + percent_encoded(account);
  uri += "?secret=" + std::string(secret_base32) + "&issuer=" + percent_encoded(issuer);
  uri += "&algorithm=SHA1&digits=6&period=30";
  return Secret(std::move(uri));
}

}  // namespace bursar::identity
