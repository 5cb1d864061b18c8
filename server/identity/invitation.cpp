// Use cases of joining. A stand-in is shut once its person has answered.
#include "identity/invitation.hpp"

#include <algorithm>

#include "identity/grant.hpp"
#include "identity/people_store.hpp"
#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

// One that waits for this very person.
std::optional<store::Account> waiting(Tx& tx, UserId user, UserId id) {
  auto account = store::find_account(tx, id);
  if (!account || account->stands_for != user || account->state == UserState::disabled)
    return std::nullopt;
  return account;
}

void shut(Tx& tx, const Call& call, UserId id) {
  for (const Membership& membership : store::memberships(tx, id))
    store::delete_membership(tx, membership.id);
  store::drop_links(tx, LinkPurpose::invite, id);
  store::save_state(tx, id, UserState::disabled);
  store::bump_version(tx, id);
  tell(tx, call, id, "user.membership_changed", {{"user_id", id.text()}});
}

}  // namespace

bool is_visible(Tx& tx, const Scope& scope, UserId user) {
  if (scope.everything()) return true;
  const auto memberships = store::memberships(tx, user);
  return std::any_of(memberships.begin(), memberships.end(),
                     [&](const Membership& membership) { return covers(scope, membership.place); });
}

std::vector<Invitation> list_invitations(Tx& tx, UserId user) {
  std::vector<Invitation> all;
  for (const UserId id : store::stand_ins_of(tx, user)) {
    const auto account = waiting(tx, user, id);
    if (!account) continue;
    Invitation invitation{id, account->created_at, store::memberships(tx, id)};
    if (!invitation.memberships.empty()) all.push_back(std::move(invitation));
  }
  return all;
}

Result<User> accept_invitation(Tx& tx, const Call& call, UserId id) {
  const UserId user{call.actor.key};
  if (!waiting(tx, user, id)) return not_found("invitation");
  std::string roles;
  for (const Membership& membership : store::memberships(tx, id)) {
    (void)store::insert_membership(tx, call, user, membership.role, membership.place,
                                   membership.expires_at);
    roles.append(roles.empty() ? "" : " ").append(membership.role_key);
  }
  shut(tx, call, id);
  store::bump_version(tx, user);
  record_and_tell(tx, call,
                  {"accept_invitation",
                   user,
                   audit::Outcome::ok,
                   json_of({{"invitation_id", id.text()}, {"roles", roles}}),
                   {}},
                  "user.membership_changed");
  return shown(tx, *store::find_account(tx, user), ScopeIssuer::installation(), call.now);
}

Result<void> decline_invitation(Tx& tx, const Call& call, UserId id) {
  const UserId user{call.actor.key};
  if (!waiting(tx, user, id)) return not_found("invitation");
  shut(tx, call, id);
  record(tx, call,
         {"decline_invitation",
          user,
          audit::Outcome::ok,
          json_of({{"invitation_id", id.text()}}),
          {}});
  return ok();
}

}  // namespace bursar::identity
