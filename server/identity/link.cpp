// One-time links of set-up, invitations and resets. A link enters nobody: it sets a password, and
// the sign-in that follows asks for everything else.
#include "identity/link.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "identity/crypto.hpp"
#include "identity/grant.hpp"
#include "identity/link_mail.hpp"
#include "identity/people_store.hpp"
#include "identity/security_policy.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

/// A person is sent at most one reset link in this time, whoever asks how often.
constexpr std::int64_t k_reset_pause_ms = 5 * k_minute_ms;
constexpr std::int64_t k_resets_per_day = 10;

std::int64_t life_of(const Policy& policy, LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::setup: return policy.setup_link_ms;
    case LinkPurpose::invite: return policy.invite_link_ms;
    case LinkPurpose::reset: return policy.reset_link_ms;
  }
  return policy.setup_link_ms;
}

bool fits(const store::Account& account, LinkPurpose purpose) {
  if (purpose == LinkPurpose::invite) return account.state == UserState::invited;
  return account.state == UserState::active || account.state == UserState::locked;
}

}  // namespace

// Told to the holder of the link alone.
Error joins_elsewhere() {
  return refused("sign_in_to_join",
                 "this address has an account already: sign in with it and accept the invitation "
                 "under My profile");
}

Error link_invalid() {
  return {ErrorKind::not_found, "link_invalid", "this link is unknown, used or expired", {}, {}};
}

IssuedLink issue_link(Tx& tx, const Call& call, const Settings& settings, LinkPurpose purpose,
                      UserId user) {
  store::drop_links(tx, purpose, user);
  IssuedLink link{make_token(call.random), call.now.plus_ms(life_of(settings.policy, purpose))};
  store::insert_link(tx, call, purpose, user, link);
  return link;
}

Result<store::LinkRow> take_link(Tx& tx, LinkPurpose purpose, const Secret& token, Instant now) {
  const auto link = store::find_link(tx, purpose, token_digest(token.reveal()));
  if (!link || !store::use_link(tx, link->key, now)) return link_invalid();
  return *link;
}

Result<IssuedLink> create_user_link(Tx& tx, const Call& call, const Settings& settings, UserId user,
                                    LinkPurpose purpose) {
  check(purpose != LinkPurpose::setup, "a set-up link belongs to no user");
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  if (!fits(*account, purpose))
    return refused("state_unfit", "an account that is " +
                                      std::string(user_state_name(account->state)) +
                                      " takes no such link");
  auto link = issue_link(tx, call, settings, purpose, user);
  const bool invites = purpose == LinkPurpose::invite;
  record(tx, call,
         {invites ? "create_invite_link" : "create_reset_link", user, audit::Outcome::ok, {}, {}});
  tell(tx, call, user, invites ? "user.invited" : "user.reset_link_created",
       {{"user_id", user.text()},
        {"locale", account->locale},
        {"by", call.actor.name},
        {"expires_at", std::to_string(link.expires_at.ms)}});
  link.is_mailed = mail_link(tx, call, settings, purpose, *account, link);
  return link;
}

Result<bool> request_reset(Tx& tx, const Call& call, const Settings& settings,
                           std::string_view email) {
  const auto account = store::find_account_by_email(tx, fold_case(trim(email)));
  const bool known = account && fits(*account, LinkPurpose::reset);
  const UserId user = account ? account->id : UserId{};
  const Actor actor = acting_as(call, user, account ? account->email : "", {});
  const Call acting{actor, call.now, call.ids, call.random};
  record(tx, acting,
         {"request_reset", user, known ? audit::Outcome::ok : audit::Outcome::denied, {}, {}});
  if (!known) return false;
  const auto open = store::link_open_until(tx, LinkPurpose::reset, user, call.now);
  const Instant soonest = call.now.plus_ms(settings.policy.reset_link_ms - k_reset_pause_ms);
  if (open && *open > soonest) return false;
  tell(tx, acting, user, "user.password_reset_requested", {{"user_id", user.text()}});
  // Without a way to the person a link would only be a key lying about.
  if (!mails_links(tx, settings, account->email)) return false;
  if (notify::count_since(tx, notify::Channel::mail, user.text(), "password_reset",
                          call.now.plus_ms(-k_day_ms)) >= k_resets_per_day)
    return false;
  const auto link = issue_link(tx, acting, settings, LinkPurpose::reset, user);
  return mail_link(tx, acting, settings, LinkPurpose::reset, *account, link);
}

Result<LinkView> read_link(Tx& tx, const Secret& token, LinkPurpose purpose, Instant now) {
  check(purpose != LinkPurpose::setup, "a set-up link belongs to no user");
  const auto link = store::find_link(tx, purpose, token_digest(token.reveal()));
  if (!link || link->used || now >= link->expires_at) return link_invalid();
  const auto account = store::find_account(tx, link->user);
  if (!account || !fits(*account, purpose)) return link_invalid();
  if (account->stands_for) return joins_elsewhere();
  const PasswordPolicy policy = security_policy(tx).password;
  return LinkView{account->id,
                  account->email,
                  account->name,
                  link->expires_at,
                  store::password_history(tx, account->id, policy.remembered),
                  policy};
}

Result<PasswordHash> prove_link_password(const Settings& settings, CryptoRandom& random,
                                         const LinkView& link, const Secret& wanted) {
  auto hash = prepare_password(settings, random, wanted, {link.email, link.name}, link.policy);
  if (!hash) return hash;
  const bool reused = std::any_of(
      link.earlier.begin(), link.earlier.end(),
      [&](const PasswordHash& earlier) { return verify_password(settings, earlier, wanted); });
  if (reused) return password_reused("password", link.policy);
  return hash;
}

Result<UserId> accept_user_link(Tx& tx, const Call& call, const Secret& token, LinkPurpose purpose,
                                const PasswordHash& password) {
  check(purpose != LinkPurpose::setup, "a set-up link belongs to no user");
  const auto meant = store::find_link(tx, purpose, token_digest(token.reveal()));
  const auto whose = meant ? store::find_account(tx, meant->user) : std::nullopt;
  if (whose && whose->stands_for) return joins_elsewhere();
  auto link = take_link(tx, purpose, token, call.now);
  if (!link) return link.error();
  const auto account = store::find_account(tx, link->user);
  if (!account || !fits(*account, purpose)) return link_invalid();
  store::save_password(tx, account->id, password, call.now);
  store::add_password_history(tx, call.ids, account->id, password,
                              security_policy(tx).password.remembered);
  store::revoke_sessions(tx, account->id, {}, call.now);
  const Actor actor = acting_as(call, account->id, account->email, {});
  record_and_tell(
      tx, {actor, call.now, call.ids, call.random},
      {"accept_user_link", account->id, audit::Outcome::ok, {}, {}},
      purpose == LinkPurpose::invite ? "user.invitation_accepted" : "user.password_changed");
  return account->id;
}

}  // namespace bursar::identity
