// Asking for a passkey and judging the answer: the front door for everything that takes a passkey
// as proof (signing in, confirming a session, approving one act). A challenge has 256 bits, lives
// for two minutes, belongs to one session and one purpose, and is gone with the first answer,
// whatever that answer is worth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "identity/settings.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

struct PasskeyTag {
  static constexpr std::string_view k_prefix = "ps_";
  static constexpr const char* k_noun = "passkey";
};
using PasskeyId = Id<PasskeyTag>;

/// What a challenge was made for; an answer to one purpose is worth nothing for another.
enum class PasskeyPurpose { registration = 1, sign_in = 2, confirmation = 3, operation = 4 };
std::string_view passkey_purpose_name(PasskeyPurpose purpose);

inline constexpr std::int64_t k_passkey_challenge_ms = 120 * k_second_ms;

/// Whose passkey is asked for, in which session and for what.
struct PasskeyRequest {
  UserId user;
  SessionId session;
  PasskeyPurpose purpose = PasskeyPurpose::sign_in;
  std::string bound_to = {};  ///< what exactly is approved (a digest); empty for the whole session
};

/// A passkey the browser may use, or must not make again.
struct PasskeyHandle {
  std::string credential_id;            ///< raw bytes
  std::vector<std::string> transports;  ///< "usb", "nfc", "ble", "hybrid", "internal", …
};

/// What the browser is to be asked with; user verification is always required.
struct PasskeyQuestion {
  std::string challenge;  ///< 32 raw bytes
  std::string rp_id;
  std::vector<PasskeyHandle> passkeys;  ///< those that may answer
  std::int64_t timeout_ms = k_passkey_challenge_ms;
};

/// What the browser answers, all of it raw bytes.
struct PasskeyAssertion {
  std::string credential_id;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
  std::string user_handle;  ///< empty when the authenticator does not say
};

/// What the browser answers when a passkey was made, raw bytes.
struct PasskeyRegistration {
  std::string client_data;
  std::string attestation_object;
  std::vector<std::string> transports;
};

/// A value, never an error: a refused answer has used up its challenge and stands in the trail, and
/// both have to be kept.
struct PasskeyVerdict {
  PasskeyId passkey;             ///< the passkey that answered, when `refusal` is empty
  std::optional<Error> refusal;  ///< passkey_wrong, passkey_expired, passkey_suspected
  /// The answer itself was wrong, not merely late: it counts towards the limit of wrong codes (see
  /// count_factor_failure), which is the caller's to keep.
  bool is_guess = false;
};

/// Makes a challenge; an earlier one of this session and purpose dies.
/// Errors: refused/passkeys_unavailable when the office has no domain name, refused/no_passkey when
/// the person has none that works under it.
Result<PasskeyQuestion> ask_passkey(storage::Tx& tx, const Call& call, const Settings& settings,
                                    const PasskeyRequest& request);

/// Judges an answer: challenge of this very request, origin, RP id, user presence and verification,
/// signature, counter; notes the use. `request` must be the one ask_passkey() was given. Whether
/// the account's factor is locked is for the caller to judge before.
PasskeyVerdict verify_passkey(storage::Tx& tx, const Call& call, const Settings& settings,
                              const PasskeyRequest& request, const PasskeyAssertion& answer);

}  // namespace bursar::identity
