// The permission catalogue, the scopes of API keys and the built-in roles: constant data, no
// storage.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bursar::identity {

/// One right a role can grant. Keys are `resource:verb`.
struct Permission {
  std::string_view key;
  std::string_view section;  ///< heading under which the office lists it
  bool money_moving = false;
  bool needs_second_factor = true;
  bool platform = false;  ///< about the installation itself: only installation-wide memberships
                          ///< grant it
};

inline constexpr std::array k_permissions{
    Permission{"dashboard:read", "overview"},
    Permission{"live:read", "overview"},
    Permission{"payments:read", "payments"},
    Permission{"payments:create", "payments", true},
    Permission{"payments:refund", "payments", true},
    Permission{"ledger:read", "finance"},
    Permission{"companies:read", "merchants"},
    Permission{"companies:write", "merchants"},
    Permission{"merchants:read", "merchants"},
    Permission{"merchants:write", "merchants"},
    Permission{"api_keys:read", "merchants"},
    Permission{"api_keys:write", "merchants"},
    Permission{"users:read", "administration"},
    Permission{"users:write", "administration"},
    Permission{"roles:read", "administration"},
    Permission{"audit:read", "administration"},
    Permission{"system:read", "administration", false, true, true},
};

/// The catalogue's entry, or null for an unknown key.
const Permission* find_permission(std::string_view key);

/// A right of an API key and the permission its creator must hold over the same merchant.
struct ApiScope {
  std::string_view key;
  std::string_view creator_permission;
};

inline constexpr std::array k_api_scopes{
    ApiScope{"transactions:read", "payments:read"},
    ApiScope{"transactions:write", "payments:create"},
    ApiScope{"refunds:write", "payments:refund"},
    ApiScope{"merchants:read", "merchants:read"},
};

const ApiScope* find_api_scope(std::string_view key);

/// A role that every installation has. Its row key is fixed, so memberships survive an upgrade.
struct BuiltInRole {
  std::int64_t row_key;
  std::string_view key;
  std::string_view name;
  std::string_view description;
};

inline constexpr BuiltInRole k_administrator{1, "administrator", "Administrator",
                                             "Everything in the installation"};
inline constexpr BuiltInRole k_viewer{2, "viewer", "Viewer",
                                      "Sees payments, merchants and figures"};
inline constexpr std::array k_built_in_roles{k_administrator, k_viewer};

/// Whether a built-in role grants a permission: administrator all, viewer the business reads.
bool built_in_grants(const BuiltInRole& role, const Permission& permission);

}  // namespace bursar::identity
