// Signing in by OpenID Connect: one provider, the authorisation code with PKCE. An attempt is used
// once, by the browser that began it; accounts are never created by it, and what a person may do
// never comes from the provider.
#pragma once

#include <string>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity {

/// How the provider is reached and what it is trusted with; empty issuer: not offered.
struct SsoSettings {
  std::string issuer;
  std::string client_id;
  Secret client_secret;  ///< empty: a public client
  std::string title = "single sign-on";
  /// Whether an address the provider calls verified opens the account that was invited under it.
  bool links_by_email = false;
  /// Words of `amr`, or values of `acr`, that count as our second factor. Without them it is asked.
  std::vector<std::string> trusted_amr, trusted_acr;
  bool is_offered() const { return !issuer.empty(); }
};

/// An attempt just begun. State, nonce and verifier are bound to each other by derivation: only the
/// state's digest is stored.
struct SsoAttempt {
  Secret state;
  Secret browser;  ///< for the cookie that ties the return to this browser
  std::string nonce;
  std::string code_challenge;  ///< S256
};

/// What the provider was found to say of the person, after every check.
struct SsoSubject {
  std::string subject;
  std::string email;  ///< verified, or empty
  bool has_second_factor = false;
  std::string user_agent;
};

inline constexpr std::int64_t k_sso_attempt_ms = 10 * k_minute_ms;

/// Begins an attempt; forgets those that ran out.
Result<SsoAttempt> begin_sso(Tx& tx, const Call& call, const Settings& settings);
/// Uses the attempt up, before the code is. Errors: refused/sso_attempt_invalid (unknown, used, run
/// out, another browser's).
Result<void> take_sso_attempt(Tx& tx, const Call& call, std::string_view state,
                              std::string_view browser);
std::string sso_nonce(const Settings& settings, std::string_view state);
/// The PKCE verifier, 64 characters.
Secret sso_verifier(const Settings& settings, std::string_view state);
/// Signs the linked account in, or links the one invited under the verified address. Nothing in
/// the grant: refused, and recorded.
Result<std::optional<SessionGrant>> finish_sso(Tx& tx, const Call& call, const Settings& settings,
                                               const SsoSettings& sso, const SsoSubject& subject);
/// An attempt that failed before anybody was known, for the trail.
Result<void> record_sso_failure(Tx& tx, const Call& call, std::string_view reason);

}  // namespace bursar::identity
