// The installation's row, the built-in roles, and the one way the first administrator comes to be.
#include "base/text.hpp"
#include "identity/account.hpp"
#include "identity/crypto.hpp"
#include "identity/live_session.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

Error link_invalid() {
  return {ErrorKind::not_found, "link_invalid", "this link is unknown, used or expired", {}, {}};
}

void save_roles(Tx& tx) {
  for (const BuiltInRole& role : k_built_in_roles) {
    std::vector<std::string_view> granted;
    for (const Permission& permission : k_permissions)
      if (built_in_grants(role, permission)) granted.push_back(permission.key);
    store::save_built_in_role(tx, role);
    store::save_grants(tx, RoleId{role.row_key}, granted);
  }
}

std::int64_t life_of(const Policy& policy, LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::setup: return policy.setup_link_ms;
    case LinkPurpose::invite: return policy.invite_link_ms;
    case LinkPurpose::reset: return policy.reset_link_ms;
  }
  return policy.setup_link_ms;
}

IssuedLink issue_link(Tx& tx, const Call& call, const Settings& settings, LinkPurpose purpose,
                      UserId user) {
  store::drop_links(tx, purpose, user);
  IssuedLink link{make_token(call.random), call.now.plus_ms(life_of(settings.policy, purpose))};
  store::insert_link(tx, call, purpose, user, link);
  return link;
}

// Uses the link up. Errors: not_found/link_invalid.
Result<store::LinkRow> take_link(Tx& tx, LinkPurpose purpose, const Secret& token, Instant now) {
  const auto link = store::find_link(tx, purpose, token_digest(token.reveal()));
  if (!link || !store::use_link(tx, link->key, now)) return link_invalid();
  return *link;
}

}  // namespace

Installation installation(Tx& tx) {
  return store::find_installation(tx).value_or(Installation{Environment::live, false, false});
}

Result<void> install(Tx& tx, const Call& call, const Installation& wanted) {
  if (wanted.demo && wanted.environment != Environment::sandbox)
    return refused("demo_only", "only a sandbox can be a demo");
  if (wanted.demo_skip_second_factor && !wanted.demo)
    return refused("demo_only", "only a demo can skip the second factor");
  const auto stored = store::find_installation(tx);
  if (stored && stored->environment != wanted.environment)
    return conflict("environment_fixed", "this database belongs to the " +
                                             std::string(environment_name(stored->environment)) +
                                             " environment");
  if (!stored) store::insert_installation(tx, wanted, call.now);
  else store::update_demo_policy(tx, wanted);
  save_roles(tx);
  audit::Entry entry;
  entry.action = "install";
  entry.subject_kind = "installation";
  entry.after =
      json_of({{"environment", std::string(environment_name(wanted.environment))},
               {"demo", wanted.demo ? "true" : "false"},
               {"demo_skip_second_factor", wanted.demo_skip_second_factor ? "true" : "false"}});
  audit::record(tx, call, entry);
  return ok();
}

Result<IssuedLink> create_setup_link(Tx& tx, const Call& call, const Settings& settings) {
  if (store::any_account(tx)) return refused("setup_closed", "an account exists already");
  auto link = issue_link(tx, call, settings, LinkPurpose::setup, {});
  record(tx, call, {"create_setup_link", {}, audit::Outcome::ok, {}, {}});
  return link;
}

bool setup_open(Tx& tx, Instant now) {
  return !store::any_account(tx) && store::link_waiting(tx, LinkPurpose::setup, now);
}

Result<SessionGrant> accept_setup(Tx& tx, const Call& call, const Settings& settings,
                                  const AcceptSetup& command) {
  auto link = take_link(tx, LinkPurpose::setup, command.token, call.now);
  if (!link) return link.error();
  if (store::any_account(tx)) return link_invalid();
  store::Account account;
  account.email = trim(command.email);
  account.name = trim(command.name);
  account.state = UserState::active;
  account.password_hash = command.password;
  auto created = insert_checked(tx, call, account);
  if (!created) return created.error();
  store::insert_membership(tx, call, created->id, RoleId{k_administrator.row_key}, {});
  store::note_login(tx, created->id, call.now);
  auto grant = issue_session(tx, call, settings, {*created, MfaLevel::password, {}});
  const Actor actor = acting_as(call, created->id, created->email, grant.visitor.session);
  record(tx, {actor, call.now, call.ids, call.random},
         {"accept_setup", created->id, audit::Outcome::ok, {}, {}});
  return grant;
}

Result<IssuedLink> create_user_link(Tx& tx, const Call& call, const Settings& settings, UserId user,
                                    LinkPurpose purpose) {
  check(purpose != LinkPurpose::setup, "a set-up link belongs to no user");
  if (!store::find_account(tx, user)) return not_found("user");
  auto link = issue_link(tx, call, settings, purpose, user);
  record(tx, call,
         {purpose == LinkPurpose::invite ? "create_invite_link" : "create_reset_link",
          user,
          audit::Outcome::ok,
          {},
          {}});
  return link;
}

Result<UserId> accept_user_link(Tx& tx, const Call& call, const Secret& token, LinkPurpose purpose,
                                const PasswordHash& password) {
  check(purpose != LinkPurpose::setup, "a set-up link belongs to no user");
  auto link = take_link(tx, purpose, token, call.now);
  if (!link) return link.error();
  const auto account = store::find_account(tx, link->user);
  if (!account || account->state == UserState::disabled) return link_invalid();
  store::save_password(tx, account->id, password, call.now);
  store::add_password_history(tx, call.ids, account->id, password);
  store::revoke_sessions(tx, account->id, {}, call.now);
  const Actor actor = acting_as(call, account->id, account->email, {});
  record_and_tell(tx, {actor, call.now, call.ids, call.random},
                  {"accept_user_link", account->id, audit::Outcome::ok, {}, {}},
                  "user.password_changed");
  return account->id;
}

}  // namespace bursar::identity
