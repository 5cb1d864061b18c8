// SQL of the tables role, role_grant and membership.
#include "identity/role_store.hpp"

#include "base/text.hpp"

#include "storage/query.hpp"

namespace bursar::identity::store {
namespace {

constexpr std::string_view k_select_role =
    "SELECT r.id, r.company_id, r.key, r.name, r.description, r.is_system, r.version FROM role r";
// A membership without an end outlives every instant.
constexpr std::string_view k_lives = "coalesce(m.expires_at, 9223372036854775807) > ";

Role read_role(const storage::Row& row) {
  Role role;
  role.id = row.id<RoleId>(0);
  role.company = row.id<CompanyId>(1);
  role.key = row.text(2);
  role.name = row.text(3);
  role.description = row.text(4);
  role.built_in = row.boolean(5);
  role.version = row.i64(6);
  return role;
}

Place read_place(const storage::Row& row, int first) {
  return {row.as_enum<ScopeKind>(first), row.id<CompanyId>(first + 1),
          row.id<MerchantId>(first + 2), row.id<ProjectId>(first + 3)};
}

std::int64_t first_number(const storage::Row& row) { return row.i64(0); }

std::int64_t place_key(const Place& place) {
  switch (place.kind) {
    case ScopeKind::installation: return 0;
    case ScopeKind::company: return place.company.key;
    case ScopeKind::merchant: return place.merchant.key;
    case ScopeKind::project: return place.project.key;
  }
  return 0;
}

// The role's permissions as the catalogue orders them; what it no longer knows is left out.
void add_permissions(Tx& tx, Role& role) {
  std::vector<std::string> stored;
  tx.query("SELECT permission_key FROM role_grant WHERE role_id = $1", {role.id},
           [&](const storage::Row& row) { stored.emplace_back(row.text(0)); });
  for (const Permission& permission : k_permissions)
    if (std::find(stored.begin(), stored.end(), permission.key) != stored.end())
      role.permissions.emplace_back(permission.key);
}

std::optional<Role> with_permissions(Tx& tx, std::optional<Role> role) {
  if (role) add_permissions(tx, *role);
  return role;
}

}  // namespace

void save_built_in_role(Tx& tx, const BuiltInRole& role) {
  tx.exec(
      "INSERT INTO role (id, company_id, key, name, description, is_system) "
      "VALUES ($1, NULL, $2, $3, $4, 1) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description",
      {role.row_key, role.key, role.name, role.description});
}

void save_grants(Tx& tx, RoleId role, const std::vector<std::string>& permissions) {
  tx.exec("DELETE FROM role_grant WHERE role_id = $1", {role});
  for (const auto& permission : permissions)
    tx.exec("INSERT INTO role_grant (role_id, permission_key) VALUES ($1, $2)", {role, permission});
}

void insert_role(Tx& tx, const Role& role, Instant now) {
  tx.exec(
      "INSERT INTO role (id, company_id, key, name, description, is_system, version, created_at) "
      "VALUES ($1, $2, $3, $4, $5, 0, $6, $7)",
      {role.id, role.company, role.key, role.name, role.description, role.version, now});
  save_grants(tx, role.id, role.permissions);
}

bool update_role(Tx& tx, const Role& role, std::int64_t version) {
  const bool fits = tx.exec(
                        "UPDATE role SET name = $3, description = $4, version = version + 1 "
                        "WHERE id = $1 AND version = $2",
                        {role.id, version, role.name, role.description}) == 1;
  if (fits) save_grants(tx, role.id, role.permissions);
  return fits;
}

void delete_role(Tx& tx, RoleId role) {
  tx.exec("DELETE FROM role_grant WHERE role_id = $1", {role});
  tx.exec("DELETE FROM role WHERE id = $1 AND is_system = 0", {role});
}

std::optional<Role> find_role(Tx& tx, std::string_view key) {
  return with_permissions(
      tx, tx.one(std::string(k_select_role) + " WHERE r.key = $1", {key}, read_role));
}

std::optional<Role> find_role(Tx& tx, RoleId id) {
  return with_permissions(tx,
                          tx.one(std::string(k_select_role) + " WHERE r.id = $1", {id}, read_role));
}

std::vector<Role> list_roles(Tx& tx, const Scope& scope) {
  storage::Query query(k_select_role);
  if (!scope.everything())
    query.add_list(" WHERE r.company_id IS NULL OR r.company_id IN ", scope.companies());
  query.add(" ORDER BY r.id LIMIT 500");
  auto roles = query.all(tx, read_role);
  for (Role& role : roles) {
    add_permissions(tx, role);
    storage::Query count("SELECT count(DISTINCT m.user_id) FROM membership m WHERE m.role_id = ");
    count.add("", role.id);
    storage::scope_filter(count, scope, "m.company_id", "m.merchant_id", "m.project_id");
    role.holders = *count.one(tx, first_number);
  }
  return roles;
}

bool role_name_taken(Tx& tx, CompanyId company, std::string_view name, RoleId except) {
  // Few enough to compare here, where folding of case is the same on both databases.
  const std::string folded = fold_case(name);
  bool taken = false;
  tx.query("SELECT id, name FROM role WHERE company_id IS NULL OR company_id = $1", {company},
           [&](const storage::Row& row) {
             taken = taken || (row.id<RoleId>(0) != except && fold_case(row.text(1)) == folded);
           });
  return taken;
}

std::int64_t role_uses(Tx& tx, RoleId role) {
  return *tx.one("SELECT count(*) FROM membership WHERE role_id = $1", {role}, first_number);
}

std::vector<RoleHolder> role_holders(Tx& tx, const Scope& scope, RoleId role, Instant now,
                                     std::int64_t limit) {
  storage::Query query(
      "SELECT u.id, u.name, u.email, u.state, m.scope_kind, m.company_id, m.merchant_id, "
      "m.project_id, m.expires_at FROM membership m JOIN user_account u ON u.id = m.user_id "
      "WHERE m.role_id = ");
  query.add("", role).add(" AND ").add(k_lives, now);
  storage::scope_filter(query, scope, "m.company_id", "m.merchant_id", "m.project_id");
  query.add(" ORDER BY u.name_folded, m.id LIMIT ", limit);
  return query.all(tx, [](const storage::Row& row) {
    return RoleHolder{row.id<UserId>(0),         std::string(row.text(1)), std::string(row.text(2)),
                      row.as_enum<UserState>(3), read_place(row, 4),       row.instant_or_null(8)};
  });
}

std::vector<std::string> roles_granting(Tx& tx, std::string_view permission,
                                        const std::vector<CompanyId>& companies) {
  storage::Query query(
      "SELECT r.name FROM role r JOIN role_grant g ON g.role_id = r.id WHERE g.permission_key = ");
  query.add("", permission);
  query.add_list(" AND (r.company_id IS NULL OR r.company_id IN ", companies);
  query.add(") ORDER BY r.id LIMIT 6");
  return query.all(tx, [](const storage::Row& row) { return std::string(row.text(0)); });
}

bool insert_membership(Tx& tx, const Call& call, UserId user, RoleId role, const Place& place,
                       std::optional<Instant> expires_at) {
  const bool by_user = call.actor.kind == ActorKind::user && call.actor.key != 0;
  return tx.exec(
             "INSERT INTO membership (id, user_id, role_id, scope_kind, scope_key, company_id, "
             "merchant_id, project_id, granted_by, created_at, expires_at) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
             "ON CONFLICT (user_id, role_id, scope_kind, scope_key) DO NOTHING",
             {call.ids.next<MembershipId>(), user, role, place.kind, place_key(place),
              place.company, place.merchant, place.project,
              by_user ? std::optional(call.actor.key) : std::nullopt, call.now, expires_at}) == 1;
}

void save_membership_end(Tx& tx, MembershipId id, std::optional<Instant> expires_at) {
  tx.exec("UPDATE membership SET expires_at = $2 WHERE id = $1", {id, expires_at});
}

void delete_membership(Tx& tx, MembershipId id) {
  tx.exec("DELETE FROM membership WHERE id = $1", {id});
}

std::vector<Grant> grants(Tx& tx, UserId user, std::string_view permission, Instant now) {
  storage::Query query(
      "SELECT g.permission_key, m.scope_kind, m.company_id, m.merchant_id, m.project_id "
      "FROM membership m JOIN role_grant g ON g.role_id = m.role_id WHERE m.user_id = ");
  query.add("", user).add(" AND ").add(k_lives, now);
  if (!permission.empty()) query.add(" AND g.permission_key = ", permission);
  query.add(" ORDER BY g.permission_key, m.id");
  return query.all(tx, [](const storage::Row& row) {
    return Grant{std::string(row.text(0)), read_place(row, 1)};
  });
}

std::vector<Membership> memberships(Tx& tx, UserId user) {
  return tx.all(
      "SELECT m.id, m.role_id, r.key, r.name, m.scope_kind, m.company_id, m.merchant_id, "
      "m.project_id, m.expires_at, m.created_at "
      "FROM membership m JOIN role r ON r.id = m.role_id WHERE m.user_id = $1 ORDER BY m.id",
      {user}, [](const storage::Row& row) {
        return Membership{row.id<MembershipId>(0),
                          row.id<RoleId>(1),
                          std::string(row.text(2)),
                          std::string(row.text(3)),
                          read_place(row, 4),
                          row.instant_or_null(8),
                          row.instant(9)};
      });
}

std::int64_t other_administrators(Tx& tx, UserId except) {
  return *tx.one(
      "SELECT count(DISTINCT m.user_id) FROM membership m JOIN user_account u ON u.id = m.user_id "
      "WHERE m.role_id = $1 AND m.scope_kind = $2 AND m.user_id <> $3 AND u.state IN ($4, $5) "
      "AND m.expires_at IS NULL",
      {k_administrator.row_key, ScopeKind::installation, except.key, UserState::active,
       UserState::locked},
      first_number);
}

std::vector<UserId> people_who_grant(Tx& tx, const std::vector<Place>& places, UserId except,
                                     Instant now, std::int64_t limit) {
  bool everywhere = false;
  std::vector<CompanyId> companies;
  for (const Place& place : places) {
    if (place.kind == ScopeKind::installation) everywhere = true;
    else companies.push_back(place.company);
  }
  storage::Query query(
      "SELECT DISTINCT m.user_id FROM membership m JOIN user_account u ON u.id = m.user_id "
      "JOIN role_grant g ON g.role_id = m.role_id WHERE g.permission_key = 'users:write' "
      "AND u.state = ");
  query.add("", UserState::active).add(" AND m.user_id <> ", except.key);
  query.add(" AND ").add(k_lives, now);
  query.add_list(" AND (m.company_id IN ", companies);
  if (everywhere) query.add(" OR m.scope_kind = ", ScopeKind::installation);
  query.add(") ORDER BY m.user_id LIMIT ", limit);
  return query.all(tx, [](const storage::Row& row) { return row.id<UserId>(0); });
}

}  // namespace bursar::identity::store
