// Signatures of requests (K-06): a key may demand that every request carries an Ed25519 signature
// over the key, method, target, body, idempotency key, time and a nonce, so that whoever learns the
// key alone can do nothing, and who stands between can change nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bursar::identity {

/// How far the time of a signature may be off, either way.
inline constexpr std::int64_t k_signature_skew_ms = 5 * k_minute_ms;
/// How long after its time a nonce is remembered: a server whose clock is fast by the skew must not
/// forget what one with a slow clock still takes.
inline constexpr std::int64_t k_nonce_kept_ms = 2 * k_signature_skew_ms;

/// What a request says of its signature, as its headers have it.
struct RequestSignature {
  std::string_view signature;  ///< X-Signature: 64 bytes in base64 or base64url
  std::string_view timestamp;  ///< X-Signature-Timestamp: seconds since 1970
  std::string_view nonce;      ///< X-Signature-Nonce: 16 to 64 letters, digits, - and _
};

struct SignedParts {
  std::string_view key;     ///< public id of the API key
  std::string_view method;  ///< "POST"
  std::string_view target;  ///< path and query as sent
  std::string_view body;
  std::string_view idempotency_key = {};  ///< the header Idempotency-Key; empty: not sent
};

/// The very bytes that are signed: eight lines without an end of line after the last.
std::string signed_text(const SignedParts& parts, std::string_view timestamp,
                        std::string_view nonce);

/// A public key as people have it: PEM, or base64 of the 32 bytes or of their DER form. The answer
/// is base64url of the 32 bytes. Errors: invalid/signing_key_invalid.
Result<std::string> read_signing_key(std::string_view text);
/// What the trail shows of a stored public key: the first 16 hexadecimal digits of the SHA-256 of
/// its 32 bytes, "none" for no key.
std::string signing_fingerprint(std::string_view signing_key);

/// Judges the signature but not whether the nonce was used; answers when the nonce may be
/// forgotten. Errors, all unauthenticated: signature_missing (names the header),
/// signature_malformed, signature_expired (details tell the server's time), signature_invalid.
Result<Instant> judge_signature(std::string_view signing_key, const RequestSignature& given,
                                const SignedParts& parts, Instant now);
/// unauthenticated/signature_replayed.
Error signature_replayed();

}  // namespace bursar::identity
