// Roles: built in, of the installation, or of one company; and who can grant what is missing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "identity/user.hpp"

namespace bursar::identity {

struct Role {
  RoleId id;
  CompanyId company;  ///< none: built in, or of the whole installation
  std::string key;    ///< a word for built-in roles, the id for others
  std::string name;
  std::string description;
  bool built_in = false;
  std::int64_t version = 1;
  std::vector<std::string> permissions;  ///< in the order of the catalogue
  std::int64_t holders = 0;              ///< people who hold it within the asker's reach
};

struct CreateRole {
  CompanyId company;  ///< none: for the whole installation
  std::string name;
  std::string description;
  std::vector<std::string> permissions;
};

struct UpdateRole {
  RoleId id;
  std::int64_t version = 0;  ///< as last read; another one is conflict/version_changed
  std::optional<std::string> name, description;
  std::optional<std::vector<std::string>> permissions;
};

/// One membership with a role, for "who holds it".
struct RoleHolder {
  UserId user;
  std::string name;
  std::string email;
  UserState state = UserState::active;
  Place place;
  std::optional<Instant> expires_at;
};

/// Who can help somebody whom a permission was refused.
struct Granters {
  std::vector<std::string> roles;   ///< names of the roles that carry the permission
  std::vector<std::string> people;  ///< names of colleagues who could grant it, at most three
};

}  // namespace bursar::identity
