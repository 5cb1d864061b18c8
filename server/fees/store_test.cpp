// Plans, cost profiles and fee lines on both databases: versions never change, lines are written
// once.
#include "fees/fees.hpp"
#include "testing/testing.hpp"

namespace bursar::fees {
namespace {

class FeesStoreTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override { return fees::migrations(); }
  Call call() { return {actor_, clock().now(), ids(), random()}; }
  Result<Plan> save(CompanyId company, const Plan& plan) {
    return db().write([&](storage::Tx& tx) { return save_plan(tx, call(), company, plan); });
  }
  template <class F>
  auto read(F body) {
    return db().read([&](storage::Tx& tx) { return body(tx); });
  }

  static Plan standard() {
    Plan plan;
    plan.name = "standard";
    plan.sale = {14'000, {{Currency::of("EUR"), 25, 15, 1'000}, {Currency::of("JPY"), 30, {}, {}}}};
    plan.refund = {0, {{Currency::of("EUR"), 30, {}, {}}}};
    plan.on_refund = OnRefund::prorata;
    plan.reserve_ppm = 100'000;
    plan.reserve_days = 180;
    plan.settle_days = 3;
    plan.rounding = Rounding::half_even;
    return plan;
  }
  const CompanyId company_{500};

 private:
  Actor actor_;
};
INSTANTIATE_TEST_SUITE_P(Both, FeesStoreTest, both_dialects(), dialect_name);

TEST_P(FeesStoreTest, plan_comes_back_as_saved) {
  // Protects: every field of a plan survives, the bounds and absent bounds of each currency
  // included.
  const Plan saved = *save(company_, standard());
  EXPECT_EQ(saved.version, 1);
  const Plan loaded = *read([&](storage::Tx& tx) { return load_plan(tx, saved.key); });
  EXPECT_EQ(loaded.key, saved.key);
  EXPECT_EQ(loaded.name, "standard");
  EXPECT_EQ(loaded.on_refund, OnRefund::prorata);
  EXPECT_EQ(loaded.reserve_ppm, 100'000);
  EXPECT_EQ(loaded.reserve_days, 180);
  EXPECT_EQ(loaded.settle_days, 3);
  EXPECT_EQ(loaded.rounding, Rounding::half_even);
  EXPECT_EQ(loaded.sale.percent_ppm, 14'000);
  const FixedPart* euro = loaded.sale.part(Currency::of("EUR"));
  ASSERT_NE(euro, nullptr);
  EXPECT_EQ(euro->fixed_minor, 25);
  EXPECT_EQ(euro->min_minor, 15);
  EXPECT_EQ(euro->max_minor, 1'000);
  EXPECT_EQ(loaded.sale.part(Currency::of("JPY"))->fixed_minor, 30);
  EXPECT_EQ(loaded.sale.part(Currency::of("JPY"))->max_minor, std::nullopt);
  EXPECT_EQ(loaded.refund.percent_ppm, 0);
  EXPECT_EQ(loaded.refund.part(Currency::of("EUR"))->fixed_minor, 30);
}

TEST_P(FeesStoreTest, a_later_version_leaves_the_earlier_one) {
  // Protects: a changed rule affects only later payments; the old version stays readable.
  Plan plan = *save(company_, standard());
  plan.sale.percent_ppm = 20'000;
  const Plan second = *save(company_, plan);
  EXPECT_EQ(second.key, plan.key);
  EXPECT_EQ(second.version, 2);
  EXPECT_EQ(read([&](storage::Tx& tx) { return load_plan(tx, plan.key); })->sale.percent_ppm,
            20'000);
  EXPECT_EQ(read([&](storage::Tx& tx) { return load_plan(tx, plan.key, 1); })->sale.percent_ppm,
            14'000);
  EXPECT_FALSE(read([&](storage::Tx& tx) { return load_plan(tx, plan.key, 3); }).has_value());
}

TEST_P(FeesStoreTest, stale_and_foreign_saves_are_refused) {
  // Protects: two editors do not overwrite each other, and nobody edits another company's plan.
  const Plan first = *save(company_, standard());
  EXPECT_TRUE(save(company_, first).has_value());
  EXPECT_EQ(save(company_, first).error().code, "version_changed");
  EXPECT_EQ(save(CompanyId{501}, first).error().kind, ErrorKind::not_found);
  EXPECT_EQ(save(CompanyId{}, first).error().kind, ErrorKind::not_found);
  Plan unknown = standard();
  unknown.key = 9;
  EXPECT_EQ(save(company_, unknown).error().kind, ErrorKind::not_found);
  Plan invalid = standard();
  invalid.sale.percent_ppm = -1;
  EXPECT_EQ(save(company_, invalid).error().field, "sale.percent_ppm");
}

TEST_P(FeesStoreTest, default_is_the_installations_first_plan) {
  // Protects: a merchant without a plan pays the installation's, in its newest version.
  EXPECT_FALSE(read([](storage::Tx& tx) { return default_plan(tx); }).has_value());
  ASSERT_TRUE(save(company_, standard()).has_value());
  Plan global = *save(CompanyId{}, standard());
  Plan other = standard();
  other.name = "other";
  ASSERT_TRUE(save(CompanyId{}, other).has_value());
  global.name = "renamed";
  ASSERT_TRUE(save(CompanyId{}, global).has_value());
  EXPECT_EQ(read([](storage::Tx& tx) { return default_plan(tx); })->name, "renamed");
  const auto plans = read([&](storage::Tx& tx) { return plans_of(tx, company_); });
  ASSERT_EQ(plans.size(), 3U);
  EXPECT_EQ(plans[1].version, 2);
  EXPECT_EQ(read([](storage::Tx& tx) { return plans_of(tx, CompanyId{77}); }).size(), 2U);
}

TEST_P(FeesStoreTest, costs_come_back_as_saved) {
  // Protects: the three components of a provider's costs are not mixed up.
  const CostProfile profile{{2'000, {}},
                            {800, {{Currency::of("EUR"), 2, {}, {}}}},
                            {1'500, {{Currency::of("EUR"), 3, {}, 99}}}};
  const auto key = *db().write(
      [&](storage::Tx& tx) -> Result<std::int64_t> { return save_costs(tx, call(), profile); });
  const CostProfile loaded = read([&](storage::Tx& tx) { return load_costs(tx, key); });
  const Costs costs = sale_costs(loaded, {10'000, Currency::of("EUR")});
  EXPECT_EQ(costs.interchange_minor, 20);
  EXPECT_EQ(costs.scheme_minor, 10);
  EXPECT_EQ(costs.acquirer_minor, 18);
  EXPECT_EQ(loaded.acquirer.part(Currency::of("EUR"))->max_minor, 99);
  EXPECT_THROW(read([](storage::Tx& tx) { return load_costs(tx, 5); }), Bug);
}

TEST_P(FeesStoreTest, lines_are_written_once) {
  // Protects: recording an operation's fee again changes nothing, and it reads back with base and
  // rate.
  const OperationId operation{42};
  const Plan plan = *save(company_, standard());
  const Money amount{10'000, Currency::of("EUR")};
  std::vector<FeeLine> lines{sale_fee(plan, amount), refund_fee(plan, amount)};
  const auto save_them = [&] {
    return db().write([&](storage::Tx& tx) -> Result<void> {
      save_lines(tx, call(), operation, lines);
      return ok();
    });
  };
  ASSERT_TRUE(save_them().has_value());
  lines.front().amount_minor = 9'999;
  ASSERT_TRUE(save_them().has_value());
  const auto stored = read([&](storage::Tx& tx) { return lines_of(tx, operation); });
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].trigger, Trigger::sale);
  EXPECT_EQ(stored[0].title, "sale fee");
  EXPECT_EQ(stored[0].plan_key, plan.key);
  EXPECT_EQ(stored[0].plan_version, 1);
  EXPECT_EQ(stored[0].base_minor, 10'000);
  EXPECT_EQ(stored[0].percent_ppm, 14'000);
  EXPECT_EQ(stored[0].fixed_minor, 25);
  EXPECT_EQ(stored[0].amount_minor, 165);
  EXPECT_EQ(stored[0].currency, amount.currency);
  EXPECT_EQ(stored[1].amount_minor, 30);
  EXPECT_TRUE(read([](storage::Tx& tx) { return lines_of(tx, OperationId{43}); }).empty());
}

TEST_P(FeesStoreTest, history_is_append_only) {
  // Protects: what was charged and why cannot be rewritten, whoever writes the SQL.
  const Plan plan = *save(company_, standard());
  ASSERT_TRUE(db().write([&](storage::Tx& tx) -> Result<void> {
                    save_lines(tx, call(), OperationId{42},
                               {sale_fee(plan, {10'000, Currency::of("EUR")})});
                    return ok();
                  })
                  .has_value());
  for (const char* sql : {"UPDATE fee_plan SET reserve_ppm = 1", "DELETE FROM fee_plan",
                          "UPDATE fee_price SET percent_ppm = 1", "DELETE FROM fee_price",
                          "UPDATE fee_line SET amount_minor = 1", "DELETE FROM fee_line"})
    EXPECT_THROW(static_cast<void>(db().write([&](storage::Tx& tx) -> Result<void> {
                   tx.exec(sql);
                   return ok();
                 })),
                 storage::StorageError)
        << sql;
}

}  // namespace
}  // namespace bursar::fees
