// Passkeys as a fresh proof. A wrong answer counts with the wrong codes of the account.
#include "identity/passkey_confirmation.hpp"

#include "identity/confirmation.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_confirm_session = "confirm_session";
constexpr std::string_view k_confirm_operation = "confirm_operation";

PasskeyRequest session_request(const LiveSession& live) {
  return {live.row.user, live.row.id, PasskeyPurpose::confirmation, {}};
}

PasskeyRequest operation_request(const Question& question) {
  return {question.live.row.user, question.live.row.id, PasskeyPurpose::operation,
          question.row.binding};
}

Error refusal_of(Tx& tx, const Call& call, const Settings& settings, const LiveSession& live,
                 std::string_view action, PasskeyVerdict verdict) {
  if (!verdict.is_guess) return std::move(*verdict.refusal);
  return count_factor_failure(tx, call, settings, live, action, std::move(*verdict.refusal));
}

}  // namespace

Result<PasskeyQuestion> start_passkey_confirmation(Tx& tx, const Call& call,
                                                   const Settings& settings, const Secret& token) {
  const auto live = load_confirming(tx, token, call.now);
  if (!live) return live.error();
  return ask_passkey(tx, call, settings, session_request(*live));
}

Result<FactorOutcome> finish_passkey_confirmation(Tx& tx, const Call& call,
                                                  const Settings& settings, const Secret& token,
                                                  const PasskeyAssertion& answer) {
  const auto live = load_confirming(tx, token, call.now);
  if (!live) return live.error();
  PasskeyVerdict verdict = verify_passkey(tx, call, settings, session_request(*live), answer);
  if (!verdict.refusal) return confirmed(tx, call, settings, *live, FactorMethod::passkey);
  FactorOutcome outcome;
  outcome.refusal = refusal_of(tx, call, settings, *live, k_confirm_session, std::move(verdict));
  return outcome;
}

Result<PasskeyQuestion> ask_operation_passkey(Tx& tx, const Call& call, const Settings& settings,
                                              const Secret& token, OperationCodeId id) {
  const auto question = load_question(tx, call, token, id);
  if (!question) return question.error();
  return ask_passkey(tx, call, settings, operation_request(*question));
}

Result<std::optional<Error>> answer_operation_passkey(Tx& tx, const Call& call,
                                                      const Settings& settings, const Secret& token,
                                                      OperationCodeId id,
                                                      const PasskeyAssertion& answer) {
  const auto question = load_question(tx, call, token, id);
  if (!question) return question.error();
  PasskeyVerdict verdict = verify_passkey(tx, call, settings, operation_request(*question), answer);
  if (verdict.refusal)
    return std::optional<Error>(
        refusal_of(tx, call, settings, question->live, k_confirm_operation, std::move(verdict)));
  if (!store::prove_code(tx, id, call.now)) return code_void();
  note_proof(tx, call, *question, FactorMethod::passkey);
  return std::optional<Error>();
}

}  // namespace bursar::identity
