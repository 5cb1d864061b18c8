// Changing one's password: prove the present one, differ from the last ones, end every other
// session.
#include <algorithm>

#include "identity/live_session.hpp"
#include "identity/security_policy.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr const char* k_field = "new_password";

// Only a person who has just proven a password that must be changed need not prove it again.
bool owes_current(const Visitor& visitor) {
  return !(visitor.kind == SessionKind::pre && visitor.stage == Stage::must_change_password);
}

}  // namespace

Result<PasswordCheck> load_password(Tx& tx, const Secret& token, Instant now) {
  auto live = load_live(tx, token, now);
  if (!live) return live.error();
  if (live->visitor.stage == Stage::must_verify_totp)
    return refused("wrong_stage", "the second factor comes first");
  if (auto locked = factor_locked(live->account, now)) return *locked;
  const PasswordPolicy policy = security_policy(tx).password;
  return PasswordCheck{token, live->visitor, live->account.password_hash,
                       store::password_history(tx, live->account.id, policy.remembered), policy};
}

Result<PasswordProof> prove_password(const Settings& settings, CryptoRandom& random,
                                     const PasswordCheck& check, const Secret& current,
                                     const Secret& wanted) {
  const Visitor& visitor = check.visitor;
  if (auto fit = check_password(wanted.reveal(), {visitor.email, visitor.name}, check.policy);
      !fit) {
    Error error = fit.error();
    error.field = k_field;
    return error;
  }
  PasswordProof proof;
  if (!current.empty() || owes_current(visitor)) {
    proof.current_matches = verify_password(settings, check.hash, current);
    if (!proof.current_matches) return proof;
  } else {
    proof.current_matches = true;
  }
  proof.reused = std::any_of(
      check.earlier.begin(), check.earlier.end(),
      [&](const PasswordHash& earlier) { return verify_password(settings, earlier, wanted); });
  if (!proof.reused) proof.hash = hash_password(settings, random, wanted);
  return proof;
}

Result<PasswordOutcome> record_password(Tx& tx, const Call& call, const Settings& settings,
                                        const PasswordCheck& check, const PasswordProof& proof) {
  auto live = load_live(tx, check.token, call.now);
  if (!live) return live.error();
  if (auto locked = factor_locked(live->account, call.now)) return *locked;
  PasswordOutcome outcome;
  if (!proof.current_matches || !(live->account.password_hash == check.hash)) {
    Error wrong =
        invalid("current_password", "current_password_wrong", "the current password is wrong");
    outcome.refusal =
        count_factor_failure(tx, call, settings, *live, "change_password", std::move(wrong));
    return outcome;
  }
  if (proof.reused) {
    record(tx, call,
           {"change_password", live->row.user, audit::Outcome::denied, {}, "password_reused"});
    outcome.refusal = password_reused(k_field, check.policy);
    return outcome;
  }
  const UserId user = live->row.user;
  store::save_password(tx, user, proof.hash, call.now);
  store::add_password_history(tx, call.ids, user, proof.hash, check.policy.remembered);
  store::revoke_sessions(tx, user, live->row.id, call.now);
  outcome.grant = advance_session(tx, call, settings, *live, live->row.mfa_level);
  record_and_tell(tx, call, {"change_password", user, audit::Outcome::ok, {}, {}},
                  "user.password_changed");
  return outcome;
}

}  // namespace bursar::identity
