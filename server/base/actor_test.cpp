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

TEST(Scope, keeps_projects_apart) {
  // Protects: a project is no merchant and no other project, and one inside a merchant in scope is
  // not told twice.
  const CompanyId mine{1};
  const MerchantId shop{3}, other{4};
  const ProjectId web{5}, app{6};
  const Scope scope = ScopeIssuer::of({}, {other}, {{mine, shop, web}, {mine, other, app}});
  EXPECT_TRUE(scope.contains(mine, shop, web));
  EXPECT_FALSE(scope.contains(mine, shop, app));
  EXPECT_FALSE(scope.contains(mine, shop));
  EXPECT_FALSE(scope.contains(mine, other, {}) && scope.contains(mine, shop, {}));
  EXPECT_TRUE(scope.contains(mine, other, app));
  ASSERT_EQ(scope.projects().size(), 1U);
  EXPECT_EQ(scope.projects()[0].project, web);
  EXPECT_TRUE(scope.touches(mine, shop));
  EXPECT_FALSE(scope.touches(mine, MerchantId{9}));
  EXPECT_FALSE(Scope().contains(mine, shop, web));
}

}  // namespace
}  // namespace bursar
