// The overlap of two people's rights. Only permissions to read ever come out of here, so a view can
// neither change anything nor show what its agent could not have read alone.
#include "identity/view_reach.hpp"

#include <algorithm>

#include "identity/trail.hpp"
#include "identity/view_as_store.hpp"

namespace bursar::identity {
namespace {

using storage::Tx;

bool is_reading(const Permission& permission) {
  return permission.key.ends_with(":read") && !permission.platform;
}

// What the one looked as holds at the place. The merchant itself sees what its owner would.
std::vector<Place> shown_places(Tx& tx, const View& view, const Permission& permission,
                                Instant now) {
  if (view.person.id) return held_inside(tx, view.person.id, permission.key, view.place, now);
  const BuiltInRole* owner = find_built_in_role("owner");
  if (owner != nullptr && built_in_grants(*owner, permission)) return {view.place};
  return {};
}

std::vector<Place> places_of(Tx& tx, const View& view, const Permission& permission, Instant now) {
  if (!is_reading(permission)) return {};
  const auto shown = shown_places(tx, view, permission, now);
  if (shown.empty()) return {};
  std::vector<Place> both;
  for (const Place& own : held_inside(tx, view.agent.id, permission.key, view.place, now))
    for (const Place& theirs : shown)
      if (auto shared = overlap(own, theirs)) both.push_back(*shared);
  return both;
}

}  // namespace

std::optional<Place> overlap(const Place& a, const Place& b) {
  if (a.kind == ScopeKind::installation) return b;
  if (b.kind == ScopeKind::installation) return a;
  if (a.company != b.company) return std::nullopt;
  if (a.kind == ScopeKind::company) return b;
  if (b.kind == ScopeKind::company) return a;
  if (a.merchant != b.merchant) return std::nullopt;
  if (a.kind == ScopeKind::merchant) return b;
  if (b.kind == ScopeKind::merchant) return a;
  return a == b ? std::optional(a) : std::nullopt;
}

std::vector<Place> held_inside(Tx& tx, UserId user, std::string_view permission, const Place& edge,
                               Instant now) {
  std::vector<Place> places;
  for (const store::Grant& grant : store::grants(tx, user, permission, now)) {
    if (!counts_at(permission, grant.place)) continue;
    if (auto shared = overlap(grant.place, edge)) places.push_back(*shared);
  }
  return places;
}

bool belongs(Tx& tx, UserId user, std::string_view permission, const Place& place, Instant now) {
  const auto grants = store::grants(tx, user, permission, now);
  return std::any_of(grants.begin(), grants.end(), [&](const store::Grant& grant) {
    return grant.place.kind != ScopeKind::installation &&
           covers(scope_of_places({grant.place}), place);
  });
}

bool shows_anything(Tx& tx, const View& view, Instant now) {
  return std::any_of(k_permissions.begin(), k_permissions.end(), [&](const Permission& permission) {
    return !places_of(tx, view, permission, now).empty();
  });
}

bool is_usable(const store::Account& account) {
  return account.state == UserState::active || account.state == UserState::locked;
}

ConsentMode consent_of(Tx& tx, CompanyId company) {
  const auto stored = store::find_consent(tx, company);
  return stored ? stored->mode : ConsentMode::ask;
}

std::string view_obstacle(Tx& tx, const View& view, Instant now) {
  if (view.ends_at && now >= *view.ends_at) return "time_over";
  const ConsentMode mode = consent_of(tx, view.place.company);
  const bool was_asked = view.answered_at.has_value();
  if (mode == ConsentMode::off || (mode == ConsentMode::ask && !was_asked))
    return "consent_withdrawn";
  if (held_inside(tx, view.agent.id, k_views_start, view.place, now).empty())
    return "agent_rights_lost";
  if (view.person.id) {
    const auto account = store::find_account(tx, view.person.id);
    if (!account || !is_usable(*account)) return "person_rights_lost";
  }
  return shows_anything(tx, view, now) ? std::string() : "person_rights_lost";
}

std::optional<Look> look_of(Tx& tx, SessionId session, Instant now) {
  auto view = store::running_view(tx, session);
  if (!view) return std::nullopt;
  Look look{std::move(*view), {}};
  look.over = view_obstacle(tx, look.view, now);
  return look;
}

Scope view_scope(Tx& tx, const View& view, std::string_view permission, Instant now) {
  const Permission* known = find_permission(permission);
  if (known == nullptr) return {};
  return scope_of_places(places_of(tx, view, *known, now));
}

std::vector<Capability> view_capabilities(Tx& tx, const View& view, Instant now) {
  std::vector<Capability> found;
  for (const Permission& permission : k_permissions) {
    const auto places = places_of(tx, view, permission, now);
    if (!places.empty()) found.push_back({permission.key, scope_of_places(places)});
  }
  return found;
}

std::vector<std::string_view> withheld_permissions(Tx& tx, const View& view, Instant now) {
  std::vector<std::string_view> withheld;
  for (const Permission& permission : k_permissions)
    if (is_reading(permission) && !shown_places(tx, view, permission, now).empty() &&
        held_inside(tx, view.agent.id, permission.key, view.place, now).empty())
      withheld.push_back(permission.key);
  return withheld;
}

}  // namespace bursar::identity
