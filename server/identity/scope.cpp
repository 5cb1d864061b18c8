// Where a person may act: memberships become Scopes here and nowhere else.
#include <algorithm>

#include "identity/identity.hpp"
#include "identity/role_store.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

template <class IdType>
std::vector<IdType> distinct(std::vector<IdType> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

bool counts_at(std::string_view permission, const Place& place) {
  const Permission* known = find_permission(permission);
  if (known == nullptr) return false;
  if (place.kind == ScopeKind::project) return known->at_project;
  return !known->platform || place.kind == ScopeKind::installation;
}

Scope key_scope(const ApiKey& key) {
  if (key.project) return ScopeIssuer::of({}, {}, {{key.company, key.merchant, key.project}});
  return ScopeIssuer::of({}, {key.merchant});
}

Scope scope_of_places(const std::vector<Place>& places) {
  std::vector<CompanyId> companies;
  std::vector<MerchantId> merchants;
  std::vector<ProjectReach> projects;
  for (const Place& place : places) {
    switch (place.kind) {
      case ScopeKind::installation: return ScopeIssuer::installation();
      case ScopeKind::company: companies.push_back(place.company); break;
      case ScopeKind::merchant: merchants.push_back(place.merchant); break;
      case ScopeKind::project: {
        const ProjectReach reach{place.company, place.merchant, place.project};
        if (std::find(projects.begin(), projects.end(), reach) == projects.end())
          projects.push_back(reach);
        break;
      }
    }
  }
  return ScopeIssuer::of(distinct(std::move(companies)), distinct(std::move(merchants)),
                         std::move(projects));
}

bool covers(const Scope& scope, const Place& place) {
  switch (place.kind) {
    case ScopeKind::installation: return scope.everything();
    case ScopeKind::company: return scope.contains(place.company);
    case ScopeKind::merchant: return scope.contains(place.company, place.merchant);
    case ScopeKind::project: return scope.contains(place.company, place.merchant, place.project);
  }
  return false;
}

bool reaches_anything(const Scope& scope) {
  return scope.everything() || !scope.companies().empty() || !scope.merchants().empty() ||
         !scope.projects().empty();
}

Scope scope_of(Tx& tx, UserId user, std::string_view permission, Instant now) {
  std::vector<Place> places;
  for (const auto& grant : store::grants(tx, user, permission, now))
    if (counts_at(grant.permission, grant.place)) places.push_back(grant.place);
  return scope_of_places(places);
}

std::vector<Capability> capabilities(Tx& tx, UserId user, Instant now) {
  const auto grants = store::grants(tx, user, {}, now);
  std::vector<Capability> found;
  for (const Permission& permission : k_permissions) {
    std::vector<Place> places;
    for (const auto& grant : grants)
      if (grant.permission == permission.key && counts_at(grant.permission, grant.place))
        places.push_back(grant.place);
    if (!places.empty()) found.push_back({permission.key, scope_of_places(places)});
  }
  return found;
}

}  // namespace bursar::identity
