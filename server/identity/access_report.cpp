// The report is read in three statements; taking away goes the way of the pages, so that every rule
// about who may end what holds here as well.
#include "identity/access_report.hpp"

#include <algorithm>

#include "identity/access_store.hpp"
#include "identity/api_token.hpp"
#include "identity/api_token_store.hpp"
#include "identity/grant.hpp"
#include "identity/role_store.hpp"

namespace bursar::identity {
namespace {

// The actor with what they reach by another right.
Result<Actor> acting_by(Tx& tx, const Call& call, std::string_view permission) {
  Actor actor = call.actor;
  actor.scope = scope_of(tx, UserId{actor.key}, permission, call.now);
  if (!reaches_anything(actor.scope)) return forbidden(std::string(permission));
  return actor;
}

Result<bool> end_role(Tx& tx, const Call& call, const AccessTarget& target) {
  const auto account = store::find_account(tx, target.user);
  const MembershipId id{target.target};
  const auto held = store::memberships(tx, target.user);
  const bool is_held =
      std::any_of(held.begin(), held.end(), [id](const Membership& one) { return one.id == id; });
  if (!account || !is_held) return false;
  const auto ended = end_membership(tx, call, {target.user, account->version, id});
  if (!ended) return ended.error();
  return true;
}

Result<bool> end_key(Tx& tx, const Call& call, const AccessTarget& target) {
  // One that exists but cannot be reached is refused below: only what was deleted is gone.
  if (!public_id_of(tx, target)) return false;
  const auto key = read_api_key(tx, call, target.merchant, ApiKeyId{target.target});
  if (!key) return key.error();
  if (key->state != ApiKeyState::active) return false;
  const auto revoked = revoke_api_key(tx, call, target.merchant, key->id);
  if (!revoked) return revoked.error();
  return true;
}

}  // namespace

std::string_view access_kind_name(AccessKind kind) {
  switch (kind) {
    case AccessKind::membership: return "membership";
    case AccessKind::api_key: return "api_key";
    case AccessKind::api_token: return "api_token";
  }
  return "membership";
}

std::vector<AccessRow> access_report(Tx& tx, Instant now) {
  std::vector<AccessRow> rows = store::held_memberships(tx, now);
  for (auto& more : {store::held_api_keys(tx, now), store::held_api_tokens(tx)})
    rows.insert(rows.end(), more.begin(), more.end());
  std::stable_sort(rows.begin(), rows.end(), [](const AccessRow& a, const AccessRow& b) {
    return std::tie(a.name, a.email) < std::tie(b.name, b.email);
  });
  return rows;
}

Result<bool> end_access(Tx& tx, const Call& call, const AccessTarget& target) {
  const bool is_key = target.kind == AccessKind::api_key;
  const auto actor = acting_by(tx, call, is_key ? "api_keys:write" : "users:write");
  if (!actor) return actor.error();
  const Call acting{*actor, call.now, call.ids, call.random};
  switch (target.kind) {
    case AccessKind::membership: return end_role(tx, acting, target);
    case AccessKind::api_key: return end_key(tx, acting, target);
    case AccessKind::api_token:
      return end_api_token_of(tx, acting, target.user, ApiTokenId{target.target});
  }
  return false;
}

std::optional<Instant> installed_at(Tx& tx) { return store::installed_at(tx); }

std::optional<AccessTarget> successor_of(Tx& tx, const AccessTarget& target) {
  if (target.kind != AccessKind::api_key) return std::nullopt;
  const auto id = store::api_key_replaced_by(tx, ApiKeyId{target.target});
  if (!id) return std::nullopt;
  AccessTarget next = target;
  next.target = id->key;
  return next;
}

std::optional<std::string> public_id_of(Tx& tx, const AccessTarget& target) {
  if (target.kind != AccessKind::api_key) return std::nullopt;
  return store::api_key_public_id(tx, ApiKeyId{target.target});
}

}  // namespace bursar::identity
