// Sign-in in three steps. Unknown account, wrong password, locked and disabled take the same path,
// cost one Argon2id run and get the same answer; what really happened stands in login_event and
// audit.
#include "base/text.hpp"
#include "identity/crypto.hpp"
#include "identity/device.hpp"
#include "identity/live_session.hpp"
#include "identity/password_hash.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_email_kept = 254;
constexpr std::size_t k_device_length = 22;  // 16 bytes in base64url
constexpr std::int64_t k_failures_worth_telling = 3;

std::string device_mac(const Settings& settings, UserId user, std::string_view device) {
  return keyed_digest(settings.keys.pepper, "device", user.text() + ":" + std::string(device));
}

// The device of a cookie that this account was given before; '' is every other device.
std::string known_device(const Settings& settings, UserId user, std::string_view token) {
  if (token.size() <= k_device_length + 1 || token[k_device_length] != '.') return {};
  const std::string_view device = token.substr(0, k_device_length);
  if (!equal_constant_time(device_mac(settings, user, device), token.substr(k_device_length + 1)))
    return {};
  return std::string(device);
}

Secret make_device_token(const Settings& settings, CryptoRandom& random, UserId user) {
  const std::string device = to_base64url(random_bytes(random, 16));
  return Secret(device + "." + device_mac(settings, user, device));
}

bool is_past(const std::optional<Instant>& limit, Instant now) { return limit && now >= *limit; }

// Why this account may not try now; "" when it may.
std::string standing(Tx& tx, const store::Account& account, std::string_view device, Instant now) {
  if (account.state == UserState::disabled || account.state == UserState::invited)
    return std::string(user_state_name(account.state));
  if (account.locked_until && now < *account.locked_until) return "account_locked";
  const auto until = store::device_locked_until(tx, account.id, device);
  if (until && now < *until) return "device_locked";
  return {};
}

// One sign-in being recorded.
struct Trial {
  const LoginAttempt& attempt;
  std::optional<store::Account> account;
  std::string device;
};

std::string refusal_of(Tx& tx, const Trial& trial, const LoginCheck& check, const LoginProof& proof,
                       Instant now) {
  if (!trial.account) return "unknown_user";
  const store::Account& account = *trial.account;
  if (auto reason = standing(tx, account, trial.device, now); !reason.empty()) return reason;
  // A hash that changed since the load step proves nothing about the present password.
  const bool same_hash = account.password_hash == check.hash;
  if (!check.may_try || !same_hash || !proof.matches) return "wrong_password";
  if (is_past(account.temporary_password_until, now)) return "temporary_password_expired";
  return {};
}

void count_failure(Tx& tx, const Call& call, const Settings& settings, const Trial& trial) {
  const UserId user = trial.account->id;
  const Instant until = call.now.plus_ms(settings.policy.lock_ms);
  if (store::add_device_failure(tx, user, trial.device) >= settings.policy.device_failures_max)
    store::lock_device(tx, user, trial.device, until);
  if (store::add_account_failure(tx, user) < settings.policy.account_failures_max) return;
  store::lock_account(tx, user, until);
  record_and_tell(tx, call,
                  {"lock_account", user, audit::Outcome::denied, {}, "too many wrong passwords"},
                  "user.locked");
}

Visit visit_of(const Call& call, const Trial& trial) {
  return {trial.account ? trial.account->id : UserId{}, trial.device, trial.attempt.user_agent,
          call.actor.ip};
}

store::LoginEvent event_of(Tx& tx, const Call& call, const Trial& trial, std::string_view reason) {
  store::LoginEvent event;
  if (trial.account) event.user = trial.account->id;
  event.email_tried = trial.attempt.email.substr(0, k_email_kept);
  event.ok = reason.empty();
  event.reason = reason;
  event.user_agent = trial.attempt.user_agent.substr(0, k_email_kept);
  const Sighting sighting = sight(tx, visit_of(call, trial));
  event.known_device = sighting.known_device;
  event.network = sighting.network;
  // Nothing is usual before the first sign-in.
  const bool compares = trial.account && trial.account->last_login_at;
  event.is_unusual = compares && !(sighting.known_device && sighting.known_network);
  return event;
}

void record_refusal(Tx& tx, const Call& call, const Settings& settings, const Trial& trial,
                    const std::string& reason) {
  const UserId user = trial.account ? trial.account->id : UserId{};
  if (reason == "wrong_password") count_failure(tx, call, settings, trial);
  store::insert_login_event(tx, call, event_of(tx, call, trial, reason));
  record(tx, call, {"sign_in", user, audit::Outcome::denied, {}, reason});
}

LoginOutcome record_success(Tx& tx, const Call& call, const Settings& settings,
                            const Trial& trial) {
  const store::Account& account = *trial.account;
  store::clear_login_failures(tx, account.id, trial.device);
  store::note_login(tx, account.id, call.now);
  LoginOutcome outcome;
  outcome.grant =
      issue_session(tx, call, settings, {account, MfaLevel::password, trial.attempt.user_agent});
  const store::LoginEvent event = event_of(tx, call, trial, {});
  store::insert_login_event(tx, call, event);
  Visit visit = visit_of(call, trial);
  if (trial.device.empty()) {
    outcome.device_token = make_device_token(settings, call.random, account.id);
    visit.device = outcome.device_token.reveal().substr(0, k_device_length);
  }
  remember(tx, call, visit);
  const UserAct act{"sign_in",
                    account.id,
                    audit::Outcome::ok,
                    json_of({{"stage", std::string(stage_name(outcome.grant->visitor.stage))}}),
                    {}};
  record(tx, call, act);
  const auto hear = [&](std::string_view event_type) {
    tell(tx, call, account.id, event_type, {{"user_id", account.id.text()}, {"ip", call.actor.ip}});
  };
  if (account.failed_logins >= k_failures_worth_telling) hear("user.signed_in_after_failures");
  // The very first device is the one the account was made for.
  if (!event.known_device && account.last_login_at) hear("user.signed_in_on_unknown_device");
  return outcome;
}

}  // namespace

Error login_failed() {
  return unauthenticated("login_failed", "the e-mail address or the password is wrong");
}

LoginCheck load_login(Tx& tx, const Settings& settings, const LoginAttempt& attempt, Instant now) {
  const auto account = store::find_account_by_email(tx, fold_case(trim(attempt.email)));
  if (!account) return {{}, settings.dummy_hash, false};
  const std::string device = known_device(settings, account->id, attempt.device_token);
  if (!standing(tx, *account, device, now).empty())
    return {account->id, settings.dummy_hash, false};
  return {account->id, account->password_hash, true};
}

LoginProof prove_login(const Settings& settings, CryptoRandom& random, const LoginCheck& check,
                       const Secret& password) {
  LoginProof proof;
  proof.matches = verify_password(settings, check.hash, password) && check.may_try;
  if (proof.matches && is_outdated(settings, check.hash))
    proof.upgraded = hash_password(settings, random, password);
  return proof;
}

Result<LoginOutcome> record_login(Tx& tx, const Call& call, const Settings& settings,
                                  const LoginAttempt& attempt, const LoginCheck& check,
                                  const LoginProof& proof) {
  Trial trial{attempt, {}, {}};
  if (check.user) trial.account = store::find_account(tx, check.user);
  if (trial.account) trial.device = known_device(settings, check.user, attempt.device_token);
  const Actor actor = trial.account ? acting_as(call, check.user, trial.account->email, {})
                                    : acting_as(call, {}, "", {});
  const Call acting{actor, call.now, call.ids, call.random};
  const std::string reason = refusal_of(tx, trial, check, proof, call.now);
  if (!reason.empty()) {
    record_refusal(tx, acting, settings, trial, reason);
    return LoginOutcome{};
  }
  if (proof.upgraded) store::replace_hash(tx, check.user, check.hash, *proof.upgraded);
  return record_success(tx, acting, settings, trial);
}

}  // namespace bursar::identity
