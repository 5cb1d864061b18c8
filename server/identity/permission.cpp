// Look-ups in the constant tables, and which permissions the built-in roles carry.
#include "identity/permission.hpp"

#include <algorithm>

namespace bursar::identity {
namespace {

template <class Table>
auto find_key(const Table& table, std::string_view key) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.key == key; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

const Permission* find_permission(std::string_view key) { return find_key(k_permissions, key); }
const ApiScope* find_api_scope(std::string_view key) { return find_key(k_api_scopes, key); }
const BuiltInRole* find_built_in_role(std::string_view key) {
  return find_key(k_built_in_roles, key);
}

bool built_in_grants(const BuiltInRole& role, const Permission& permission) {
  return role.row_key == k_administrator.row_key || (permission.roles & role.bit) != 0;
}

}  // namespace bursar::identity
