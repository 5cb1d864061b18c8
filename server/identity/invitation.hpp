// Joining a further tenant. Whoever invites an address learns nothing of an account it has
// elsewhere: a stand-in with an account number of its own takes the role, looks like any invited
// person, and can never sign in. The person finds the invitation in My profile; accepting moves
// what the stand-in holds to them.
#pragma once

#include <string>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity {

/// What waits for a person, named by the account that stands in for them.
struct Invitation {
  UserId id;
  Instant created_at;
  std::vector<Membership> memberships;
};
/// Newest first; those without any role left are not there.
std::vector<Invitation> list_invitations(Tx& tx, UserId user);
/// Moves the roles to the actor. Errors: not_found.
Result<User> accept_invitation(Tx& tx, const Call& call, UserId id);
/// Ends the roles. Errors: not_found.
Result<void> decline_invitation(Tx& tx, const Call& call, UserId id);

/// Whether the holder of `scope` may know of the person.
bool is_visible(Tx& tx, const Scope& scope, UserId user);

}  // namespace bursar::identity
