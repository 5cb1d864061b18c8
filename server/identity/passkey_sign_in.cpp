// The second step of a sign-in by passkey. Answers that are wrong, not merely late, count like
// wrong codes (M-04).
#include "identity/factor.hpp"
#include "identity/passkey.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

PasskeyRequest request_of(const LiveSession& live) {
  return {live.row.user, live.row.id, PasskeyPurpose::sign_in};
}

Result<LiveSession> load_verifying(Tx& tx, const Secret& token, Instant now) {
  auto live = load_live(tx, token, now);
  if (!live) return live;
  if (live->visitor.stage != Stage::must_verify_totp)
    return refused("wrong_stage", "no second step is owed in this session");
  if (auto locked = factor_locked(live->account, now)) return *locked;
  return live;
}

}  // namespace

Result<PasskeyQuestion> start_passkey_sign_in(Tx& tx, const Call& call, const Settings& settings,
                                              const Secret& token) {
  const auto live = load_verifying(tx, token, call.now);
  if (!live) return live.error();
  return ask_passkey(tx, call, settings, request_of(*live));
}

Result<FactorOutcome> finish_passkey_sign_in(Tx& tx, const Call& call, const Settings& settings,
                                             const Secret& token, const PasskeyAssertion& answer) {
  constexpr std::string_view k_action = "finish_passkey_sign_in";
  const auto live = load_verifying(tx, token, call.now);
  if (!live) return live.error();
  const PasskeyVerdict verdict = verify_passkey(tx, call, settings, request_of(*live), answer);
  FactorOutcome outcome;
  if (verdict.refusal) {
    outcome.refusal = verdict.is_guess ? count_factor_failure(tx, call, settings, *live, k_action,
                                                              *verdict.refusal)
                                       : *verdict.refusal;
    return outcome;
  }
  store::clear_factor_failures(tx, live->row.user);
  record(tx, call,
         {k_action,
          live->row.user,
          audit::Outcome::ok,
          json_of({{"method", "passkey"}, {"passkey_id", verdict.passkey.text()}}),
          {}});
  outcome.grant = advance_session(tx, call, settings, *live, MfaLevel::second_factor);
  return outcome;
}

}  // namespace bursar::identity
