// Reads and writes of roles and memberships. Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity::store {

/// A permission as one membership grants it.
struct Grant {
  std::string permission;
  Place place;
};

// Roles.
void save_built_in_role(Tx& tx, const BuiltInRole& role);
/// Makes the role's grants exactly `permissions`.
void save_grants(Tx& tx, RoleId role, const std::vector<std::string>& permissions);
void insert_role(Tx& tx, const Role& role, Instant now);
/// False when the stored version is another one.
bool update_role(Tx& tx, const Role& role, std::int64_t version);
void delete_role(Tx& tx, RoleId role);
/// A role with its permissions, whoever asks.
std::optional<Role> find_role(Tx& tx, std::string_view key);
std::optional<Role> find_role(Tx& tx, RoleId id);
/// Built-in roles, those of the installation, and those of the companies in scope, with the number
/// of people in scope who hold them.
std::vector<Role> list_roles(Tx& tx, const Scope& scope);
bool role_name_taken(Tx& tx, CompanyId company, std::string_view name, RoleId except);
/// Memberships that name the role, ended ones included.
std::int64_t role_uses(Tx& tx, RoleId role);
std::vector<RoleHolder> role_holders(Tx& tx, const Scope& scope, RoleId role, Instant now,
                                     std::int64_t limit);
/// Names of the roles that carry the permission and are no other company's.
std::vector<std::string> roles_granting(Tx& tx, std::string_view permission,
                                        const std::vector<CompanyId>& companies);

// Memberships.
/// False when the person holds the role there already.
bool insert_membership(Tx& tx, const Call& call, UserId user, RoleId role, const Place& place,
                       std::optional<Instant> expires_at = std::nullopt);
void save_membership_end(Tx& tx, MembershipId id, std::optional<Instant> expires_at);
void delete_membership(Tx& tx, MembershipId id);
/// What the memberships of the user grant now; an empty `permission` asks for all.
std::vector<Grant> grants(Tx& tx, UserId user, std::string_view permission, Instant now);
std::vector<Membership> memberships(Tx& tx, UserId user);
/// Usable accounts other than `except` that administer the whole installation without an end.
std::int64_t other_administrators(Tx& tx, UserId except);
/// Active people who may change people at one of the places, oldest first, at most `limit`.
std::vector<UserId> people_who_grant(Tx& tx, const std::vector<Place>& places, UserId except,
                                     Instant now, std::int64_t limit);

}  // namespace bursar::identity::store
