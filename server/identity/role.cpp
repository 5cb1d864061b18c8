// Roles of one's own making: composed from the catalogue, by people who hold what they put in.
#include "identity/role.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "identity/grant.hpp"
#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_name_max = 60;
constexpr std::size_t k_description_max = 200;
constexpr std::int64_t k_candidates_max = 12;
constexpr std::size_t k_people_named_max = 3;

// Where a role can be given at its widest: what it grants must be held there.
Place home_of(CompanyId company) {
  return company ? Place{ScopeKind::company, company, {}, {}} : Place{};
}

Result<void> check_words(std::string_view name, std::string_view description) {
  if (name.empty() || code_points(name) > k_name_max || !is_printable_utf8(name))
    return invalid("name", "name_invalid", "a role's name has 1 to 60 printable characters");
  if (code_points(description) > k_description_max || !is_printable_utf8(description))
    return invalid("description", "description_invalid",
                   "a description has at most 200 printable characters");
  return ok();
}

// In the order of the catalogue, each once. Errors: invalid/permission_unknown, permissions_empty;
// refused/platform_permission.
Result<std::vector<std::string>> known_permissions(const std::vector<std::string>& wanted,
                                                   CompanyId company) {
  for (const auto& key : wanted) {
    const Permission* permission = find_permission(key);
    if (permission == nullptr)
      return invalid("permissions", "permission_unknown", "there is no permission " + key);
    if (permission->platform && company)
      return refused("platform_permission", "a company's role cannot contain " + key);
  }
  std::vector<std::string> known;
  for (const Permission& permission : k_permissions)
    if (std::find(wanted.begin(), wanted.end(), permission.key) != wanted.end())
      known.emplace_back(permission.key);
  if (known.empty())
    return invalid("permissions", "permissions_empty", "a role needs at least one permission");
  return known;
}

// A role of one's own making that the actor may change. Errors: not_found; refused/role_built_in;
// forbidden/permission_missing.
Result<Role> load_changeable(Tx& tx, const Call& call, RoleId id) {
  auto role = store::find_role(tx, id);
  const Scope& scope = call.actor.scope;
  if (!role || (role->company && !scope.contains(role->company))) return not_found("role");
  if (role->built_in)
    return refused("role_built_in", role->name + " is built in and stays as it is");
  if (!role->company && !scope.everything()) return forbidden("roles:write");
  return std::move(*role);
}

std::vector<std::string> added(const std::vector<std::string>& before,
                               const std::vector<std::string>& after) {
  std::vector<std::string> found;
  for (const auto& key : after)
    if (std::find(before.begin(), before.end(), key) == before.end()) found.push_back(key);
  return found;
}

}  // namespace

std::vector<Role> list_roles(Tx& tx, const Scope& scope) { return store::list_roles(tx, scope); }

Result<Role> read_role(Tx& tx, const Scope& scope, RoleId id) {
  for (Role& role : store::list_roles(tx, scope))
    if (role.id == id) return std::move(role);
  return not_found("role");
}

Result<std::vector<RoleHolder>> list_role_holders(Tx& tx, const Scope& scope, RoleId id,
                                                  Instant now, std::int64_t limit) {
  const auto role = store::find_role(tx, id);
  if (!role) return not_found("role");
  auto holders = store::role_holders(tx, scope, id, now, limit);
  // Below its company a role is known by those who hold it there, and otherwise not at all.
  const bool foreign = role->company && !scope.contains(role->company);
  if (foreign && holders.empty()) return not_found("role");
  return holders;
}

Result<Role> create_role(Tx& tx, const Call& call, const CreateRole& command) {
  if (command.company ? !call.actor.scope.contains(command.company)
                      : !call.actor.scope.everything())
    return command.company ? not_found("company") : forbidden("roles:write");
  Role role;
  role.name = trim(command.name);
  role.description = trim(command.description);
  if (auto fit = check_words(role.name, role.description); !fit) return fit.error();
  auto permissions = known_permissions(command.permissions, command.company);
  if (!permissions) return permissions.error();
  role.permissions = std::move(*permissions);
  const Place home = home_of(command.company);
  if (auto may = may_give(tx, call, {role.permissions, home, {}}); !may) return may.error();
  if (store::role_name_taken(tx, command.company, role.name, {}))
    return conflict("role_name_taken", "another role is called " + role.name);
  role.id = call.ids.next<RoleId>();
  role.key = role.id.text();
  role.company = command.company;
  store::insert_role(tx, role, call.now);
  record_role_act(tx, call, "create_role", nullptr, role);
  return role;
}

Result<Role> update_role(Tx& tx, const Call& call, const UpdateRole& command) {
  const auto before = load_changeable(tx, call, command.id);
  if (!before) return before.error();
  if (before->version != command.version) return version_changed(before->version);
  Role after = *before;
  if (command.name) after.name = trim(*command.name);
  if (command.description) after.description = trim(*command.description);
  if (auto fit = check_words(after.name, after.description); !fit) return fit.error();
  if (command.permissions) {
    auto permissions = known_permissions(*command.permissions, before->company);
    if (!permissions) return permissions.error();
    after.permissions = std::move(*permissions);
  }
  const Place home = home_of(before->company);
  const auto gained = added(before->permissions, after.permissions);
  if (auto may = may_give(tx, call, {gained, home, {}}); !may) return may.error();
  if (store::role_name_taken(tx, before->company, after.name, before->id))
    return conflict("role_name_taken", "another role is called " + after.name);
  if (!store::update_role(tx, after, command.version)) return version_changed(before->version);
  after.version = command.version + 1;
  record_role_act(tx, call, "update_role", &*before, after);
  return after;
}

Result<void> delete_role(Tx& tx, const Call& call, RoleId id, std::int64_t version) {
  const auto role = load_changeable(tx, call, id);
  if (!role) return role.error();
  if (role->version != version) return version_changed(role->version);
  if (store::role_uses(tx, id) > 0)
    return refused("role_in_use", "people still hold " + role->name + ": give them another role");
  store::delete_role(tx, id);
  record_role_act(tx, call, "delete_role", &*role, *role);
  return ok();
}

Granters who_can_grant(Tx& tx, UserId asker, std::string_view permission, Instant now) {
  Granters found;
  std::vector<Place> places;
  std::vector<CompanyId> companies;
  for (const auto& membership : store::memberships(tx, asker)) {
    if (membership.expires_at && *membership.expires_at <= now) continue;
    places.push_back(membership.place);
    if (membership.place.company) companies.push_back(membership.place.company);
  }
  if (find_permission(permission) == nullptr || places.empty()) return found;
  found.roles = store::roles_granting(tx, permission, companies);
  // Colleagues only: of the asker's companies, or of the installation when the asker is of it.
  for (const UserId user : store::people_who_grant(tx, places, asker, now, k_candidates_max)) {
    if (found.people.size() == k_people_named_max) break;
    const Holdings theirs(tx, user, now);
    const bool helps = std::any_of(places.begin(), places.end(), [&](const Place& place) {
      return theirs.holds("users:write", place) && theirs.holds(permission, place);
    });
    if (helps) found.people.push_back(store::find_account(tx, user)->name);
  }
  return found;
}

}  // namespace bursar::identity
