// Who may give what to whom: the rules every change of people and roles shares. Private to
// identity.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/identity.hpp"
#include "identity/store.hpp"

namespace bursar::identity {

/// What one person holds now, permission by permission.
class Holdings {
 public:
  Holdings(Tx& tx, UserId user, Instant now);
  bool holds(std::string_view permission, const Place& place) const;

 private:
  std::map<std::string, Scope, std::less<>> scopes_;
};

/// What is given: permissions, where, and until when (nothing = without end).
struct Gift {
  const std::vector<std::string>& permissions;
  const Place& place;
  std::optional<Instant> expires_at;
};

/// Nobody gives what they do not hold at that place, nor for longer than they hold it; jobs hold
/// everything. Errors: forbidden/permission_missing, naming the first permission in the catalogue's
/// order; refused/outlasts_own.
Result<void> may_give(Tx& tx, const Call& call, const Gift& gift);

/// The role of a grant, when it exists, may be held at the place and the actor may give it there.
/// Errors: invalid/role_unknown, role_without_effect, expiry_past; refused/role_foreign,
/// outlasts_own; forbidden/permission_missing.
Result<Role> grantable_role(Tx& tx, const Call& call, const Grantee& grant);

/// The account, when everything it holds lies inside the actor's scope and is held by the actor as
/// well: whoever reaches further or may do more is not one's to change.
/// Errors: not_found; forbidden/permission_missing.
Result<store::Account> load_governed(Tx& tx, const Call& call, UserId user);

/// Refused when the installation would be left without a lasting administrator.
/// Errors: refused/last_administrator.
Result<void> administrator_remains(Tx& tx, UserId without);
/// Whether the person administers the whole installation without an end.
bool is_lasting_administrator(Tx& tx, UserId user);

Error version_changed(std::int64_t now_at);

/// An account as the holder of `scope` may see it: memberships elsewhere are left out.
User shown(Tx& tx, const store::Account& account, const Scope& scope, Instant now);

}  // namespace bursar::identity
