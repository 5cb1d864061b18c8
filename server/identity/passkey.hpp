// Passkeys of a person: making, listing, naming and removing them, and signing in with one after
// the password. What an answer is worth is judged in webauthn.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"
#include "identity/webauthn.hpp"

namespace bursar::identity {

/// Passkeys one person may have.
inline constexpr std::size_t k_passkeys_max = 10;

/// A passkey as its owner sees it.
struct Passkey {
  PasskeyId id;
  std::string name;
  bool is_synced = false;  ///< its maker may copy it to other devices
  Instant created_at;
  std::optional<Instant> last_used_at;
};

/// What the browser is to be asked with to make a passkey.
struct PasskeyInvitation {
  PasskeyQuestion question;  ///< `passkeys` are those it must not make again
  std::string user_handle;
  std::string email;
  std::string name;
};

/// In a pre-session that owes a factor, or in a full one with a fresh confirmation.
/// Errors: unauthenticated/signed_out; refused/wrong_stage, passkeys_unavailable,
/// too_many_passkeys; forbidden/confirmation_required.
Result<PasskeyInvitation> start_passkey_registration(Tx& tx, const Call& call,
                                                     const Settings& settings, const Secret& token);

struct AddPasskey {
  std::string name;
  PasskeyRegistration answer;
};
/// Ends the other sessions. The first factor, and one made after a recovery code was used, brings
/// fresh recovery codes; in the latter case the former authenticator app is forgotten.
/// Errors: as start; invalid/name_invalid. Refusals: passkey_wrong, passkey_expired, passkey_known.
Result<FactorOutcome> add_passkey(Tx& tx, const Call& call, const Settings& settings,
                                  const Secret& token, const AddPasskey& command);

/// The actor's own, oldest first.
std::vector<Passkey> list_passkeys(Tx& tx, UserId user);
/// Errors: not_found; invalid/name_invalid.
Result<Passkey> rename_passkey(Tx& tx, const Call& call, PasskeyId id, std::string_view name);
/// Ends the other sessions. Errors: unauthenticated/signed_out; refused/wrong_stage;
/// forbidden/confirmation_required; not_found; refused/last_factor.
Result<void> remove_passkey(Tx& tx, const Call& call, const Secret& token, PasskeyId id);
/// Forgets the authenticator app. Errors: as remove_passkey; refused/no_factor.
Result<void> remove_totp(Tx& tx, const Call& call, const Secret& token);

/// The second step of a sign-in. Errors: unauthenticated/signed_out; refused/wrong_stage; those of
/// ask_passkey; limited/too_many_attempts.
Result<PasskeyQuestion> start_passkey_sign_in(Tx& tx, const Call& call, const Settings& settings,
                                              const Secret& token);
/// Refusals: those of verify_passkey; too_many_attempts. Errors: as start.
Result<FactorOutcome> finish_passkey_sign_in(Tx& tx, const Call& call, const Settings& settings,
                                             const Secret& token, const PasskeyAssertion& answer);

}  // namespace bursar::identity
