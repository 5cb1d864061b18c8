// The provider as this server knows it: where its endpoints are, which keys it signs with, and what
// a code is worth. Private to identity.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "identity/sso.hpp"
#include "identity/sso_token.hpp"
#include "net/client.hpp"

namespace bursar::identity {

struct SsoMetadata {
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  bool names_issuer = false;  ///< answers carry `iss` (RFC 9207), so one without it is refused
};

/// Percent-encodes a value of a query or form.
std::string form_encoded(std::string_view text);

/// Thread-safe. Addresses and keys are kept for an hour; a token signed by a key that is not known
/// makes the keys be read again, a few seconds apart at the least.
class SsoProvider {
 public:
  SsoProvider(SsoSettings sso, net::Client& client, const Clock& clock)
      : sso_(std::move(sso)), client_(client), clock_(clock) {}

  const SsoSettings& settings() const { return sso_; }
  /// Errors: unavailable/sso_unreachable; refused/sso_metadata_invalid.
  net::Task<Result<SsoMetadata>> metadata();
  /// Exchanges the code for an ID token and verifies it. Errors: as metadata;
  /// refused/sso_code_refused, sso_token_invalid.
  net::Task<Result<sso::Claims>> redeem(std::string code, Secret verifier, std::string nonce,
                                        std::string redirect_uri);

 private:
  net::Task<Result<std::string>> fetch(std::string url);
  net::Task<Result<std::vector<sso::SigningKey>>> keys(const SsoMetadata& found, std::string kid);
  net::Task<Result<std::string>> id_token(const SsoMetadata& found, std::string form);
  bool may_be_reached(std::string_view url) const;

  SsoSettings sso_;
  net::Client& client_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<SsoMetadata> metadata_;
  Instant metadata_until_;
  std::vector<sso::SigningKey> keys_;
  Instant keys_until_;
  Instant keys_asked_at_;
};

}  // namespace bursar::identity
