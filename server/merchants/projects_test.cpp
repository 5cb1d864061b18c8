// Protects projects: unique names, no lost change, and nothing of a sibling for who reaches one.
#include "merchants/projects.hpp"

#include "audit/audit.hpp"
#include "fees/fees.hpp"
#include "merchants/merchants.hpp"
#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::merchants {
namespace {

class ProjectsTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join(
        {audit::migrations(), outbox::migrations(), fees::migrations(), merchants::migrations()});
  }
  void SetUp() override {
    DbTest::SetUp();
    admin_.scope = ScopeIssuer::installation();
    const auto made = db().write([&](storage::Tx& tx) -> Result<Merchant> {
      fees::Plan plan;
      plan.name = "standard";
      if (auto saved = fees::save_plan(tx, call(), CompanyId{}, plan); !saved) return saved.error();
      const auto company = create_company(tx, call(),
                                          {.name = "Northwind",
                                           .country = "DE",
                                           .time_zone = "UTC",
                                           .default_currency = Currency::of("EUR")});
      if (!company) return company.error();
      CreateMerchant command;
      command.company_id = company->id;
      command.name = "Shop";
      command.settlement_currency = Currency::of("EUR");
      return create_merchant(tx, call(), command);
    });
    ASSERT_TRUE(made);
    shop_ = *made;
  }
  Call call() { return Call{admin_, clock().now(), ids(), random()}; }
  Result<Project> create(std::string name, const Scope& scope) {
    Call made = call();
    Actor actor = admin_;
    actor.scope = scope;
    return db().write([&](storage::Tx& tx) {
      return create_project(tx, Call{actor, made.now, ids(), random()}, {shop_.id, name});
    });
  }
  Actor admin_;
  Merchant shop_;
};
INSTANTIATE_TEST_SUITE_P(Both, ProjectsTest, both_dialects(), dialect_name);

TEST_P(ProjectsTest, AreMadeRenamedAndNamedOnce) {  // a second project, and no change lost
  const auto app = create(" App ", admin_.scope);
  ASSERT_TRUE(app);
  EXPECT_EQ(app->name, "App");
  EXPECT_FALSE(app->is_default);
  EXPECT_EQ(create("aPP", admin_.scope).error().code, "project_name_taken");
  EXPECT_EQ(create(" ", admin_.scope).error().code, "missing_value");
  const auto rename = [&](std::int64_t version, std::string name) {
    return db().write([&](storage::Tx& tx) {
      return rename_project(tx, call(), {app->id, version, std::move(name)});
    });
  };
  ASSERT_TRUE(rename(1, "Till"));
  EXPECT_EQ(rename(1, "Kiosk").error().code, "version_changed");
  const auto all =
      db().read([&](storage::Tx& tx) { return list_projects(tx, admin_.scope, shop_.id); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].is_default);
  EXPECT_EQ(all[1].name, "Till");
  EXPECT_EQ(all[1].number, all[0].number + 1);
}

TEST_P(ProjectsTest, ShowWhoReachesOneThatOneAlone) {  // siblings and the merchant stay out of
                                                       // reach
  const auto app = create("App", admin_.scope);
  ASSERT_TRUE(app);
  const Scope only = ScopeIssuer::of({}, {}, {{shop_.company_id, shop_.id, app->id}});
  (void)db().read([&](storage::Tx& tx) -> Result<void> {
    const auto seen = list_projects(tx, only, {});
    EXPECT_EQ(seen.size(), 1U);
    EXPECT_EQ(load_project(tx, only, shop_.default_project_id).error().kind, ErrorKind::not_found);
    EXPECT_TRUE(list_merchants(tx, only, {}).empty());
    const auto merchant = load_merchant(tx, only, shop_.id);
    EXPECT_TRUE(merchant);
    EXPECT_EQ(merchant ? merchant->default_project_id : ProjectId{}, app->id);
    return ok();
  });
  EXPECT_EQ(create("Another", only).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace bursar::merchants
