// People: accounts, memberships and the commands that make them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "identity/settings.hpp"

namespace bursar::identity {

enum class UserState { invited = 1, active, locked, disabled };
std::string_view user_state_name(UserState state);

/// Level of the tenant tree a membership is held at.
enum class ScopeKind { installation = 1, company = 2, merchant = 3 };
std::string_view scope_kind_name(ScopeKind kind);

/// Where a membership holds. A merchant carries its company, so reads name every ancestor.
struct Place {
  ScopeKind kind = ScopeKind::installation;
  CompanyId company;
  MerchantId merchant;
};

struct Membership {
  MembershipId id;
  RoleId role;
  std::string role_key;
  Place place;
  std::optional<Instant> expires_at;
};

struct User {
  UserId id;
  std::string email;
  std::string name;
  UserState state = UserState::invited;
  bool totp_enrolled = false;
  bool must_change_password = false;
  std::string locale;
  std::string time_zone;
  Instant created_at;
  std::optional<Instant> last_login_at;
  std::int64_t version = 1;
  std::vector<Membership> memberships;
};

struct CreateUser {
  std::string email;
  std::string name;
  std::string role_key;
  Place place;
  PasswordHash temporary_password;
};

/// A ready account for the demo and for tests: active, password final.
struct SeedUser {
  std::string email;
  std::string name;
  std::string role_key;
  Place place;
  PasswordHash password;
};

struct AcceptSetup {
  Secret token;
  std::string email;
  std::string name;
  PasswordHash password;
};

enum class LinkPurpose { setup = 1, invite = 2, reset = 3 };

/// A one-time link just issued; the token is stored hashed and cannot be shown again.
struct IssuedLink {
  Secret token;
  Instant expires_at;
};

}  // namespace bursar::identity
