// The two ceremonies of WebAuthn as judgements on bytes: what a browser answered against what it
// was asked. No storage, no time: that a challenge is used once and in time is judged by who keeps
// it. Private to identity.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "identity/settings.hpp"
#include "identity/webauthn.hpp"
#include "identity/webauthn_statements.hpp"

namespace bursar::identity::webauthn {

/// What an answer has to fit.
struct Expected {
  const RelyingParty& relying_party;
  std::string challenge_digest;  ///< hex SHA-256 of the challenge handed out
};

/// A passkey as it is kept.
struct KnownKey {
  std::string public_key;  ///< COSE
  std::int64_t sign_count = 0;
  bool is_synced = false;
};

/// A registration that fits everything.
struct FreshKey {
  AttestedCredential credential;
  std::int64_t sign_count = 0;
  bool is_synced = false;
};

/// Errors, all invalid; the code is the reason for the trail: malformed, type_wrong,
/// challenge_wrong, origin_wrong, cross_origin, rp_id_wrong, user_absent, user_not_verified,
/// attestation_wrong.
Result<FreshKey> judge_registration(const Expected& expected, const PasskeyRegistration& answer);

/// Returns the signature counter. Errors as above but attestation_wrong; signature_wrong,
/// backup_flag_wrong; sign_count_regressed for a signature that is good and a counter that is not.
Result<std::int64_t> judge_assertion(const Expected& expected, const KnownKey& known,
                                     const PasskeyAssertion& answer);

}  // namespace bursar::identity::webauthn
