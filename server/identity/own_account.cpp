// Changing oneself. A new address counts only once its link was opened, and the former one is told.
#include "identity/own_account.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "identity/account.hpp"
#include "identity/account_store.hpp"
#include "identity/crypto.hpp"
#include "identity/grant.hpp"
#include "identity/link.hpp"
#include "identity/link_mail.hpp"
#include "identity/people_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::int64_t k_changes_per_day = 5;
constexpr std::size_t k_zone_max = 64;

UserId self(const Call& call) { return UserId{call.actor.key}; }

// Which zones there are is the browser's to know; here only that it can be the name of one.
Result<void> check_time_zone(std::string_view zone) {
  const bool fits = !zone.empty() && zone.size() <= k_zone_max &&
                    std::all_of(zone.begin(), zone.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
                    });
  if (fits) return ok();
  return invalid("time_zone", "time_zone_invalid", "this is not the name of a time zone");
}

Result<void> may_change_email(Tx& tx, const Call& call, const Settings& settings,
                              const store::Account& account, const std::string& email) {
  if (auto fit = check_email(email); !fit) return fit;
  if (!mails_links(tx, settings))
    return refused("mail_not_set_up",
                   "no mail leaves this installation: ask an administrator to change the address");
  if (fold_case(email) == fold_case(account.email))
    return invalid("email", "email_same", "this is your address already");
  if (!mails_links(tx, settings, email))
    return invalid("email", "email_invalid", "this is not an address that mail can be sent to");
  const Instant since = call.now.plus_ms(-k_day_ms);
  if (notify::count_since(tx, notify::Channel::mail, account.id.text(), "email_confirmation",
                          since) >= k_changes_per_day)
    return Error{ErrorKind::limited,
                 "too_many_attempts",
                 "five addresses a day are enough",
                 {},
                 {{"retry_after_s", "3600"}}};
  return ok();
}

}  // namespace

OwnAccount read_own_account(Tx& tx, const Call& call, const Settings& settings) {
  const UserId user = self(call);
  const auto account = store::find_account(tx, user);
  check(account.has_value(), "an account vanished during its session");
  Actor everywhere = call.actor;
  everywhere.scope = ScopeIssuer::installation();  // one's own roles, wherever they hold
  const auto detail =
      read_person(tx, {everywhere, call.now, call.ids, call.random}, settings, user);
  check(detail.has_value(), "one's own account cannot be read");
  OwnAccount own;
  own.user = detail->user;
  own.phone_masked = detail->phone_masked;
  own.recovery_codes_left = detail->recovery_codes_left;
  own.password_changed_at = store::password_changed_at(tx, user);
  if (const auto waiting = store::email_change_of(tx, user, call.now)) {
    own.waiting_email = waiting->email;
    own.waiting_email_until = waiting->expires_at;
  }
  own.unseen_alerts = store::unseen_alerts(tx, user);
  own.can_mail = mails_links(tx, settings);
  return own;
}

Result<OwnAccount> update_own_account(Tx& tx, const Call& call, const Settings& settings,
                                      const UpdateOwnAccount& command) {
  const UserId user = self(call);
  if (command.name)
    if (auto fit = check_name(trim(*command.name)); !fit) return fit.error();
  if (command.time_zone)
    if (auto fit = check_time_zone(*command.time_zone); !fit) return fit.error();
  if (!store::take_version(tx, user, command.version))
    return version_changed(store::find_account(tx, user)->version);
  if (command.name) store::save_name(tx, user, trim(*command.name));
  if (command.time_zone) store::save_time_zone(tx, user, *command.time_zone);
  std::string changed = command.name ? "name" : "";
  if (command.time_zone) changed.append(changed.empty() ? "" : " ").append("time_zone");
  record(tx, call,
         {"update_own_account", user, audit::Outcome::ok, json_of({{"changed", changed}}), {}});
  tell(tx, call, user, "user.changed", {{"user_id", user.text()}, {"changed", changed}});
  return read_own_account(tx, call, settings);
}

void ask_to_confirm(Tx& tx, const Call& call, const Settings& settings,
                    const store::Account& account, const std::string& email) {
  const IssuedLink link{make_token(call.random), call.now.plus_ms(settings.policy.reset_link_ms)};
  store::save_email_change(tx, {account.id, email, link.expires_at},
                           token_digest(link.token.reveal()), call.now);
  // Whether the address is free is its holder's to know: they alone can open the link.
  if (store::email_taken(tx, email)) mail_occupied(tx, call, account, email);
  else mail_confirmation(tx, call, settings, account, email, link);
}

Result<OwnAccount> request_email_change(Tx& tx, const Call& call, const Settings& settings,
                                        std::string_view email) {
  const UserId user = self(call);
  const auto account = store::find_account(tx, user);
  const std::string wanted(trim(email));
  if (auto may = may_change_email(tx, call, settings, *account, wanted); !may) return may.error();
  ask_to_confirm(tx, call, settings, *account, wanted);
  record(tx, call, {"request_email_change", user, audit::Outcome::ok, {}, {}});
  return read_own_account(tx, call, settings);
}

Result<OwnAccount> cancel_email_change(Tx& tx, const Call& call, const Settings& settings) {
  if (store::drop_email_change(tx, self(call)))
    record(tx, call, {"cancel_email_change", self(call), audit::Outcome::ok, {}, {}});
  return read_own_account(tx, call, settings);
}

Result<std::string> read_email_change(Tx& tx, const Secret& token, Instant now) {
  const auto change = store::find_email_change(tx, token_digest(token.reveal()), now);
  if (!change) return link_invalid();
  return change->email;
}

Result<std::string> confirm_email_change(Tx& tx, const Call& call, const Secret& token) {
  const auto change = store::find_email_change(tx, token_digest(token.reveal()), call.now);
  if (!change || !store::drop_email_change(tx, change->user)) return link_invalid();
  const auto account = store::find_account(tx, change->user);
  if (!account || account->state == UserState::disabled) return link_invalid();
  if (!store::save_email(tx, change->user, change->email, {}))
    return conflict("email_taken", "another account has this e-mail address");
  store::bump_version(tx, change->user);
  for (const LinkPurpose purpose : {LinkPurpose::invite, LinkPurpose::reset})
    store::drop_links(tx, purpose, change->user);
  const Actor actor = acting_as(call, change->user, change->email, {});
  const Call acting{actor, call.now, call.ids, call.random};
  record(tx, acting, {"confirm_email_change", change->user, audit::Outcome::ok, {}, {}});
  tell(tx, acting, change->user, "user.changed",
       {{"user_id", change->user.text()}, {"changed", "email"}});
  give_alert(tx, acting,
             {.kind = AlertKind::email_changed, .user = change->user, .also_to = account->email});
  return change->email;
}

}  // namespace bursar::identity
