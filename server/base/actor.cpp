// Scope membership: a company contains its merchants, a merchant its projects.
#include "base/actor.hpp"

#include <algorithm>

namespace bursar {

bool Scope::contains(CompanyId company) const {
  return everything_ ||
         std::find(companies_.begin(), companies_.end(), company) != companies_.end();
}

bool Scope::contains(CompanyId company, MerchantId merchant) const {
  return contains(company) ||
         std::find(merchants_.begin(), merchants_.end(), merchant) != merchants_.end();
}

bool Scope::contains(CompanyId company, MerchantId merchant, ProjectId project) const {
  return contains(company, merchant) ||
         std::find(projects_.begin(), projects_.end(), ProjectReach{company, merchant, project}) !=
             projects_.end();
}

bool Scope::touches(CompanyId company, MerchantId merchant) const {
  return contains(company, merchant) ||
         std::any_of(projects_.begin(), projects_.end(), [&](const ProjectReach& one) {
           return one.company == company && one.merchant == merchant;
         });
}

Scope ScopeIssuer::installation() {
  Scope scope;
  scope.everything_ = true;
  return scope;
}

Scope ScopeIssuer::of(std::vector<CompanyId> companies, std::vector<MerchantId> merchants,
                      std::vector<ProjectReach> projects) {
  Scope scope;
  scope.companies_ = std::move(companies);
  scope.merchants_ = std::move(merchants);
  std::erase_if(projects, [&scope](const ProjectReach& one) {
    return scope.contains(one.company, one.merchant);
  });
  scope.projects_ = std::move(projects);
  return scope;
}

}  // namespace bursar
