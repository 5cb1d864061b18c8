// Query and the scope filter: numbered values, and no row outside the scope on either driver.
#include "storage/query.hpp"

#include <gtest/gtest.h>

#include "testing/testing.hpp"

namespace bursar::storage {
namespace {

// Protects the numbering of values when conditions are added one by one.
TEST(Query, NumbersItsParameters) {
  Query query("select id from p where 1=1");
  query.add(" and state = ", 3)
      .add(" and kind is not null")
      .add_list(" and id in ", std::vector<std::int64_t>{7, 8});
  query.add_list(" and id in ", std::vector<std::int64_t>{});
  EXPECT_EQ(query.sql(),
            "select id from p where 1=1 and state = $1 and kind is not null and id in ($2, $3) and "
            "id in (null)");
  EXPECT_EQ(query.params().size(), 3U);
}

class ScopeFilterTest : public DbTest {
 protected:
  std::vector<Migration> migrations() const override {
    return {{"sample", "0001_sample.sql",
             "CREATE TABLE p (id BIGINT PRIMARY KEY, company BIGINT NOT NULL, merchant BIGINT NOT "
             "NULL, project BIGINT NOT NULL);\n"
             "INSERT INTO p (id, company, merchant, project) VALUES (1, 10, 100, 1000), "
             "(2, 10, 101, 1010), (3, 20, 200, 2000), (4, 30, 300, 3000), (5, 10, 100, 1001);"}};
  }
  std::vector<std::int64_t> seen_of_projects(const Scope& scope) {
    return db().read([&](Tx& tx) {
      Query query("select id from p where 1=1");
      scope_filter(query, scope, "company", "merchant", "project");
      query.add(" order by id");
      return query.all(tx, [](const Row& row) { return row.i64(0); });
    });
  }
  std::vector<std::int64_t> seen_by(const Scope& scope) {
    return db().read([&](Tx& tx) {
      Query query("select id from p where 1=1");
      scope_filter(query, scope, "company", "merchant");
      query.add(" order by id");
      return query.all(tx, [](const Row& row) { return row.i64(0); });
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ScopeFilterTest, both_dialects(), dialect_name);

// Protects tenants from each other: the filter is what every list goes through.
TEST_P(ScopeFilterTest, ShowsOnlyTheScope) {
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(seen_by(ScopeIssuer::installation()), (Ids{1, 2, 3, 4, 5}));
  EXPECT_EQ(seen_by(Scope{}), Ids{});
  EXPECT_EQ(seen_by(ScopeIssuer::of({CompanyId{10}}, {})), (Ids{1, 2, 5}));
  EXPECT_EQ(seen_by(ScopeIssuer::of({}, {MerchantId{101}})), Ids{2});
  EXPECT_EQ(seen_by(ScopeIssuer::of({CompanyId{20}, CompanyId{30}}, {MerchantId{100}})),
            (Ids{1, 3, 4, 5}));
}

// Protects siblings: a project is neither its merchant nor another project, and what asks about
// merchants shows it nothing.
TEST_P(ScopeFilterTest, ShowsTheProjectsRowsOnly) {
  using Ids = std::vector<std::int64_t>;
  const ProjectReach one{CompanyId{10}, MerchantId{100}, ProjectId{1001}};
  EXPECT_EQ(seen_by(ScopeIssuer::of({}, {}, {one})), Ids{});
  EXPECT_EQ(seen_of_projects(ScopeIssuer::of({}, {}, {one})), Ids{5});
  EXPECT_EQ(seen_of_projects(ScopeIssuer::of({}, {MerchantId{101}}, {one})), (Ids{2, 5}));
  EXPECT_EQ(seen_of_projects(ScopeIssuer::of({CompanyId{20}}, {}, {one})), (Ids{3, 5}));
  EXPECT_EQ(seen_of_projects(ScopeIssuer::installation()), (Ids{1, 2, 3, 4, 5}));
  EXPECT_EQ(seen_of_projects(Scope{}), Ids{});
}

}  // namespace
}  // namespace bursar::storage
