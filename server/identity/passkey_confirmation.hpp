// Confirming by passkey: the session for five minutes, or one operation, whose content the
// passkey's challenge is bound to.
#pragma once

#include "identity/identity.hpp"
#include "identity/operation_code.hpp"
#include "identity/webauthn.hpp"

namespace bursar::identity {

/// Errors: unauthenticated/signed_out; refused/wrong_stage; those of ask_passkey;
/// limited/too_many_attempts.
Result<PasskeyQuestion> start_passkey_confirmation(Tx& tx, const Call& call,
                                                   const Settings& settings, const Secret& token);
/// Refusals: those of verify_passkey; too_many_attempts. Errors: as start.
Result<FactorOutcome> finish_passkey_confirmation(Tx& tx, const Call& call,
                                                  const Settings& settings, const Secret& token,
                                                  const PasskeyAssertion& answer);

/// What a passkey is to be asked for an operation's code. Errors: as answer_operation_code; those
/// of ask_passkey.
Result<PasskeyQuestion> ask_operation_passkey(Tx& tx, const Call& call, const Settings& settings,
                                              const Secret& token, OperationCodeId id);
/// Proves the code by a passkey. A refusal has to be committed. Errors: as ask_operation_passkey.
Result<std::optional<Error>> answer_operation_passkey(Tx& tx, const Call& call,
                                                      const Settings& settings, const Secret& token,
                                                      OperationCodeId id,
                                                      const PasskeyAssertion& answer);

}  // namespace bursar::identity
