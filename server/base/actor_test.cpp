// Scope: what an actor reaches in the tenant tree.
#include "base/actor.hpp"

#include "testing/testing.hpp"

namespace bursar {
namespace {

TEST(Scope, reaches_what_it_names_and_no_more) {
  // Protects: a company contains its merchants, a merchant does not contain its company, and a
  // scope nobody issued reaches nothing.
  const CompanyId mine{1}, other{2};
  const MerchantId shop{3}, foreign{4};
  EXPECT_TRUE(ScopeIssuer::installation().contains(other, foreign));
  const Scope company = ScopeIssuer::of({mine}, {});
  EXPECT_TRUE(company.contains(mine));
  EXPECT_TRUE(company.contains(mine, shop));
  EXPECT_FALSE(company.contains(other));
  EXPECT_FALSE(company.contains(other, foreign));
  const Scope merchant = ScopeIssuer::of({}, {shop});
  EXPECT_TRUE(merchant.contains(mine, shop));
  EXPECT_FALSE(merchant.contains(mine));
  EXPECT_FALSE(merchant.contains(mine, foreign));
  EXPECT_FALSE(Scope().contains(mine));
  EXPECT_FALSE(Scope().contains(mine, shop));
  EXPECT_FALSE(Scope().contains(CompanyId{}, MerchantId{}));
}

}  // namespace
}  // namespace bursar
