// Judging signed requests: pure apart from the clock's instant that it is given.
#include "identity/request_signature.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include <sodium.h>

#include "base/text.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_form = "bursar-ed25519-1";
constexpr std::size_t k_nonce_min = 16;
constexpr std::size_t k_nonce_max = 64;
constexpr std::size_t k_fingerprint_size = 16;
/// What DER puts before the 32 bytes of an Ed25519 key.
constexpr std::string_view k_der_head{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Base64 in either alphabet, with or without padding and line ends.
std::optional<std::string> from_any_base64(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == ' ' || c == '=') continue;
    plain.push_back(c == '+' ? '-' : c == '/' ? '_' : c);
  }
  return from_base64url(plain);
}

std::string_view without_armour(std::string_view text) {
  constexpr std::string_view k_begin = "-----BEGIN PUBLIC KEY-----";
  constexpr std::string_view k_end = "-----END PUBLIC KEY-----";
  const std::size_t begin = text.find(k_begin);
  if (begin == std::string_view::npos) return text;
  text.remove_prefix(begin + k_begin.size());
  return text.substr(0, text.find(k_end));
}

bool is_nonce(std::string_view text) {
  return text.size() >= k_nonce_min && text.size() <= k_nonce_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

std::optional<std::int64_t> seconds_of(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  constexpr std::int64_t k_last = 253'402'300'799;  // the year 9999
  if (!whole || text.front() == '-' || seconds > k_last) return std::nullopt;
  return seconds;
}

Error missing(std::string_view header) {
  Error error =
      unauthenticated("signature_missing", "this key asks for signed requests: the header " +
                                               std::string(header) + " is missing");
  error.details.emplace_back("header", header);
  return error;
}

Error malformed(std::string_view header, std::string_view want) {
  Error error = unauthenticated("signature_malformed",
                                "the header " + std::string(header) + " " + std::string(want));
  error.details.emplace_back("header", header);
  return error;
}

Error expired(Instant now) {
  Error error = unauthenticated(
      "signature_expired", "the time of the signature is more than 300 seconds from the server's");
  error.details.emplace_back("server_time", std::to_string(now.ms / 1000));
  return error;
}

std::string hex_sha256(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes_of(bytes), bytes.size());
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

std::string signed_text(const SignedParts& parts, std::string_view timestamp,
                        std::string_view nonce) {
  const std::string hash = hex_sha256(parts.body);
  std::string text(k_form);
  for (const std::string_view line : {parts.key, parts.method, parts.target, std::string_view(hash),
                                      parts.idempotency_key, timestamp, nonce})
    text.append("\n").append(line);
  return text;
}

Result<std::string> read_signing_key(std::string_view text) {
  const Error wrong =
      invalid("signing_key", "signing_key_invalid",
              "must be an Ed25519 public key: PEM, or base64 of its 32 bytes or of its DER form");
  auto key = from_any_base64(without_armour(trim(text)));
  if (key && key->size() == k_der_head.size() + crypto_sign_PUBLICKEYBYTES &&
      key->starts_with(k_der_head))
    key->erase(0, k_der_head.size());
  if (!key || key->size() != crypto_sign_PUBLICKEYBYTES) return wrong;
  // Points of small order verify what nobody signed.
  if (crypto_core_ed25519_is_valid_point(bytes_of(*key)) != 1) return wrong;
  return to_base64url(*key);
}

std::string signing_fingerprint(std::string_view signing_key) {
  if (signing_key.empty()) return "none";
  return hex_sha256(from_base64url(signing_key).value_or(std::string()))
      .substr(0, k_fingerprint_size);
}

Result<Instant> judge_signature(std::string_view signing_key, const RequestSignature& given,
                                const SignedParts& parts, Instant now) {
  if (given.signature.empty()) return missing("X-Signature");
  if (given.timestamp.empty()) return missing("X-Signature-Timestamp");
  if (given.nonce.empty()) return missing("X-Signature-Nonce");
  const auto signature = from_any_base64(given.signature);
  if (!signature || signature->size() != crypto_sign_BYTES)
    return malformed("X-Signature", "must be 64 bytes in base64");
  const auto seconds = seconds_of(given.timestamp);
  if (!seconds) return malformed("X-Signature-Timestamp", "must be seconds since 1970");
  if (!is_nonce(given.nonce))
    return malformed("X-Signature-Nonce", "must be 16 to 64 letters, digits, - and _");
  const Instant signed_at{*seconds * 1000};
  if (std::abs(signed_at.ms - now.ms) > k_signature_skew_ms) return expired(now);
  const auto key = from_base64url(signing_key);
  const std::string text = signed_text(parts, given.timestamp, given.nonce);
  if (!key || key->size() != crypto_sign_PUBLICKEYBYTES ||
      crypto_sign_verify_detached(bytes_of(*signature), bytes_of(text), text.size(),
                                  bytes_of(*key)) != 0)
    return unauthenticated("signature_invalid",
                           "the signature does not fit the key, method, target, body, idempotency "
                           "key, time and nonce");
  // From there on the time itself is refused, whatever the clock says.
  return signed_at.plus_ms(k_nonce_kept_ms + 1);
}

Error signature_replayed() {
  return unauthenticated("signature_replayed", "this signature was used before");
}

}  // namespace bursar::identity
