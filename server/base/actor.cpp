// Scope membership: a company contains its merchants.
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

Scope ScopeIssuer::installation() {
  Scope scope;
  scope.everything_ = true;
  return scope;
}

Scope ScopeIssuer::of(std::vector<CompanyId> companies, std::vector<MerchantId> merchants) {
  Scope scope;
  scope.companies_ = std::move(companies);
  scope.merchants_ = std::move(merchants);
  return scope;
}

}  // namespace bursar
