// The installation's row, the built-in roles, and the one way the first administrator comes to be.
#include "base/text.hpp"
#include "identity/account.hpp"
#include "identity/link.hpp"
#include "identity/live_session.hpp"
#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

void save_roles(Tx& tx) {
  for (const BuiltInRole& role : k_built_in_roles) {
    std::vector<std::string> granted;
    for (const Permission& permission : k_permissions)
      if (built_in_grants(role, permission)) granted.emplace_back(permission.key);
    store::save_built_in_role(tx, role);
    store::save_grants(tx, RoleId{role.row_key}, granted);
  }
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

}  // namespace bursar::identity
