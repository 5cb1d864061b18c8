// Holding is judged as for a request: by scope_of, from memberships that live now.
#include "identity/holders.hpp"

#include "base/text.hpp"
#include "identity/holders_store.hpp"
#include "identity/identity.hpp"
#include "identity/role_store.hpp"
#include "identity/store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::int64_t k_candidates_max = 500;

Holder holder_of(const store::Account& account) {
  const bool acts = account.state == UserState::active || account.state == UserState::locked;
  return {account.id, account.name, account.email, acts};
}

// Whether a membership at `held` is one at `place` too.
bool reaches(const Place& held, const Place& place) {
  return covers(scope_of_places({held}), place);
}

bool is_project_of(const Place& held, const Place& place) {
  return held.kind == ScopeKind::project && held.merchant == place.merchant;
}

std::string mailbox(std::string_view email) {
  const std::string folded = fold_case(trim(email));
  const std::size_t at = folded.find('@');
  const std::size_t plus = folded.find('+');
  if (at == std::string::npos || plus == std::string::npos || plus > at) return folded;
  return folded.substr(0, plus) + folded.substr(at);
}

}  // namespace

Result<Holder> find_holder(storage::Tx& tx, UserId user) {
  const auto account = store::find_account(tx, user);
  if (!account) return not_found("user");
  return holder_of(*account);
}

bool holds_at(storage::Tx& tx, UserId user, std::string_view permission, const Place& place,
              Instant now) {
  return covers(scope_of(tx, user, permission, now), place);
}

bool holds_within(storage::Tx& tx, UserId user, std::string_view permission, const Place& place,
                  Instant now) {
  const Scope scope = scope_of(tx, user, permission, now);
  return covers(scope, place) || (place.merchant && scope.touches(place.company, place.merchant));
}

std::vector<Holder> holders_at(storage::Tx& tx, const std::vector<std::string>& permissions,
                               const Place& place, Instant now, std::size_t limit) {
  std::vector<Holder> found;
  for (const UserId user :
       store::people_granted(tx, permissions.at(0), place, now, k_candidates_max)) {
    if (found.size() >= limit) break;
    bool holds = true;
    for (const std::string& permission : permissions)
      holds = holds && holds_at(tx, user, permission, place, now);
    if (!holds) continue;
    if (const auto account = store::find_account(tx, user))
      if (account->state == UserState::active) found.push_back(holder_of(*account));
  }
  return found;
}

std::vector<std::string> role_keys_at(storage::Tx& tx, UserId user, const Place& place,
                                      Instant now) {
  std::vector<std::string> keys;
  for (const Membership& membership : store::memberships(tx, user))
    if ((!membership.expires_at || *membership.expires_at > now) &&
        (reaches(membership.place, place) || is_project_of(membership.place, place)))
      keys.push_back(membership.role_key);
  return keys;
}

bool is_same_mailbox(std::string_view email, std::string_view other) {
  return mailbox(email) == mailbox(other);
}

}  // namespace bursar::identity
