// The second factor: enrolling, verifying, stepping up, recovering. A code counts once (its step
// must be greater than the last accepted one), and wrong codes count per account whatever the
// session.
#include <algorithm>

#include "base/text.hpp"
#include "identity/confirmation.hpp"
#include "identity/crypto.hpp"
#include "identity/factor.hpp"
#include "identity/sealed_places.hpp"
#include "identity/totp.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_secret_bytes = 20;
constexpr std::size_t k_recovery_codes = 10;
constexpr std::size_t k_recovery_bytes = 15;  // 120 bits = 24 characters of base32
constexpr std::size_t k_code_group = 4;

std::string pending_bound_to(SessionId session) { return "session.totp_pending:" + session.text(); }

Error wrong_stage(std::string message) { return refused("wrong_stage", std::move(message)); }

std::string grouped(std::string_view code) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % k_code_group == 0) text.push_back('-');
    text.push_back(code[i]);
  }
  return text;
}

// A recovery code as typed: any case, with or without dashes and spaces.
std::string recovery_digest(const Settings& settings, UserId user, std::string_view code) {
  std::string plain;
  for (const char c : fold_case(code))
    if (c != '-' && c != ' ') plain.push_back(c);
  return keyed_digest(settings.keys.pepper, "recovery code", user.text() + ":" + plain);
}

FactorOutcome not_confirmed(Error refusal) {
  FactorOutcome outcome;
  outcome.refusal = std::move(refusal);
  return outcome;
}

}  // namespace

Result<LiveSession> load_confirming(Tx& tx, const Secret& token, Instant now) {
  auto live = load_live(tx, token, now);
  if (!live) return live;
  if (live->row.kind != SessionKind::full) return wrong_stage("sign-in is not finished");
  if (auto locked = factor_locked(live->account, now)) return *locked;
  return live;
}

FactorOutcome confirmed(Tx& tx, const Call& call, const Settings& settings, const LiveSession& live,
                        FactorMethod method) {
  store::clear_factor_failures(tx, live.row.user);
  record(tx, call,
         {"confirm_session",
          live.row.user,
          audit::Outcome::ok,
          json_of({{"method", std::string(method_name(method))}}),
          {}});
  FactorOutcome outcome;
  outcome.grant = advance_session(tx, call, settings, live, live.row.mfa_level);
  return outcome;
}

bool has_factor(const store::Account& account) {
  return !account.totp_sealed.empty() || account.passkeys > 0;
}

std::vector<std::string> make_recovery_codes(Tx& tx, const Call& call, const Settings& settings,
                                             UserId user) {
  std::vector<std::string> codes;
  std::vector<std::string> digests;
  for (std::size_t i = 0; i < k_recovery_codes; ++i) {
    codes.push_back(grouped(to_base32(random_bytes(call.random, k_recovery_bytes))));
    digests.push_back(recovery_digest(settings, user, codes.back()));
  }
  store::replace_recovery_codes(tx, user, digests);
  return codes;
}

Result<LiveSession> load_enrolling(Tx& tx, const Secret& token, Instant now) {
  auto live = load_live(tx, token, now);
  if (!live) return live;
  if (live->row.kind == SessionKind::pre && live->visitor.stage != Stage::must_enrol_totp)
    return wrong_stage("this session owes another step first");
  if (live->row.kind == SessionKind::full && now >= live->row.fresh_until)
    return confirmation_required();
  return live;
}

Error confirmation_required() { return step_up_required(AssuranceLevel::l3, {}); }

Result<TotpEnrolment> start_totp_enrolment(Tx& tx, const Call& call, const Settings& settings,
                                           const Secret& token) {
  auto live = load_enrolling(tx, token, call.now);
  if (!live) return live.error();
  const Secret secret(random_bytes(call.random, k_secret_bytes));
  store::save_pending_totp(
      tx, live->row.id,
      seal(settings.keys.totp_key, call.random, secret.reveal(), pending_bound_to(live->row.id)));
  TotpEnrolment enrolment;
  enrolment.secret_base32 = Secret(to_base32(secret.reveal()));
  const std::string issuer =
      settings.environment == Environment::live ? "Bursar" : "Bursar sandbox";
  enrolment.otpauth_uri =
      otpauth_uri(issuer, live->account.email, enrolment.secret_base32.reveal());
  enrolment.qr_svg = qr_svg(enrolment.otpauth_uri.reveal());
  record(tx, call, {"start_totp_enrolment", live->row.user, audit::Outcome::ok, {}, {}});
  return enrolment;
}

Result<FactorOutcome> confirm_totp_enrolment(Tx& tx, const Call& call, const Settings& settings,
                                             const Secret& token, std::string_view code) {
  constexpr std::string_view k_action = "confirm_totp_enrolment";
  auto live = load_enrolling(tx, token, call.now);
  if (!live) return live.error();
  if (auto locked = factor_locked(live->account, call.now)) return *locked;
  if (live->row.totp_pending.empty()) return refused("no_enrolment", "start the enrolment first");
  const auto secret =
      unseal(settings.keys.totp_key, live->row.totp_pending, pending_bound_to(live->row.id));
  check(secret.has_value(), "a pending TOTP seed cannot be opened with this key");
  const auto step = matching_totp_step(secret->reveal(), code, call.now);
  if (!step)
    return not_confirmed(count_factor_failure(tx, call, settings, *live, k_action, code_wrong()));
  const UserId user = live->row.user;
  store::save_totp(tx, user,
                   seal(settings.keys.totp_key, call.random, secret->reveal(), totp_place(user)),
                   *step);
  FactorOutcome outcome;
  outcome.recovery_codes = make_recovery_codes(tx, call, settings, user);
  store::revoke_sessions(tx, user, live->row.id, call.now);
  outcome.grant = advance_session(tx, call, settings, *live, MfaLevel::second_factor);
  record_and_tell(tx, call, {k_action, user, audit::Outcome::ok, {}, {}},
                  "user.second_factor_changed");
  return outcome;
}

Result<FactorOutcome> verify_totp(Tx& tx, const Call& call, const Settings& settings,
                                  const Secret& token, std::string_view code) {
  constexpr std::string_view k_action = "verify_totp";
  auto live = load_live(tx, token, call.now);
  if (!live) return live.error();
  if (live->visitor.stage != Stage::must_verify_totp)
    return wrong_stage("no code is owed in this session");
  if (auto locked = factor_locked(live->account, call.now)) return *locked;
  const UserId user = live->row.user;
  const bool by_totp = accept_totp(tx, settings, live->account, code, call.now);
  const bool by_sms = !by_totp && accept_session_code(tx, settings, *live, code, call.now);
  const bool by_recovery =
      !by_totp && !by_sms && !is_totp_shape(code) && !is_sms_shape(code) &&
      store::use_recovery_code(tx, user, recovery_digest(settings, user, code), call.now);
  if (!by_totp && !by_sms && !by_recovery)
    return not_confirmed(count_factor_failure(tx, call, settings, *live, k_action, code_wrong()));
  store::clear_factor_failures(tx, user);
  const std::string method = json_of({{"method", by_totp  ? "totp"
                                                 : by_sms ? "sms"
                                                          : "recovery_code"}});
  const UserAct act{k_action, user, audit::Outcome::ok, method, {}};
  if (by_recovery) {
    // Who needed a recovery code may have lost the device: it has to be replaced before anything
    // else.
    store::require_enrolment(tx, user);
    record_and_tell(tx, call, act, "user.recovery_code_used");
  } else {
    record(tx, call, act);
  }
  FactorOutcome outcome;
  outcome.grant = advance_session(tx, call, settings, *live, MfaLevel::second_factor);
  return outcome;
}

Result<FactorOutcome> confirm_session_by_code(Tx& tx, const Call& call, const Settings& settings,
                                              const Secret& token, std::string_view code) {
  auto live = load_confirming(tx, token, call.now);
  if (!live) return live.error();
  if (accept_totp(tx, settings, live->account, code, call.now))
    return confirmed(tx, call, settings, *live, FactorMethod::totp);
  if (accept_session_code(tx, settings, *live, code, call.now))
    return confirmed(tx, call, settings, *live, FactorMethod::sms);
  return not_confirmed(
      count_factor_failure(tx, call, settings, *live, "confirm_session", code_wrong()));
}

Result<FactorOutcome> confirm_session_by_password(Tx& tx, const Call& call,
                                                  const Settings& settings, const Secret& token,
                                                  bool matches) {
  auto live = load_confirming(tx, token, call.now);
  if (!live) return live.error();
  // A password that was seen must not undo what the second factor is for.
  if (has_factor(live->account))
    return refused("factor_required", "confirm with your second factor, not with the password");
  if (matches) return confirmed(tx, call, settings, *live, FactorMethod::password);
  Error wrong = invalid("password", "password_wrong", "the password is wrong");
  return not_confirmed(
      count_factor_failure(tx, call, settings, *live, "confirm_session", std::move(wrong)));
}

}  // namespace bursar::identity
