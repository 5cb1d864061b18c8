// Giving, prolonging, ending and moving memberships. Each names the version of the person it was
// decided on, so that two people who change the same person cannot undo each other unseen.
#include <algorithm>

#include "identity/grant.hpp"
#include "identity/people_store.hpp"
#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

std::string facts_of(std::string_view role_key, const Place& place,
                     std::optional<Instant> expires_at) {
  return json_of({{"role", std::string(role_key)},
                  {"scope", std::string(scope_kind_name(place.kind))},
                  {"company_id", place.company.text()},
                  {"merchant_id", place.merchant.text()},
                  {"project_id", place.project.text()},
                  {"expires_at", expires_at ? std::to_string(expires_at->ms) : ""}});
}

std::string facts_of(const Membership& membership) {
  return facts_of(membership.role_key, membership.place, membership.expires_at);
}

// Checks whom and what: the person is one's to change, and nobody was faster.
Result<store::Account> take_person(Tx& tx, const Call& call, UserId user, std::int64_t version) {
  auto account = load_governed(tx, call, user);
  if (!account) return account;
  if (!store::take_version(tx, user, version)) return version_changed(account->version);
  return account;
}

std::optional<Membership> find_membership(Tx& tx, UserId user, MembershipId id) {
  for (auto& membership : store::memberships(tx, user))
    if (membership.id == id) return std::move(membership);
  return std::nullopt;
}

bool makes_administrator(const Membership& membership) {
  return membership.role.key == k_administrator.row_key && !membership.expires_at &&
         membership.place.kind == ScopeKind::installation;
}

User finish(Tx& tx, const Call& call, const UserAct& act) {
  record_and_tell(tx, call, act, "user.membership_changed");
  return shown(tx, *store::find_account(tx, act.user), call.actor.scope, call.now);
}

// Where `membership` goes when its person moves; nothing when it stays or ends.
std::optional<Place> moved(const Membership& membership, const TransferUser& command) {
  if (membership.place != command.from) return std::nullopt;
  return command.to;
}

bool lies_below(const Membership& membership, const Place& left) {
  const Place& place = membership.place;
  if (left.kind == ScopeKind::merchant)
    return place.kind == ScopeKind::project && place.merchant == left.merchant;
  return left.kind == ScopeKind::company && place.company == left.company && place != left;
}

Result<void> check_transfer(const TransferUser& command) {
  const bool same_kind = command.from.kind == command.to.kind;
  const bool movable =
      command.from.kind == ScopeKind::company || command.from.kind == ScopeKind::merchant;
  if (!same_kind || !movable)
    return invalid("to", "transfer_invalid",
                   "a transfer leads from a company to a company or from a merchant to a merchant");
  if (command.from == command.to)
    return invalid("to", "transfer_invalid", "both places are the same");
  return ok();
}

}  // namespace

Result<User> add_membership(Tx& tx, const Call& call, const AddMembership& command) {
  const auto account = take_person(tx, call, command.user, command.version);
  if (!account) return account.error();
  const auto role = grantable_role(tx, call, command.grant);
  if (!role) return role.error();
  if (!store::insert_membership(tx, call, command.user, role->id, command.grant.place,
                                command.grant.expires_at))
    return conflict("membership_exists", "this person holds " + role->name + " there already");
  return finish(tx, call,
                {"add_membership",
                 command.user,
                 audit::Outcome::ok,
                 facts_of(role->key, command.grant.place, command.grant.expires_at),
                 {}});
}

Result<User> change_membership(Tx& tx, const Call& call, const ChangeMembership& command) {
  const auto account = take_person(tx, call, command.user, command.version);
  if (!account) return account.error();
  auto membership = find_membership(tx, command.user, command.membership);
  if (!membership) return not_found("membership");
  const Grantee grant{membership->role_key, membership->place, command.expires_at};
  // Ending sooner gives nothing away; lasting longer is a gift like any other.
  const bool longer = !command.expires_at ||
                      (membership->expires_at && *command.expires_at > *membership->expires_at);
  if (command.expires_at && *command.expires_at <= call.now)
    return invalid("expires_at", "expiry_past", "the end must lie in the future");
  if (longer)
    if (const auto role = grantable_role(tx, call, grant); !role) return role.error();
  if (makes_administrator(*membership) && command.expires_at)
    if (auto remains = administrator_remains(tx, command.user); !remains) return remains.error();
  const std::string before = facts_of(*membership);
  store::save_membership_end(tx, membership->id, command.expires_at);
  membership->expires_at = command.expires_at;
  return finish(
      tx, call,
      {"change_membership", command.user, audit::Outcome::ok, facts_of(*membership), {}, before});
}

Result<User> end_membership(Tx& tx, const Call& call, const EndMembership& command) {
  const auto account = take_person(tx, call, command.user, command.version);
  if (!account) return account.error();
  const auto membership = find_membership(tx, command.user, command.membership);
  if (!membership) return not_found("membership");
  if (makes_administrator(*membership))
    if (auto remains = administrator_remains(tx, command.user); !remains) return remains.error();
  store::delete_membership(tx, membership->id);
  return finish(
      tx, call,
      {"end_membership", command.user, audit::Outcome::ok, {}, {}, facts_of(*membership)});
}

Result<User> transfer_user(Tx& tx, const Call& call, const TransferUser& command) {
  if (auto fit = check_transfer(command); !fit) return fit.error();
  const auto account = take_person(tx, call, command.user, command.version);
  if (!account) return account.error();
  std::int64_t moves = 0;
  for (const Membership& membership : store::memberships(tx, command.user)) {
    const auto to = moved(membership, command);
    if (!to && !lies_below(membership, command.from)) continue;
    store::delete_membership(tx, membership.id);
    if (!to) continue;
    const Grantee grant{membership.role_key, *to, membership.expires_at};
    const auto role = grantable_role(tx, call, grant);
    if (!role) return role.error();
    store::insert_membership(tx, call, command.user, role->id, *to, membership.expires_at);
    ++moves;
  }
  if (moves == 0) return refused("nothing_to_transfer", "this person holds no role there");
  return finish(tx, call,
                {"transfer_user",
                 command.user,
                 audit::Outcome::ok,
                 facts_of("", command.to, {}),
                 {},
                 facts_of("", command.from, {})});
}

}  // namespace bursar::identity
