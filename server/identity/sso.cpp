// The use cases of signing in at a provider. They end in the same issue_session() as a password
// does: a temporary password, a missing factor and a disabled account count here as well.
#include "identity/sso.hpp"

#include "base/text.hpp"
#include "identity/crypto.hpp"
#include "identity/live_session.hpp"
#include "identity/sso_store.hpp"
#include "identity/trail.hpp"
#include "identity/webauthn_key.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_kept = 254;

// Whose sign-in this is: the linked account, or the one invited under the verified address.
std::optional<store::Account> account_of(Tx& tx, const Call& call, const SsoSettings& sso,
                                         const SsoSubject& subject, std::string& reason) {
  if (const auto linked = store::find_sso_user(tx, sso.issuer, subject.subject)) {
    store::note_sso_use(tx, sso.issuer, subject.subject, call.now);
    return store::find_account(tx, *linked);
  }
  reason = "sso_unknown_subject";
  if (!sso.links_by_email || subject.email.empty()) return std::nullopt;
  auto account = store::find_account_by_email(tx, fold_case(trim(subject.email)));
  if (!account) return std::nullopt;
  const bool fits = account->state == UserState::invited || account->state == UserState::active;
  if (!fits) return account;
  if (!store::insert_sso_identity(tx, sso.issuer, subject.subject, account->id, call.now))
    return std::nullopt;
  const Actor actor = acting_as(call, account->id, account->email, {});
  record_and_tell(
      tx, {actor, call.now, call.ids, call.random},
      {"link_sso_identity", account->id, audit::Outcome::ok, json_of({{"issuer", sso.issuer}}), {}},
      "user.sso_linked");
  return account;
}

// Why this account may not come in; "" when it may. Somebody invited is in with the first sign-in.
std::string standing(Tx& tx, store::Account& account, Instant now) {
  if (account.state == UserState::disabled) return "disabled";
  if (account.locked_until && now < *account.locked_until) return "account_locked";
  if (account.state == UserState::invited) {
    store::save_state(tx, account.id, UserState::active);
    account.state = UserState::active;
  }
  return {};
}

void note(Tx& tx, const Call& call, const std::optional<store::Account>& account,
          const SsoSubject& subject, const std::string& reason) {
  store::LoginEvent event;
  if (account) event.user = account->id;
  event.email_tried = (account ? account->email : subject.email).substr(0, k_kept);
  event.ok = reason.empty();
  event.reason = reason.empty() ? "sso" : reason;
  event.user_agent = subject.user_agent.substr(0, k_kept);
  store::insert_login_event(tx, call, event);
}

}  // namespace

Result<SsoAttempt> begin_sso(Tx& tx, const Call& call, const Settings& settings) {
  store::forget_past_sso_attempts(tx, call.now);
  SsoAttempt attempt{make_token(call.random), make_token(call.random), {}, {}};
  const std::string_view state = attempt.state.reveal();
  attempt.nonce = sso_nonce(settings, state);
  attempt.code_challenge = to_base64url(webauthn::sha256(sso_verifier(settings, state).reveal()));
  store::insert_sso_attempt(tx, call.ids.next_key(), token_digest(state),
                            token_digest(attempt.browser.reveal()), call.now,
                            call.now.plus_ms(k_sso_attempt_ms));
  return attempt;
}

Result<void> take_sso_attempt(Tx& tx, const Call& call, std::string_view state,
                              std::string_view browser) {
  if (!state.empty() && !browser.empty() &&
      store::use_sso_attempt(tx, token_digest(state), token_digest(browser), call.now))
    return ok();
  return refused("sso_attempt_invalid", "this sign-in was not begun here, or is over");
}

std::string sso_nonce(const Settings& settings, std::string_view state) {
  return keyed_digest(settings.keys.pepper, "sso nonce", state);
}

Secret sso_verifier(const Settings& settings, std::string_view state) {
  return Secret(keyed_digest(settings.keys.pepper, "sso verifier", state));
}

Result<std::optional<SessionGrant>> finish_sso(Tx& tx, const Call& call, const Settings& settings,
                                               const SsoSettings& sso, const SsoSubject& subject) {
  std::string reason;
  auto account = account_of(tx, call, sso, subject, reason);
  if (account) reason = standing(tx, *account, call.now);
  const Actor actor =
      account ? acting_as(call, account->id, account->email, {}) : acting_as(call, {}, "", {});
  const Call acting{actor, call.now, call.ids, call.random};
  note(tx, acting, account, subject, reason);
  const UserId user = account ? account->id : UserId{};
  if (!reason.empty()) {
    record(tx, acting, {"sign_in_by_sso", user, audit::Outcome::denied, {}, reason});
    return std::optional<SessionGrant>();
  }
  store::note_login(tx, user, call.now);
  const MfaLevel level = subject.has_second_factor ? MfaLevel::second_factor : MfaLevel::password;
  auto grant = issue_session(tx, acting, settings, {*account, level, subject.user_agent});
  record(tx, acting,
         {"sign_in_by_sso",
          user,
          audit::Outcome::ok,
          json_of({{"issuer", sso.issuer},
                   {"stage", std::string(stage_name(grant.visitor.stage))},
                   {"second_factor", subject.has_second_factor ? "provider" : "own"}}),
          {}});
  return std::optional(std::move(grant));
}

Result<void> record_sso_failure(Tx& tx, const Call& call, std::string_view reason) {
  record(tx, call,
         {"sign_in_by_sso", {}, audit::Outcome::denied, {}, std::string(reason.substr(0, k_kept))});
  return ok();
}

}  // namespace bursar::identity
