// Accounts and their memberships. Nobody grants more than they hold, and the last administrator
// stays.
#include <algorithm>

#include "base/text.hpp"
#include "identity/account.hpp"
#include "identity/grant.hpp"
#include "identity/invitation.hpp"
#include "identity/people_store.hpp"
#include "identity/role_store.hpp"
#include "identity/security_policy.hpp"
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

store::Account account_of(std::string_view email, std::string_view name, const PasswordHash& hash) {
  store::Account account;
  account.email = trim(email);
  account.name = trim(name);
  account.state = UserState::active;
  account.password_hash = hash;
  return account;
}

std::string grant_facts(const Grantee& grant) {
  return json_of({{"role", grant.role_key},
                  {"scope", std::string(scope_kind_name(grant.place.kind))},
                  {"company_id", grant.place.company.text()},
                  {"merchant_id", grant.place.merchant.text()},
                  {"project_id", grant.place.project.text()},
                  {"expires_at", grant.expires_at ? std::to_string(grant.expires_at->ms) : ""}});
}

Result<store::Account> add_member(Tx& tx, const Call& call, const store::Account& account,
                                  const Grantee& grant) {
  const auto role = grantable_role(tx, call, grant);
  if (!role) return role.error();
  auto created = insert_checked(tx, call, account);
  if (!created) return created;
  store::insert_membership(tx, call, created->id, role->id, grant.place, grant.expires_at);
  return created;
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
    case ScopeKind::project: return "project";
  }
  return "installation";
}

Result<void> check_email(std::string_view email) {
  if (!is_printable_utf8(email) || !is_email(email))
    return invalid("email", "email_invalid", "this is not an e-mail address");
  return ok();
}

Result<void> check_name(std::string_view name) {
  if (name.empty() || name.size() > k_name_max || !is_printable_utf8(name))
    return invalid("name", "name_invalid", "a name has 1 to 120 printable bytes");
  return ok();
}

Error email_taken() { return conflict("email_taken", "another account has this e-mail address"); }

Result<UserId> stood_for(Tx& tx, const Call& call, std::string_view email) {
  const auto holder = store::find_account_by_email(tx, fold_case(trim(email)));
  if (!holder) return UserId{};
  const Scope& scope = call.actor.scope;
  if (is_visible(tx, scope, holder->id)) return email_taken();
  for (const UserId other : store::stand_ins_of(tx, holder->id))
    if (is_visible(tx, scope, other)) return email_taken();
  return holder->id;
}

Result<store::Account> insert_checked(Tx& tx, const Call& call, store::Account account) {
  if (auto fit = check_email(account.email); !fit) return fit.error();
  if (auto fit = check_name(account.name); !fit) return fit.error();
  account.id = call.ids.next<UserId>();
  account.created_at = call.now;
  auto stands_for = stood_for(tx, call, account.email);
  if (!stands_for) return stands_for.error();
  account.stands_for = *stands_for;
  if (!store::insert_account(tx, account, call.now)) return email_taken();
  store::add_password_history(tx, call.ids, account.id, account.password_hash,
                              security_policy(tx).password.remembered);
  return account;
}

Result<User> create_user(Tx& tx, const Call& call, const Settings& settings,
                         const CreateUser& command) {
  auto account = account_of(command.email, command.name, command.temporary_password);
  account.must_change_password = true;
  account.temporary_password_until = call.now.plus_ms(settings.policy.temporary_password_ms);
  const Grantee grant{command.role_key, command.place, command.expires_at};
  auto created = add_member(tx, call, account, grant);
  if (!created) return created.error();
  record_and_tell(tx, call,
                  {"create_user", created->id, audit::Outcome::ok, grant_facts(grant), {}},
                  "user.created");
  return shown(tx, *created, call.actor.scope, call.now);
}

Result<InvitedUser> invite_user(Tx& tx, const Call& call, const Settings& settings,
                                const InviteUser& command) {
  // Nobody knows the password behind this hash; the invitation's own replaces it.
  auto account = account_of(command.email, command.name, settings.dummy_hash);
  account.state = UserState::invited;
  auto created = add_member(tx, call, account, command.grant);
  if (!created) return created.error();
  record(tx, call,
         {"invite_user", created->id, audit::Outcome::ok, grant_facts(command.grant), {}});
  auto link = create_user_link(tx, call, settings, created->id, LinkPurpose::invite);
  if (!link) return link.error();
  return InvitedUser{shown(tx, *created, call.actor.scope, call.now), std::move(*link)};
}

Result<User> seed_user(Tx& tx, const Call& call, const SeedUser& command) {
  if (!installation(tx).demo) return refused("demo_only", "only a demo has seeded accounts");
  const Grantee grant{command.role_key, command.place, {}};
  auto created =
      add_member(tx, call, account_of(command.email, command.name, command.password), grant);
  if (!created) return created.error();
  record(tx, call, {"seed_user", created->id, audit::Outcome::ok, grant_facts(grant), {}});
  return shown(tx, *created, call.actor.scope, call.now);
}

std::vector<User> list_users(Tx& tx, const Scope& scope, const ListUsers& filter, Instant now) {
  std::vector<User> users;
  for (const UserId id : store::find_people(tx, scope, filter, now))
    if (const auto account = store::find_account(tx, id))
      users.push_back(shown(tx, *account, scope, now));
  return users;
}

Result<User> disable_user(Tx& tx, const Call& call, UserId user) {
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  if (is_lasting_administrator(tx, user))
    if (auto remains = administrator_remains(tx, user); !remains) return remains.error();
  store::save_state(tx, user, UserState::disabled);
  store::revoke_sessions(tx, user, {}, call.now);
  for (const LinkPurpose purpose : {LinkPurpose::invite, LinkPurpose::reset})
    store::drop_links(tx, purpose, user);
  record_and_tell(tx, call, {"disable_user", user, audit::Outcome::ok, {}, {}}, "user.disabled");
  return shown(tx, *store::find_account(tx, user), call.actor.scope, call.now);
}

Result<User> enable_user(Tx& tx, const Call& call, UserId user) {
  const auto account = load_governed(tx, call, user);
  if (!account) return account.error();
  if (account->state != UserState::disabled)
    return refused("not_disabled", "the account is not disabled");
  // Whoever never chose a password of their own still has to be invited.
  const bool entered = account->last_login_at || account->must_change_password;
  store::save_state(tx, user, entered ? UserState::active : UserState::invited);
  store::note_enabled(tx, user, call.now);  // else the 90-day rule disables it again tonight
  record_and_tell(tx, call, {"enable_user", user, audit::Outcome::ok, {}, {}}, "user.enabled");
  return shown(tx, *store::find_account(tx, user), call.actor.scope, call.now);
}

std::int64_t disable_unused_users(Tx& tx, const Call& call, const Settings& settings) {
  std::int64_t count = 0;
  for (const UserId user :
       store::accounts_unused_since(tx, call.now.plus_ms(-settings.policy.unused_account_ms)))
    if (disable_user(tx, call, user)) ++count;
  return count;
}

}  // namespace bursar::identity
