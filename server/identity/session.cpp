// The life of sessions. Deadlines are judged against the caller's instant only; a token is stored
// as its SHA-256, so no row of the database opens a session.
#include <algorithm>

#include "identity/crypto.hpp"
#include "identity/factor.hpp"
#include "identity/role_store.hpp"
#include "identity/security_policy.hpp"
#include "identity/session_limits.hpp"
#include "identity/trail.hpp"
#include "identity/view_as_store.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_user_agent_max = 256;

Visitor visitor_of(const store::SessionRow& row, const store::Account& account, Stage stage) {
  Visitor visitor;
  visitor.session = row.id;
  visitor.user = row.user;
  visitor.email = account.email;
  visitor.name = account.name;
  visitor.locale = account.locale;
  visitor.time_zone = account.time_zone;
  visitor.kind = row.kind;
  visitor.stage = stage;
  visitor.mfa_level = row.mfa_level;
  visitor.totp_enrolled = !account.totp_sealed.empty();
  visitor.passkeys = account.passkeys;
  visitor.last_seen_at = row.last_seen_at;
  visitor.idle_deadline = row.idle_deadline;
  visitor.absolute_deadline = row.absolute_deadline;
  visitor.fresh_until = row.fresh_until;
  visitor.has_phone = !account.phone_sealed.empty();
  visitor.phone_confirmed = account.phone_confirmed_at.has_value();
  return visitor;
}

void apply(const Rules& rules, Visitor& visitor) {
  visitor.profile = rules.profile;
  visitor.is_factor_waived = rules.demo_skips_factor;
  visitor.has_sms = rules.sms_enabled && visitor.phone_confirmed;
}

bool usable(const store::Account& account) {
  return account.state == UserState::active || account.state == UserState::locked;
}

}  // namespace

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::full: return "full";
    case Stage::must_verify_totp: return "must_verify_totp";
    case Stage::must_change_password: return "must_change_password";
    case Stage::must_enrol_totp: return "must_enrol_totp";
    case Stage::must_confirm_phone: return "must_confirm_phone";
  }
  return "full";
}

Stage stage_of(const store::Account& account, MfaLevel level, bool skip_factor,
               const Rules& rules) {
  const bool enrolled = has_factor(account);
  if (enrolled && level != MfaLevel::second_factor) return Stage::must_verify_totp;
  if (account.must_change_password) return Stage::must_change_password;
  const bool must_enrol = account.must_enrol_totp || (!enrolled && !skip_factor);
  if (must_enrol && rules.wants_phone() && !account.phone_confirmed_at)
    return Stage::must_confirm_phone;
  if (must_enrol) return Stage::must_enrol_totp;
  return Stage::full;
}

Rules rules_of(Tx& tx) {
  const SecurityPolicy policy = security_policy(tx);
  return {installation(tx).demo_skip_second_factor, policy.profile, policy.sms_enabled};
}

bool may_skip_factor(Tx& tx, const Rules& rules, UserId user, Instant now) {
  if (rules.demo_skips_factor) return true;
  if (!profile_of(rules.profile).has_closed_list) return false;
  const auto grants = store::grants(tx, user, {}, now);
  return std::none_of(grants.begin(), grants.end(), [](const auto& grant) {
    const Permission* permission = find_permission(grant.permission);
    return permission != nullptr && permission->needs_second_factor;
  });
}

Error signed_out() { return unauthenticated("signed_out", "nobody is signed in here"); }

std::optional<LiveSession> find_live(Tx& tx, const Secret& token, Instant now) {
  if (token.empty()) return std::nullopt;
  const auto row = store::find_live_session(tx, token_digest(token.reveal()), now);
  if (!row) return std::nullopt;
  const auto account = store::find_account(tx, row->user);
  if (!account || !usable(*account)) return std::nullopt;
  const Rules rules = rules_of(tx);
  const Stage stage =
      stage_of(*account, row->mfa_level, may_skip_factor(tx, rules, row->user, now), rules);
  // A full session owes nothing and a pre-session always owes something; else the policy has
  // changed.
  if ((row->kind == SessionKind::full) != (stage == Stage::full)) return std::nullopt;
  LiveSession live{*row, *account, visitor_of(*row, *account, stage)};
  apply(rules, live.visitor);
  return live;
}

Result<LiveSession> load_live(Tx& tx, const Secret& token, Instant now) {
  auto live = find_live(tx, token, now);
  if (!live) return signed_out();
  return std::move(*live);
}

std::optional<Visitor> find_session(Tx& tx, const Secret& token, SessionKind kind, Instant now) {
  const auto live = find_live(tx, token, now);
  if (!live || live->row.kind != kind) return std::nullopt;
  return live->visitor;
}

SessionGrant issue_session(Tx& tx, const Call& call, const Settings& settings, const Issue& issue) {
  const Policy& policy = settings.policy;
  const Rules rules = rules_of(tx);
  const Stage stage = stage_of(issue.account, issue.mfa_level,
                               may_skip_factor(tx, rules, issue.account.id, call.now), rules);
  const bool full = stage == Stage::full;
  store::InsertSession session;
  store::SessionRow& row = session.row;
  row.id = call.ids.next<SessionId>();
  row.user = issue.account.id;
  row.kind = full ? SessionKind::full : SessionKind::pre;
  row.mfa_level = issue.mfa_level;
  row.last_seen_at = call.now;
  const SecurityPolicy chosen = security_policy(tx);
  row.idle_deadline = call.now.plus_ms(full ? chosen.idle_ms() : policy.pre_session_ms);
  row.absolute_deadline =
      call.now.plus_ms(full ? chosen.sessions.hours * k_hour_ms : policy.pre_session_ms);
  row.fresh_until = full ? call.now.plus_ms(policy.fresh_ms) : call.now;
  const Secret token = make_token(call.random);
  session.token_digest = token_digest(token.reveal());
  session.ip = call.actor.ip;
  session.user_agent = issue.user_agent.substr(0, k_user_agent_max);
  store::insert_session(tx, session);
  if (full) keep_to_limit(tx, call, chosen.sessions.sessions_max, row.user);
  SessionGrant grant{token, visitor_of(row, issue.account, stage)};
  apply(rules, grant.visitor);
  return grant;
}

SessionGrant advance_session(Tx& tx, const Call& call, const Settings& settings,
                             const LiveSession& live, MfaLevel level) {
  const auto account = store::find_account(tx, live.row.user);
  check(account.has_value(), "an account vanished during its session");
  if (live.row.kind == SessionKind::pre) {
    store::revoke_session(tx, live.row.id, live.row.user, call.now);
    return issue_session(tx, call, settings,
                         {*account, level, store::session_user_agent(tx, live.row.id)});
  }
  store::InsertSession session;
  session.row = live.row;
  session.row.mfa_level = level;
  session.row.fresh_until = call.now.plus_ms(settings.policy.fresh_ms);
  const Secret token = make_token(call.random);
  session.token_digest = token_digest(token.reveal());
  store::renew_token(tx, session);
  SessionGrant grant{token, visitor_of(session.row, *account, Stage::full)};
  apply(rules_of(tx), grant.visitor);
  return grant;
}

std::optional<Error> factor_locked(const store::Account& account, Instant now) {
  if (!account.factor_locked_until || now >= *account.factor_locked_until) return std::nullopt;
  Error error{ErrorKind::limited,
              "too_many_attempts",
              "too many wrong codes or passwords, try later",
              {},
              {}};
  const std::int64_t wait_ms = account.factor_locked_until->ms - now.ms;
  error.details.emplace_back("retry_after_s", std::to_string((wait_ms + 999) / 1000));
  return error;
}

Error count_factor_failure(Tx& tx, const Call& call, const Settings& settings,
                           const LiveSession& live, std::string_view action, Error wrong) {
  const UserId user = live.row.user;
  const std::int64_t failures = store::add_factor_failure(tx, user);
  record(tx, call, {action, user, audit::Outcome::denied, {}, wrong.code});
  if (failures < settings.policy.factor_failures_max) return wrong;
  const Instant until = call.now.plus_ms(settings.policy.lock_ms);
  store::lock_factor(tx, user, until);
  store::revoke_session(tx, live.row.id, user, call.now);
  record_and_tell(tx, call,
                  {"lock_second_factor", user, audit::Outcome::denied, {}, "too_many_attempts"},
                  "user.locked");
  store::Account locked = live.account;
  locked.factor_locked_until = until;
  return *factor_locked(locked, call.now);
}

Result<void> touch_session(Tx& tx, SessionId session, Instant now) {
  store::save_touch(tx, session, now, now.plus_ms(security_policy(tx).idle_ms()));
  return ok();
}

std::string csrf_token(const Settings& settings, const Secret& session_token) {
  return keyed_digest(settings.keys.pepper, "csrf", session_token.reveal());
}

std::vector<SessionSummary> list_sessions(Tx& tx, UserId user, Instant now) {
  return store::live_sessions(tx, user, now);
}

Result<void> end_session(Tx& tx, const Call& call, SessionId session) {
  const UserId user{call.actor.key};
  if (!store::revoke_session(tx, session, user, call.now)) return not_found("session");
  record(tx, call,
         {"end_session", user, audit::Outcome::ok, json_of({{"session_id", session.text()}}), {}});
  return ok();
}

Result<void> sign_out(Tx& tx, const Call& call, const Secret& token) {
  const auto live = find_live(tx, token, call.now);
  if (!live) return ok();
  store::revoke_session(tx, live->row.id, live->row.user, call.now);
  const Actor actor = acting_as(call, live->row.user, live->account.email, live->row.id);
  if (const auto look = store::running_view(tx, live->row.id))
    (void)close_view(tx, {actor, call.now, call.ids, call.random}, *look, "signed_out");
  record(tx, {actor, call.now, call.ids, call.random},
         {"sign_out", live->row.user, audit::Outcome::ok, {}, {}});
  return ok();
}

Result<void> record_denial(Tx& tx, const Call& call, const Denial& denial) {
  audit::Entry entry;
  entry.action = denial.operation;
  entry.subject_kind = "permission";
  entry.subject_id = denial.permission;
  entry.outcome = audit::Outcome::denied;
  entry.reason = denial.reason;
  audit::record(tx, call, entry);
  return ok();
}

}  // namespace bursar::identity
