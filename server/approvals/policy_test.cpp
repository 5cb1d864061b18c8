// Judging acts by policies: which conditions hold, and what several policies demand together.
#include "approvals/approvals.hpp"
#include "testing/testing.hpp"

namespace bursar::approvals {
namespace {

const Currency k_eur = Currency::of("EUR");
constexpr CompanyId k_acme{1001};
constexpr MerchantId k_shop{2001};

Facts facts(std::int64_t minor = 10'000, Currency currency = k_eur) {
  Facts facts;
  facts.place = {identity::ScopeKind::merchant, k_acme, k_shop, {}};
  facts.amount = Money{minor, currency};
  facts.now = {100 * k_day_ms};
  facts.since = Instant{90 * k_day_ms};
  facts.requester_roles = {"operator"};
  return facts;
}

Policy policy() {
  Policy policy;
  policy.kind = "refund";
  policy.name = "p";
  return policy;
}

TEST(PolicyTest, an_amount_counts_from_its_threshold_on) {
  // Protects thresholds: the limit itself needs consent, one minor unit less does not, and a
  // currency nobody set a limit for is not let through.
  Policy large = policy();
  large.thresholds = {{k_eur, 10'000}};
  EXPECT_FALSE(applies(large, facts(9'999)));
  EXPECT_TRUE(applies(large, facts(10'000)));
  EXPECT_TRUE(applies(large, facts(1, Currency::of("USD"))));
}

TEST(PolicyTest, every_condition_must_hold) {
  // Protects the meaning of a policy with several conditions.
  Policy narrow = policy();
  narrow.thresholds = {{k_eur, 10'000}};
  narrow.older_than_days = 10;
  narrow.requester_roles = {"operator", "owner"};
  narrow.hours = Hours{1, 0, 60};
  EXPECT_TRUE(applies(narrow, facts()));
  Facts other = facts();
  other.since = Instant{90 * k_day_ms + 1};
  EXPECT_FALSE(applies(narrow, other)) << "a payment that is too young";
  other = facts();
  other.requester_roles = {"finance"};
  EXPECT_FALSE(applies(narrow, other)) << "another role";
  other = facts();
  other.minute_of_week = 60;
  EXPECT_FALSE(applies(narrow, other)) << "another hour";
  narrow.is_active = false;
  EXPECT_FALSE(applies(narrow, facts())) << "switched off";
}

TEST(PolicyTest, a_policy_holds_at_its_place_and_below) {
  // Protects tenants: a policy of one company or merchant says nothing about another.
  Policy here = policy();
  here.place = {identity::ScopeKind::company, k_acme, {}, {}};
  EXPECT_TRUE(applies(here, facts()));
  here.place.company = CompanyId{1002};
  EXPECT_FALSE(applies(here, facts()));
  here.place = {identity::ScopeKind::merchant, k_acme, MerchantId{2002}, {}};
  EXPECT_FALSE(applies(here, facts()));
  here.place.merchant = k_shop;
  EXPECT_TRUE(applies(here, facts()));
}

TEST(PolicyTest, hours_reach_past_midnight_and_past_sunday) {
  // Protects off-hours: 22:00 to 06:00 of Sunday goes on into Monday, and nothing else does.
  const Hours night{1 << 6, 22 * 60, 6 * 60};
  constexpr std::int64_t k_sunday = 6 * 24 * 60;
  EXPECT_FALSE(is_within(night, k_sunday + 22 * 60 - 1));
  EXPECT_TRUE(is_within(night, k_sunday + 22 * 60));
  EXPECT_TRUE(is_within(night, 0)) << "Monday 00:00";
  EXPECT_TRUE(is_within(night, 6 * 60 - 1));
  EXPECT_FALSE(is_within(night, 6 * 60));
  EXPECT_FALSE(is_within(night, 24 * 60)) << "Tuesday 00:00";
}

TEST(PolicyTest, the_strictest_policies_win_together) {
  // Protects against weakening by another policy: most people, shortest time; a guarded act needs
  // one person without any.
  Policy one = policy();
  Policy two = policy();
  two.name = "q";
  two.approvers = 2;
  two.expires_after_h = 24;
  const auto both = judge({one, two}, facts(), false);
  ASSERT_TRUE(both);
  EXPECT_EQ(both->approvers, 2);
  EXPECT_EQ(both->expires_after_h, 24);
  EXPECT_EQ(both->because, "p\nq");
  EXPECT_FALSE(judge({}, facts(), false));
  ASSERT_TRUE(judge({}, facts(), true));
  EXPECT_EQ(judge({}, facts(), true)->approvers, 1);
  one.approvers = 3;
  EXPECT_EQ(judge({one}, facts(), true)->approvers, 3);
}

TEST(PolicyTest, conditions_that_do_not_fit_the_kind_are_refused) {
  // Protects the editor: a limit for acts without an amount would never hold.
  const auto field = [](Policy wrong) {
    const auto fit = validate(wrong);
    return fit ? std::string() : fit.error().field;
  };
  EXPECT_EQ(field(policy()), "");
  Policy wrong = policy();
  wrong.kind = "role_change";
  wrong.thresholds = {{k_eur, 1}};
  EXPECT_EQ(field(wrong), "thresholds");
  wrong.thresholds = {};
  wrong.older_than_days = 1;
  EXPECT_EQ(field(wrong), "older_than_days");
  wrong = policy();
  wrong.kind = "nonsense";
  EXPECT_EQ(field(wrong), "kind");
  wrong = policy();
  wrong.approvers = 0;
  EXPECT_EQ(field(wrong), "approvers");
  wrong.approvers = 4;
  EXPECT_EQ(field(wrong), "approvers");
  wrong = policy();
  wrong.hours = Hours{0, 0, 60};
  EXPECT_EQ(field(wrong), "hours.days");
  wrong = policy();
  wrong.thresholds = {{k_eur, 1}, {k_eur, 2}};
  EXPECT_EQ(field(wrong), "thresholds");
}

}  // namespace
}  // namespace bursar::approvals
