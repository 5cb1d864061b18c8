// Accounts and their memberships. Nobody grants more than they hold, and the last administrator
// stays.
#include <algorithm>

#include "base/text.hpp"
#include "identity/account.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_email_max = 254;
constexpr std::size_t k_name_max = 120;

bool is_email(std::string_view email) {
  const std::size_t at = email.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) return false;
  if (email.find('@', at + 1) != std::string_view::npos || email.size() > k_email_max) return false;
  return std::all_of(email.begin(), email.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 0x7F;
  });
}

User shown(Tx& tx, const store::Account& account, const Scope& scope) {
  User user;
  user.id = account.id;
  user.email = account.email;
  user.name = account.name;
  user.state = account.state;
  user.totp_enrolled = !account.totp_sealed.empty();
  user.must_change_password = account.must_change_password;
  user.locale = account.locale;
  user.time_zone = account.time_zone;
  user.created_at = account.created_at;
  user.last_login_at = account.last_login_at;
  user.version = account.version;
  for (auto& membership : store::memberships(tx, account.id))
    if (covers(scope, membership.place)) user.memberships.push_back(std::move(membership));
  return user;
}

// Whether the acting user holds at `place` all that the role would grant there.
Result<void> may_grant(Tx& tx, const Call& call, RoleId role, const Place& place) {
  if (call.actor.kind != ActorKind::user) return ok();
  for (const auto& permission : store::role_permissions(tx, role)) {
    if (!covers(scope_of(tx, UserId{call.actor.key}, permission, call.now), place))
      return forbidden(permission);
  }
  return ok();
}

Result<store::Account> add_member(Tx& tx, const Call& call, const store::Account& account,
                                  std::string_view role_key, const Place& place) {
  const auto role = store::find_role(tx, role_key);
  if (!role)
    return invalid("role_key", "role_unknown", "there is no role " + std::string(role_key));
  if (auto allowed = may_grant(tx, call, *role, place); !allowed) return allowed.error();
  auto created = insert_checked(tx, call, account);
  if (!created) return created;
  store::insert_membership(tx, call, created->id, *role, place);
  return created;
}

store::Account account_of(std::string_view email, std::string_view name, const PasswordHash& hash) {
  store::Account account;
  account.email = trim(email);
  account.name = trim(name);
  account.state = UserState::active;
  account.password_hash = hash;
  return account;
}

// The account, when all its memberships lie inside the scope; what reaches further is not one's to
// change.
Result<store::Account> load_governed(Tx& tx, const Scope& scope, UserId user) {
  auto account = store::find_account(tx, user);
  if (!account) return not_found("user");
  for (const auto& membership : store::memberships(tx, user))
    if (!covers(scope, membership.place)) return not_found("user");
  return std::move(*account);
}

std::string role_facts(std::string_view role_key, const Place& place) {
  return json_of({{"role", std::string(role_key)},
                  {"scope", std::string(scope_kind_name(place.kind))},
                  {"company_id", place.company.text()},
                  {"merchant_id", place.merchant.text()}});
}

}  // namespace

std::string_view user_state_name(UserState state) {
  switch (state) {
    case UserState::invited: return "invited";
    case UserState::active: return "active";
    case UserState::locked: return "locked";
    case UserState::disabled: return "disabled";
  }
  return "disabled";
}

std::string_view scope_kind_name(ScopeKind kind) {
  switch (kind) {
    case ScopeKind::installation: return "installation";
    case ScopeKind::company: return "company";
    case ScopeKind::merchant: return "merchant";
  }
  return "installation";
}

Result<store::Account> insert_checked(Tx& tx, const Call& call, store::Account account) {
  if (!is_printable_utf8(account.email) || !is_email(account.email))
    return invalid("email", "email_invalid", "this is not an e-mail address");
  if (account.name.empty() || account.name.size() > k_name_max || !is_printable_utf8(account.name))
    return invalid("name", "name_invalid", "a name has 1 to 120 printable bytes");
  account.id = call.ids.next<UserId>();
  account.created_at = call.now;
  if (!store::insert_account(tx, account, call.now))
    return conflict("email_taken", "another account has this e-mail address");
  store::add_password_history(tx, call.ids, account.id, account.password_hash);
  return account;
}

Result<User> create_user(Tx& tx, const Call& call, const Settings& settings,
                         const CreateUser& command) {
  auto account = account_of(command.email, command.name, command.temporary_password);
  account.must_change_password = true;
  account.temporary_password_until = call.now.plus_ms(settings.policy.temporary_password_ms);
  auto created = add_member(tx, call, account, command.role_key, command.place);
  if (!created) return created.error();
  record_and_tell(tx, call,
                  {"create_user",
                   created->id,
                   audit::Outcome::ok,
                   role_facts(command.role_key, command.place),
                   {}},
                  "user.created");
  return shown(tx, *created, call.actor.scope);
}

Result<User> seed_user(Tx& tx, const Call& call, const SeedUser& command) {
  if (!installation(tx).demo) return refused("demo_only", "only a demo has seeded accounts");
  auto created = add_member(tx, call, account_of(command.email, command.name, command.password),
                            command.role_key, command.place);
  if (!created) return created.error();
  record(tx, call,
         {"seed_user",
          created->id,
          audit::Outcome::ok,
          role_facts(command.role_key, command.place),
          {}});
  return shown(tx, *created, call.actor.scope);
}

std::vector<User> list_users(Tx& tx, const Scope& scope, UserId after, std::int64_t limit) {
  std::vector<User> users;
  for (const UserId id : store::users_in_scope(tx, scope, after, limit))
    if (const auto account = store::find_account(tx, id))
      users.push_back(shown(tx, *account, scope));
  return users;
}

Result<User> disable_user(Tx& tx, const Call& call, UserId user) {
  const auto account = load_governed(tx, call.actor.scope, user);
  if (!account) return account.error();
  if (store::other_administrators(tx, user, call.now) == 0)
    return refused("last_administrator", "another active administrator must exist first");
  store::save_state(tx, user, UserState::disabled);
  store::revoke_sessions(tx, user, {}, call.now);
  record_and_tell(tx, call, {"disable_user", user, audit::Outcome::ok, {}, {}}, "user.disabled");
  return shown(tx, *store::find_account(tx, user), call.actor.scope);
}

Result<User> enable_user(Tx& tx, const Call& call, UserId user) {
  const auto account = load_governed(tx, call.actor.scope, user);
  if (!account) return account.error();
  if (account->state != UserState::disabled)
    return refused("not_disabled", "the account is not disabled");
  store::save_state(tx, user, UserState::active);
  store::note_login(tx, user, call.now);  // else the 90-day rule disables it again tonight
  record(tx, call, {"enable_user", user, audit::Outcome::ok, {}, {}});
  return shown(tx, *store::find_account(tx, user), call.actor.scope);
}

std::int64_t disable_unused_users(Tx& tx, const Call& call, const Settings& settings) {
  std::int64_t count = 0;
  for (const UserId user :
       store::accounts_unused_since(tx, call.now.plus_ms(-settings.policy.unused_account_ms)))
    if (disable_user(tx, call, user)) ++count;
  return count;
}

}  // namespace bursar::identity
