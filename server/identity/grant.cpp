// The rules of giving: compared are places and permissions, never role names.
#include "identity/grant.hpp"

#include <algorithm>

#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr Instant k_no_end{INT64_MAX - 1};

}  // namespace

Holdings::Holdings(Tx& tx, UserId user, Instant now) {
  for (auto& capability : capabilities(tx, user, now))
    scopes_.emplace(std::string(capability.permission), std::move(capability.scope));
}

bool Holdings::holds(std::string_view permission, const Place& place) const {
  const auto found = scopes_.find(permission);
  return found != scopes_.end() && covers(found->second, place);
}

Result<void> may_give(Tx& tx, const Call& call, const Gift& gift) {
  if (call.actor.kind != ActorKind::user) return ok();
  const UserId giver{call.actor.key};
  const Holdings mine(tx, giver, call.now);
  // What has no effect at a project is not given there.
  const auto is_given = [&gift](const std::string& permission) {
    return gift.place.kind != ScopeKind::project || counts_at(permission, gift.place);
  };
  for (const auto& permission : gift.permissions)
    if (is_given(permission) && !mine.holds(permission, gift.place)) return forbidden(permission);
  // Whoever holds something for a while must not make it last, least of all for themselves.
  const Holdings to_the_end(tx, giver, gift.expires_at ? gift.expires_at->plus_ms(-1) : k_no_end);
  for (const auto& permission : gift.permissions)
    if (is_given(permission) && !to_the_end.holds(permission, gift.place))
      return refused("outlasts_own", "you hold " + permission +
                                         " there for a limited time only: give it an end before "
                                         "your own");
  return ok();
}

Result<Role> grantable_role(Tx& tx, const Call& call, const Grantee& grant) {
  auto role = store::find_role(tx, grant.role_key);
  const Scope& scope = call.actor.scope;
  // A role of a company that is out of reach must look like one that does not exist.
  if (!role || (role->company && !scope.contains(role->company)))
    return invalid("role_key", "role_unknown", "there is no role " + grant.role_key);
  if (role->company && role->company != grant.place.company)
    return refused("role_foreign", "the role " + role->name + " belongs to another company");
  if (grant.expires_at && *grant.expires_at <= call.now)
    return invalid("expires_at", "expiry_past", "the end must lie in the future");
  const auto works = [&grant](const std::string& key) { return counts_at(key, grant.place); };
  if (std::none_of(role->permissions.begin(), role->permissions.end(), works))
    return invalid("role_key", "role_without_effect",
                   "nothing of the role " + role->name + " has effect at such a place");
  if (auto may = may_give(tx, call, {role->permissions, grant.place, grant.expires_at}); !may)
    return may.error();
  return std::move(*role);
}

Result<store::Account> load_governed(Tx& tx, const Call& call, UserId user) {
  auto account = store::find_account(tx, user);
  if (!account) return not_found("user");
  const auto memberships = store::memberships(tx, user);
  if (memberships.empty() && !call.actor.scope.everything()) return not_found("user");
  for (const auto& membership : memberships)
    if (!covers(call.actor.scope, membership.place)) return not_found("user");
  if (call.actor.kind != ActorKind::user || call.actor.key == user.key) return std::move(*account);
  const Holdings mine(tx, UserId{call.actor.key}, call.now);
  for (const auto& grant : store::grants(tx, user, {}, call.now)) {
    const bool counts = counts_at(grant.permission, grant.place);
    if (counts && !mine.holds(grant.permission, grant.place)) return forbidden(grant.permission);
  }
  return std::move(*account);
}

bool is_lasting_administrator(Tx& tx, UserId user) {
  const auto memberships = store::memberships(tx, user);
  return std::any_of(memberships.begin(), memberships.end(), [](const Membership& membership) {
    return membership.role.key == k_administrator.row_key && !membership.expires_at &&
           membership.place.kind == ScopeKind::installation;
  });
}

Result<void> administrator_remains(Tx& tx, UserId without) {
  if (store::other_administrators(tx, without) > 0) return ok();
  return refused("last_administrator",
                 "another active administrator without an end must exist first");
}

Error version_changed(std::int64_t now_at) {
  return conflict("version_changed", "somebody else has changed this meanwhile; version is now " +
                                         std::to_string(now_at));
}

User shown(Tx& tx, const store::Account& account, const Scope& scope, Instant now) {
  User user;
  user.id = account.id;
  user.email = account.email;
  user.name = account.name;
  user.state = account.state;
  // A lock that has run out is none; the row learns of it at the next sign-in only.
  if (user.state == UserState::locked && account.locked_until && now >= *account.locked_until)
    user.state = UserState::active;
  user.totp_enrolled = !account.totp_sealed.empty();
  user.passkeys = account.passkeys;
  user.must_change_password = account.must_change_password;
  user.has_phone = !account.phone_sealed.empty();
  user.locale = account.locale;
  user.time_zone = account.time_zone;
  user.created_at = account.created_at;
  user.last_login_at = account.last_login_at;
  user.version = account.version;
  for (auto& membership : store::memberships(tx, account.id))
    if (covers(scope, membership.place)) user.memberships.push_back(std::move(membership));
  return user;
}

}  // namespace bursar::identity
