// ID tokens of OpenID Connect and the keys they are signed with (JWS compact form, JWKS). Exactly
// RS256 and ES256 are taken; what the token says of its own algorithm never chooses another key
// kind. Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bursar::identity::sso {

enum class KeyKind { rsa = 1, p256 };

/// One public signing key of a provider.
struct SigningKey {
  std::string kid;
  KeyKind kind = KeyKind::rsa;
  std::string n, e;  ///< RSA: modulus and exponent, big-endian
  std::string x, y;  ///< P-256: 32 bytes each
};

/// The signing keys of a JWKS; members that are no such key are left out. Errors:
/// refused/sso_keys_unreadable.
Result<std::vector<SigningKey>> parse_keys(std::string_view jwks);

/// What a token has to fit.
struct Expected {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  Instant now;
};

/// What is taken from a verified token.
struct Claims {
  std::string subject;
  std::string email;  ///< empty unless the provider calls it verified
  std::string name;
  std::vector<std::string> amr;
  std::string acr;
};

/// The key id a token names, "" when it names none; for asking for newer keys.
std::string key_id_of(std::string_view token);

/// Signature first, then every claim. Errors: refused/sso_token_invalid, whose message names the
/// check for the log and the trail, and never for the browser.
Result<Claims> verify_id_token(std::string_view token, const std::vector<SigningKey>& keys,
                               const Expected& expected);

}  // namespace bursar::identity::sso
