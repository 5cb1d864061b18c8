// One person as an administrator sees and helps them: details, sessions, sign-ins, and the ways
// back in. Nobody can see or set another person's password or factor.
#include <algorithm>

#include "base/text.hpp"
#include "identity/account.hpp"
#include "identity/account_store.hpp"
#include "identity/alert.hpp"
#include "identity/confirmation.hpp"
#include "identity/crypto.hpp"
#include "identity/factor.hpp"
#include "identity/grant.hpp"
#include "identity/invitation.hpp"
#include "identity/link_mail.hpp"
#include "identity/own_account.hpp"
#include "identity/people_store.hpp"
#include "identity/phone_number.hpp"
#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

// Reading needs the person in reach, not in one's power.
Result<store::Account> load_visible(Tx& tx, const Scope& scope, UserId user) {
  auto account = store::find_account(tx, user);
  if (!account) return not_found("user");
  if (!is_visible(tx, scope, user)) return not_found("user");
  return std::move(*account);
}

// The same questions that a change would be asked, with the scope that changing needs.
bool is_governed(Tx& tx, const Call& call, UserId user) {
  if (call.actor.kind != ActorKind::user) return true;
  Actor actor = call.actor;
  actor.scope = scope_of(tx, UserId{call.actor.key}, "users:write", call.now);
  return load_governed(tx, {actor, call.now, call.ids, call.random}, user).has_value();
}

// Once somebody works under an address, another one has to say that it is theirs.
bool has_to_confirm(Tx& tx, const Settings& settings, const store::Account& account,
                    const std::string& email) {
  return account.last_login_at && !account.stands_for && mails_links(tx, settings, email);
}

Result<void> place_email(Tx& tx, const Call& call, const store::Account& account,
                         const std::string& email) {
  const bool same = fold_case(email) == fold_case(account.email);
  // Without mail the new address cannot say that it is theirs, and its refusal would tell whether
  // it is in use somewhere out of the asker's sight: only who sees everybody may be told.
  if (!same && account.last_login_at && !call.actor.scope.everything())
    return refused("address_needs_mail",
                   "the address of somebody who works here changes by a mail, and no mail is set "
                   "up; ask an administrator of the installation");
  auto stands_for = same ? account.stands_for : UserId{};
  if (!same && !account.last_login_at) {
    const auto other = stood_for(tx, call, email);
    if (!other) return other.error();
    stands_for = *other;
  }
  if (!store::save_email(tx, account.id, email, stands_for)) return email_taken();
  return ok();
}

Result<void> apply(Tx& tx, const Call& call, const Settings& settings,
                   const store::Account& account, const UpdateUser& command) {
  if (command.name) store::save_name(tx, command.id, trim(*command.name));
  if (command.email) {
    const std::string email(trim(*command.email));
    if (has_to_confirm(tx, settings, account, email)) {
      if (fold_case(email) != fold_case(account.email))
        ask_to_confirm(tx, call, settings, account, email);
    } else {
      if (auto placed = place_email(tx, call, account, email); !placed) return placed;
      // Links are bound to the address they were made for.
      for (const LinkPurpose purpose : {LinkPurpose::invite, LinkPurpose::reset})
        store::drop_links(tx, purpose, command.id);
    }
  }
  if (command.phone) {
    const std::string sealed =
        command.phone->empty() ? std::string()
                               : seal(settings.keys.totp_key, call.random,
                                      parse_phone(*command.phone)->text, phone_place(command.id));
    // Its person has to confirm it before any code goes there.
    store::save_phone(tx, command.id, sealed, call.now);
  }
  return ok();
}

Result<void> check_update(const UpdateUser& command) {
  if (command.name)
    if (auto fit = check_name(trim(*command.name)); !fit) return fit;
  if (command.email)
    if (auto fit = check_email(trim(*command.email)); !fit) return fit;
  if (command.phone && !command.phone->empty())
    if (auto fit = parse_phone(*command.phone); !fit) return fit.error();
  return ok();
}

std::string changed_names(const UpdateUser& command) {
  std::string names;
  const auto add = [&](bool changed, std::string_view name) {
    if (changed) names.append(names.empty() ? "" : " ").append(name);
  };
  add(command.name.has_value(), "name");
  add(command.email.has_value(), "email");
  add(command.phone.has_value(), "phone");
  return names;
}

// `is_seconded`: another administrator has agreed.
Result<User> reset_factor(Tx& tx, const Call& call, UserId user, bool is_seconded) {
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  if (call.actor.kind == ActorKind::user && call.actor.key == user.key)
    return refused("own_factor", "move your own second factor on the page of your account");
  if (!has_factor(*account)) return refused("no_factor", "this account has no second factor");
  // One administrator alone must not be able to take another one's place.
  if (!is_seconded && is_administrator(tx, user))
    return refused("second_administrator_required",
                   "resetting an administrator's second factor needs a second administrator");
  store::clear_factor(tx, user);
  store::bump_version(tx, user);
  store::revoke_sessions(tx, user, {}, call.now);
  record_and_tell(tx, call, {"reset_second_factor", user, audit::Outcome::ok, {}, {}},
                  "user.second_factor_changed");
  return shown(tx, *store::find_account(tx, user), call.actor.scope, call.now);
}

}  // namespace

bool is_administrator(Tx& tx, UserId user) {
  const auto memberships = store::memberships(tx, user);
  return std::any_of(memberships.begin(), memberships.end(), [](const Membership& membership) {
    return membership.role.key == k_administrator.row_key;
  });
}

Result<PersonDetail> read_person(Tx& tx, const Call& call, const Settings& settings, UserId user) {
  const auto account = load_visible(tx, call.actor.scope, user);
  if (!account) return account.error();
  PersonDetail detail;
  detail.user = shown(tx, *account, call.actor.scope, call.now);
  if (!account->phone_sealed.empty())
    if (const auto phone = unseal(settings.keys.totp_key, account->phone_sealed, phone_place(user)))
      detail.phone_masked = masked_phone(phone->reveal());
  detail.phone_confirmed = account->phone_confirmed_at.has_value();
  const auto ahead = [&](const std::optional<Instant>& at) {
    return at && *at > call.now ? at : std::nullopt;
  };
  detail.locked_until = ahead(account->locked_until);
  detail.factor_locked_until = ahead(account->factor_locked_until);
  detail.temporary_password_until = account->temporary_password_until;
  detail.invitation_until = store::link_open_until(tx, LinkPurpose::invite, user, call.now);
  detail.recovery_codes_left = store::recovery_codes_left(tx, user);
  detail.live_api_keys = store::live_api_keys(tx, user, call.now);
  detail.is_governed = is_governed(tx, call, user);
  return detail;
}

Result<User> update_user(Tx& tx, const Call& call, const Settings& settings,
                         const UpdateUser& command) {
  if (auto fit = check_update(command); !fit) return fit.error();
  const auto account = load_governed(tx, call, command.id);
  if (!account) return account.error();
  if (!store::take_version(tx, command.id, command.version))
    return version_changed(account->version);
  if (auto done = apply(tx, call, settings, *account, command); !done) return done.error();
  // Addresses and numbers stay out of the trail; that they changed is what it has to tell.
  record(tx, call,
         {"update_user",
          command.id,
          audit::Outcome::ok,
          json_of({{"changed", changed_names(command)}}),
          {}});
  tell(tx, call, command.id, "user.changed",
       {{"user_id", command.id.text()}, {"changed", changed_names(command)}});
  const auto now = store::find_account(tx, command.id);
  if (fold_case(now->email) != fold_case(account->email)) {
    (void)store::drop_email_change(tx, command.id);
    give_alert(tx, call,
               {.kind = AlertKind::email_changed, .user = command.id, .also_to = account->email});
  }
  if (command.phone) give_alert(tx, call, {.kind = AlertKind::phone_changed, .user = command.id});
  return shown(tx, *now, call.actor.scope, call.now);
}

Result<std::vector<SessionSummary>> list_user_sessions(Tx& tx, const Call& call, UserId user) {
  const auto account = load_visible(tx, call.actor.scope, user);
  if (!account) return account.error();
  return store::live_sessions(tx, user, call.now);
}

Result<void> end_user_session(Tx& tx, const Call& call, UserId user, SessionId session) {
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  if (!store::revoke_session(tx, session, user, call.now)) return not_found("session");
  record_and_tell(
      tx, call,
      {"end_user_session", user, audit::Outcome::ok, json_of({{"session_id", session.text()}}), {}},
      "user.session_ended");
  return ok();
}

Result<std::int64_t> end_user_sessions(Tx& tx, const Call& call, UserId user) {
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  // One's own present session stays: ending it is signing out.
  const SessionId kept = call.actor.key == user.key ? call.actor.session : SessionId{};
  const std::int64_t ended = store::revoke_sessions(tx, user, kept, call.now);
  record_and_tell(tx, call,
                  {"end_user_sessions",
                   user,
                   audit::Outcome::ok,
                   json_of({{"ended", std::to_string(ended)}}),
                   {}},
                  "user.session_ended");
  return ended;
}

Result<std::vector<LoginRecord>> list_logins(Tx& tx, const Call& call, UserId user,
                                             std::int64_t before, std::int64_t limit) {
  const auto account = load_visible(tx, call.actor.scope, user);
  if (!account) return account.error();
  return store::login_records(tx, user, before, limit);
}

Result<User> require_password_change(Tx& tx, const Call& call, UserId user) {
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  if (account->state == UserState::invited || account->state == UserState::disabled)
    return refused("state_unfit", "an account that is " +
                                      std::string(user_state_name(account->state)) +
                                      " has no password to change");
  store::require_password_change(tx, user);
  store::bump_version(tx, user);
  store::revoke_sessions(tx, user, {}, call.now);
  record_and_tell(tx, call, {"require_password_change", user, audit::Outcome::ok, {}, {}},
                  "user.password_change_required");
  return shown(tx, *store::find_account(tx, user), call.actor.scope, call.now);
}

Result<User> reset_second_factor(Tx& tx, const Call& call, UserId user) {
  return reset_factor(tx, call, user, false);
}

Result<User> reset_administrator_factor(Tx& tx, const Call& call, UserId user,
                                        const SecondPeople& second) {
  const bool is_seconded =
      second.is_trial || std::any_of(second.people.begin(), second.people.end(), [&](UserId other) {
        if (other == user || other.key == call.actor.key) return false;
        Actor actor;
        actor.kind = ActorKind::user;
        actor.key = other.key;
        actor.scope = scope_of(tx, other, "users:reset", call.now);
        return load_governed(tx, {actor, call.now, call.ids, call.random}, user).has_value();
      });
  return reset_factor(tx, call, user, is_seconded);
}

}  // namespace bursar::identity
