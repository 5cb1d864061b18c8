// One's own phone number: confirmed by a code sent to it before it is stored, and what it may
// confirm from when on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "identity/assurance_level.hpp"
#include "identity/identity.hpp"
#include "identity/operation_code.hpp"
#include "identity/settings.hpp"
#include "storage/storage.hpp"

namespace bursar::identity {

/// What the Security panel of one's own account shows.
struct OwnSecurity {
  std::string phone_masked;  ///< empty without one
  /// Nothing for a number that an administrator wrote down and its person has not confirmed.
  std::optional<Instant> phone_confirmed_at;
  std::optional<Instant> phone_moves_money_at;  ///< from then on it confirms what moves money
  bool factor_on = false;                       ///< an authenticator app or a passkey is enrolled
  bool factor_optional = false;                 ///< this person may be without one
  bool sms_enabled = false;
  std::vector<FactorMethod> methods;
};
OwnSecurity read_own_security(storage::Tx& tx, const Call& call, const Settings& settings);

/// Sends a code to the number; nothing is stored of it until that code comes back.
/// Errors: unauthenticated/signed_out; forbidden/step_up_required; refused/wrong_stage,
/// sms_unavailable, country_not_allowed; invalid/phone_invalid, phone_unchanged;
/// limited/too_many_messages.
Result<SentCode> start_phone_change(storage::Tx& tx, const Call& call, const Settings& settings,
                                    const SmsPort& sms, const Secret& session_token,
                                    std::string_view typed);
/// Stores the number whose code this is and ends the person's other sessions. A refusal has to be
/// committed: invalid/code_wrong; limited/too_many_attempts. Errors: unauthenticated/signed_out;
/// refused/code_void.
Result<std::optional<Error>> confirm_phone(storage::Tx& tx, const Call& call,
                                           const Settings& settings, const Secret& session_token,
                                           std::string_view code);
/// At the first sign-in, before a factor is enrolled: sends a code to the number that is written
/// down for the person, or to the one typed where there is none. Nothing is stored before the code
/// comes back. Errors: unauthenticated/signed_out; refused/wrong_stage, phone_fixed,
/// sms_unavailable, country_not_allowed; invalid/phone_invalid; limited/too_many_messages.
Result<SentCode> start_first_phone(storage::Tx& tx, const Call& call, const Settings& settings,
                                   const SmsPort& sms, const Secret& session_token,
                                   std::string_view typed);
/// Stores the number and goes on to enrolment under a fresh token. A refusal has to be committed.
/// Errors: unauthenticated/signed_out; refused/wrong_stage, code_void.
Result<FactorOutcome> confirm_first_phone(storage::Tx& tx, const Call& call,
                                          const Settings& settings, const Secret& session_token,
                                          std::string_view code);
/// Errors: unauthenticated/signed_out; forbidden/step_up_required; refused/no_phone.
Result<void> remove_phone(storage::Tx& tx, const Call& call, const Secret& session_token);

}  // namespace bursar::identity
