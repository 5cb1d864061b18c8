// Who sees and changes which plan, and that two editors never overwrite each other, on both
// databases.
#include "fees/plans.hpp"

#include "audit/audit.hpp"
#include "merchants/fee_plan.hpp"
#include "outbox/outbox.hpp"
#include "testing/testing.hpp"

namespace bursar::fees {
namespace {

const Currency k_eur = Currency::of("EUR");
const Currency k_jpy = Currency::of("JPY");

class PlansTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join(
        {audit::migrations(), outbox::migrations(), fees::migrations(), merchants::migrations()});
  }
  void SetUp() override {
    DbTest::SetUp();
    root_.scope = ScopeIssuer::installation();
    root_.name = "root@bursar.example";
    standard_ = create({}, plan("Standard"));
    const auto done = db().write([&](storage::Tx& tx) -> Result<void> {
      for (CompanyId* company : {&a_, &b_})
        *company =
            merchants::create_company(
                tx, call(),
                {.name = "C", .country = "DE", .time_zone = "UTC", .default_currency = k_eur})
                ->id;
      merchants::CreateMerchant shop;
      shop.company_id = a_;
      shop.name = "Shop";
      shop.settlement_currency = k_eur;
      shop.allowed_currencies = {k_jpy};
      shop_ = merchants::create_merchant(tx, call(), shop)->id;
      return ok();
    });
    ASSERT_TRUE(done);
    head_.scope = ScopeIssuer::of({a_}, {});
    shopkeeper_.scope = ScopeIssuer::of({}, {shop_});
  }
  static Plan plan(std::string name) {
    Plan plan;
    plan.name = std::move(name);
    plan.sale = {14'000, {{k_eur, 25, {}, {}}}};
    return plan;
  }
  Call call() { return as(root_); }
  Call as(const Actor& actor) { return {actor, clock().now(), ids(), random()}; }
  Plan create(CompanyId company, const Plan& plan) {
    auto made = db().write([&](storage::Tx& tx) { return create_plan(tx, call(), company, plan); });
    EXPECT_TRUE(made);
    return made ? *made : Plan{};
  }
  std::string save(const Actor& actor, const Plan& plan) {
    const auto saved =
        db().write([&](storage::Tx& tx) { return save_version(tx, as(actor), plan); });
    return saved ? "saved " + std::to_string(saved->version) : saved.error().code;
  }
  std::string assign(const Actor& actor, FeePlanId plan, bool accepts = false) {
    const auto done = db().write([&](storage::Tx& tx) {
      const std::int64_t version = merchants::load_merchant(tx, root_.scope, shop_)->version;
      return merchants::assign_fee_plan(tx, as(actor), {shop_, version, plan, accepts});
    });
    return done ? "assigned" : done.error().code;
  }
  std::string seen_by(const Actor& actor) {
    std::string names;
    for (const PlanInReach& row :
         db().read([&](storage::Tx& tx) { return list_plans(tx, as(actor)); }))
      names += (names.empty() ? "" : " ") + row.plan.name + (row.can_change ? "*" : "");
    return names;
  }

  Actor root_, head_, shopkeeper_;
  CompanyId a_, b_;
  MerchantId shop_;
  Plan standard_;
};
INSTANTIATE_TEST_SUITE_P(Both, PlansTest, both_dialects(), dialect_name);

TEST_P(PlansTest, are_seen_and_changed_by_place) {
  // Protects: prices of other companies stay theirs, the installation's plans are changed by people
  // of the installation alone, and a merchant's people see what they pay.
  const Plan ours = create(a_, plan("Ours"));
  const Plan theirs = create(b_, plan("Theirs"));
  EXPECT_EQ(seen_by(root_), "Standard* Ours* Theirs*");
  EXPECT_EQ(seen_by(head_), "Standard Ours*");
  EXPECT_EQ(seen_by(shopkeeper_), "Standard");
  Plan next = theirs;
  next.sale.percent_ppm = 1;
  EXPECT_EQ(save(head_, next), "not_found");
  next = standard_;
  next.sale.percent_ppm = 1;
  EXPECT_EQ(save(head_, next), "permission_missing");
  next = ours;
  next.sale.percent_ppm = 1;
  EXPECT_EQ(save(head_, next), "saved 2");
  EXPECT_EQ(assign(shopkeeper_, FeePlanId{ours.key}, true), "not_found");
  EXPECT_EQ(assign(root_, FeePlanId{theirs.key}, true), "not_found") << "another company's";
  EXPECT_EQ(assign(head_, FeePlanId{ours.key}, true), "assigned");
  EXPECT_EQ(seen_by(shopkeeper_), "Standard Ours");
}

TEST_P(PlansTest, leave_the_reserve_to_the_installation) {
  // Protects: whoever is charged does not free themselves of the reserve, nor of the days until
  // money is paid out; people of the whole installation set both.
  const Plan ours = create(a_, plan("Ours"));
  for (auto term : {&Plan::reserve_ppm, &Plan::reserve_days, &Plan::settle_days}) {
    Plan next = ours;
    next.*term += 1;
    EXPECT_EQ(save(head_, next), "terms_of_the_operator");
    const auto made =
        db().write([&](storage::Tx& tx) { return create_plan(tx, as(head_), a_, next); });
    EXPECT_EQ(made ? "made" : made.error().code, "terms_of_the_operator");
  }
  Plan next = ours;
  next.reserve_ppm = 50'000;
  next.reserve_days = 30;
  EXPECT_EQ(save(root_, next), "saved 2");
}

TEST_P(PlansTest, are_never_overwritten) {
  // Protects: the second of two editors is told, a save that changes nothing makes no version, and
  // each version says who made it and when, in the trail with before and after.
  Plan mine = standard_;
  mine.refund.percent_ppm = 5;
  Plan theirs = standard_;
  theirs.refund.percent_ppm = 6;
  EXPECT_EQ(save(root_, standard_), "nothing_changed");
  EXPECT_EQ(save(root_, theirs), "saved 2");
  EXPECT_EQ(save(root_, mine), "version_changed");
  const auto versions = *db().read(
      [&](storage::Tx& tx) { return list_versions(tx, call(), FeePlanId{standard_.key}); });
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].refund.percent_ppm, 6);
  EXPECT_EQ(versions[0].saved_by, "root@bursar.example");
  EXPECT_EQ(versions[0].saved_at, clock().now());
  const auto trail = db().read([&](storage::Tx& tx) {
    return audit::about(tx, root_.scope, "fee_plan", FeePlanId{standard_.key}.text());
  });
  ASSERT_EQ(trail.size(), 2U);
  EXPECT_EQ(trail[1].entry.action, "save_fee_plan");
  EXPECT_NE(trail[1].entry.before.find(R"("percent_ppm":0)"), std::string::npos);
  EXPECT_NE(trail[1].entry.after.find(R"("percent_ppm":6)"), std::string::npos);
}

TEST_P(PlansTest, tell_what_they_lack_before_they_are_given) {
  // Protects: nobody is silently charged the percentage alone in a currency they take.
  const Plan ours = create(a_, plan("Ours"));
  const auto code = [&](bool accepts) { return assign(head_, FeePlanId{ours.key}, accepts); };
  EXPECT_EQ(code(false), "missing_currencies");
  EXPECT_EQ(code(true), "assigned");
  EXPECT_EQ(code(true), "nothing_changed");
  const auto payers = db().read(
      [&](storage::Tx& tx) { return payers_of(tx, head_.scope, FeePlanId{ours.key}, 10); });
  ASSERT_EQ(payers.size(), 1U);
  EXPECT_EQ(payers.front().id, shop_);
}

TEST_P(PlansTest, begin_within_a_year) {
  // Protects: a slip of the year does not put a price off for ever; what has passed is at once.
  Plan next = standard_;
  next.valid_from = {clock().now().ms + 367 * k_day_ms};
  EXPECT_EQ(save(root_, next), "out_of_range");
  next.valid_from = {clock().now().ms - 1};
  EXPECT_EQ(save(root_, next), "nothing_changed");
  next.valid_from = {clock().now().ms + k_day_ms};
  EXPECT_EQ(save(root_, next), "saved 2");
  const auto row =
      *db().read([&](storage::Tx& tx) { return read_plan(tx, call(), FeePlanId{standard_.key}); });
  EXPECT_EQ(row.plan.version, 2);
  EXPECT_EQ(row.version_in_force, 1);
}

TEST(Steps, end_in_what_is_charged) {
  // Protects: the calculator has no arithmetic of its own. Cases of the design, by hand.
  const auto steps = [](std::int64_t ppm, FixedPart part, std::int64_t minor) {
    return steps_of({ppm, {part}}, {minor, part.currency}, Rounding::half_up);
  };
  const Steps blended = steps(14'000, {k_eur, 25, {}, {}}, 10'000);
  EXPECT_EQ(blended.exact, "140");
  EXPECT_EQ(blended.amount_minor, 165);
  const Steps yen = steps(29'000, {k_jpy, 30, {}, {}}, 1'250);
  EXPECT_EQ(yen.exact, "36.25");
  EXPECT_EQ(yen.amount_minor, 66);
  const Steps cap = steps(14'000, {k_eur, 25, {}, 1'000}, 200'000);
  EXPECT_EQ(cap.bound, Bound::max);
  EXPECT_EQ(cap.amount_minor, 1'000);
  const Steps floor = steps(14'000, {k_eur, 0, 15, {}}, 100);
  EXPECT_EQ(floor.exact, "1.4");
  EXPECT_EQ(floor.bound, Bound::min);
  EXPECT_EQ(floor.amount_minor, 15);
  EXPECT_EQ(steps(1, {k_eur, 0, {}, {}}, 999'999).exact, "0.999999");
}

}  // namespace
}  // namespace bursar::fees
