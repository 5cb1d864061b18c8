// People: accounts, memberships and the commands that make and change them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "identity/password_policy.hpp"
#include "identity/settings.hpp"

namespace bursar::identity {

enum class UserState { invited = 1, active, locked, disabled };
std::string_view user_state_name(UserState state);

/// Level of the tenant tree a membership is held at.
enum class ScopeKind { installation = 1, company = 2, merchant = 3, project = 4 };
std::string_view scope_kind_name(ScopeKind kind);

/// Where a membership holds, with everything above it, so that reads name every ancestor.
struct Place {
  ScopeKind kind = ScopeKind::installation;
  CompanyId company;
  MerchantId merchant;
  ProjectId project;
  bool operator==(const Place&) const = default;
};

struct Membership {
  MembershipId id;
  RoleId role;
  std::string role_key;
  std::string role_name;
  Place place;
  std::optional<Instant> expires_at;
  Instant created_at;
};

struct User {
  UserId id;
  std::string email;
  std::string name;
  UserState state = UserState::invited;
  bool totp_enrolled = false;
  std::int64_t passkeys = 0;
  bool must_change_password = false;
  bool has_phone = false;
  std::string locale;
  std::string time_zone;
  Instant created_at;
  std::optional<Instant> last_login_at;
  std::int64_t version = 1;
  std::vector<Membership> memberships;
};

/// What the page of one person shows beyond the list.
struct PersonDetail {
  User user;
  std::string phone_masked;  ///< "+44 ••••• 78", empty without one
  bool phone_confirmed = false;
  std::optional<Instant> locked_until;
  std::optional<Instant> factor_locked_until;
  std::optional<Instant> temporary_password_until;
  std::optional<Instant> invitation_until;  ///< an invitation is waiting
  std::int64_t recovery_codes_left = 0;
  std::int64_t live_api_keys = 0;  ///< keys that fall silent when this person may no longer act
  bool is_governed = false;        ///< the asker may change this person
};

/// A role for a new account or a further membership.
struct Grantee {
  std::string role_key;
  Place place;
  std::optional<Instant> expires_at;
};

struct CreateUser {
  std::string email;
  std::string name;
  std::string role_key;
  Place place;
  PasswordHash temporary_password;
  std::optional<Instant> expires_at = {};
};

struct InviteUser {
  std::string email;
  std::string name;
  Grantee grant;
};

/// A ready account for the demo and for tests: active, password final.
struct SeedUser {
  std::string email;
  std::string name;
  std::string role_key;
  Place place;
  PasswordHash password;
};

struct UpdateUser {
  UserId id;
  std::int64_t version = 0;  ///< as last read; another one is conflict/version_changed
  std::optional<std::string> name, email;
  std::optional<std::string> phone;  ///< "+447900123456"; empty removes it
};

struct AddMembership {
  UserId user;
  std::int64_t version = 0;
  Grantee grant;
};

struct ChangeMembership {
  UserId user;
  std::int64_t version = 0;
  MembershipId membership;
  std::optional<Instant> expires_at;  ///< nothing = without end
};

struct EndMembership {
  UserId user;
  std::int64_t version = 0;
  MembershipId membership;
};

/// Moves what the person holds at `from` to `to`, both companies or both merchants; what they hold
/// below a left company ends.
struct TransferUser {
  UserId user;
  std::int64_t version = 0;
  Place from;
  Place to;
};

/// Filters of the list of people; absent ones do not count. Newest accounts first.
struct ListUsers {
  std::string search;  ///< part of name or address
  std::optional<UserState> state;
  std::string role_key;
  CompanyId company;  ///< holds a role at the company or one of its merchants
  MerchantId merchant;
  std::optional<bool> second_factor;
  std::optional<Instant> signed_in_since;
  std::optional<Instant> not_signed_in_since;
  UserId before;  ///< page key: accounts older than this one
  std::int64_t limit = 50;
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
  bool is_mailed = false;  ///< on its way to the person, so nobody else need see it
};

/// A live link, and whom it is for.
struct LinkView {
  UserId user;
  std::string email;
  std::string name;
  Instant expires_at;
  std::vector<PasswordHash> earlier;  ///< the last passwords, as many as the policy remembers
  PasswordPolicy policy;
};

/// An account with the link that its person enters by.
struct InvitedUser {
  User user;
  IssuedLink link;
};

/// One sign-in or failed one.
struct LoginRecord {
  std::int64_t key = 0;
  Instant at;
  bool ok = false;
  std::string reason;
  std::string ip;
  std::string user_agent;
  bool known_device = false;
  std::string network;  ///< "192.0.2.0/24"; empty for sign-ins before networks were kept
  bool is_unusual = false;
};

}  // namespace bursar::identity
