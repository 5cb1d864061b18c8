// Look-ups in the constant tables, and which permissions the built-in roles carry.
#include "identity/permission.hpp"

#include <algorithm>

namespace bursar::identity {
namespace {

// What a viewer sees: business figures, nothing about people, keys or the installation.
constexpr std::array<std::string_view, 6> k_viewer_permissions{"dashboard:read", "live:read",
                                                               "payments:read",  "ledger:read",
                                                               "companies:read", "merchants:read"};

template <class Table>
auto find_key(const Table& table, std::string_view key) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.key == key; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

const Permission* find_permission(std::string_view key) { return find_key(k_permissions, key); }
const ApiScope* find_api_scope(std::string_view key) { return find_key(k_api_scopes, key); }

bool built_in_grants(const BuiltInRole& role, const Permission& permission) {
  if (role.row_key == k_administrator.row_key) return true;
  return std::find(k_viewer_permissions.begin(), k_viewer_permissions.end(), permission.key) !=
         k_viewer_permissions.end();
}

}  // namespace bursar::identity
