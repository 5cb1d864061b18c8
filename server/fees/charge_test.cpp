// The arithmetic of fees against the table of worked cases.
#include <numeric>

#include "fees/fees.hpp"
#include "testing/testing.hpp"

namespace bursar::fees {
namespace {

Money money(std::int64_t minor, std::string_view code) { return {minor, Currency::of(code)}; }
Price price(std::int64_t ppm, std::vector<FixedPart> parts = {}) { return {ppm, std::move(parts)}; }
FixedPart part(std::string_view code, std::int64_t fixed) {
  return {Currency::of(code), fixed, {}, {}};
}
std::int64_t half_up(const Price& price, const Money& base) {
  return charge(price, base, Rounding::half_up);
}
std::int64_t half_even(const Price& price, const Money& base) {
  return charge(price, base, Rounding::half_even);
}

TEST(Charge, blended_price) {
  // Protects: percentage plus fixed part, 1.40 % + 0.25 of 100.00 EUR is 1.65.
  EXPECT_EQ(half_up(price(14'000, {part("EUR", 25)}), money(10'000, "EUR")), 165);
}

TEST(Charge, pass_through_lines_round_one_by_one) {
  // Protects: each line of 49.99 EUR is rounded by itself; their sum is the contract.
  const CostProfile profile{price(3'000), price(650), price(2'500, {part("EUR", 10)})};
  const Costs costs = sale_costs(profile, money(4'999, "EUR"));
  EXPECT_EQ(costs.interchange_minor, 15);
  EXPECT_EQ(costs.scheme_minor, 3);
  EXPECT_EQ(costs.acquirer_minor, 22);
}

TEST(Charge, any_number_of_digits) {
  // Protects: minor units of the charged currency, whatever its exponent.
  EXPECT_EQ(half_up(price(29'000, {part("JPY", 30)}), money(1'250, "JPY")), 66);
  EXPECT_EQ(half_up(price(25'000), money(1'005, "KWD")), 25);
  EXPECT_EQ(half_up(price(10'000), money(123'456'789, "BTC")), 1'234'568);
}

TEST(Charge, fixed_part_is_of_one_currency) {
  // Protects: 25 cents are not charged as 25 yen: a currency has its own fixed part or none.
  const Price both = price(0, {part("EUR", 25), part("JPY", 30)});
  EXPECT_EQ(half_up(both, money(10'000, "EUR")), 25);
  EXPECT_EQ(half_up(both, money(10'000, "JPY")), 30);
  EXPECT_EQ(half_up(both, money(10'000, "USD")), 0);
}

TEST(Charge, ties_round_as_named) {
  // Protects: half up goes away from zero, half even to the even neighbour.
  const Price one_percent = price(10'000);
  EXPECT_EQ(half_up(one_percent, money(50, "EUR")), 1);
  EXPECT_EQ(half_even(one_percent, money(50, "EUR")), 0);
  EXPECT_EQ(half_up(one_percent, money(150, "EUR")), 2);
  EXPECT_EQ(half_even(one_percent, money(150, "EUR")), 2);
  EXPECT_EQ(half_up(one_percent, money(250, "EUR")), 3);
  EXPECT_EQ(half_even(one_percent, money(250, "EUR")), 2);
}

TEST(Charge, cap_and_floor) {
  // Protects: the bounds apply to the whole charge, after the fixed part.
  EXPECT_EQ(half_up(price(14'000, {{Currency::of("EUR"), 25, {}, 1'000}}), money(200'000, "EUR")),
            1'000);
  EXPECT_EQ(half_up(price(14'000, {{Currency::of("EUR"), 0, 15, {}}}), money(100, "EUR")), 15);
  EXPECT_EQ(half_up(price(0, {{Currency::of("EUR"), 9, 5, 9}}), money(0, "EUR")), 9);
}

TEST(Charge, extremes) {
  // Protects: the largest amount is charged exactly in 128 bits, and what cannot be held is a Bug.
  EXPECT_EQ(half_up(price(1'000'000), money(INT64_MAX, "EUR")), INT64_MAX);
  EXPECT_EQ(half_up(price(500'000), money(INT64_MAX, "EUR")), INT64_MAX / 2 + 1);
  EXPECT_THROW(half_up(price(1'000'000, {part("EUR", 1)}), money(INT64_MAX, "EUR")), Bug);
  EXPECT_THROW(half_up(price(10'000), money(-1, "EUR")), Bug);
}

TEST(Charge, value_added_tax_is_a_rate_too) {
  // Protects: 21 % of 29.00 is 6.09.
  EXPECT_EQ(apply_ppm(2'900, 210'000, Rounding::half_up), 609);
}

Plan standard() {
  Plan plan;
  plan.key = 7;
  plan.version = 3;
  plan.name = "standard";
  plan.sale = price(14'000, {part("EUR", 25)});
  plan.refund = price(0, {part("EUR", 30)});
  plan.reserve_ppm = 100'000;
  return plan;
}

TEST(FeeLines, explain_themselves) {
  // Protects: a line carries plan version, base, rate and fixed part, so it can be recomputed.
  const FeeLine line = sale_fee(standard(), money(10'000, "EUR"));
  EXPECT_EQ(line.trigger, Trigger::sale);
  EXPECT_EQ(line.plan_key, 7);
  EXPECT_EQ(line.plan_version, 3);
  EXPECT_EQ(line.base_minor, 10'000);
  EXPECT_EQ(line.percent_ppm, 14'000);
  EXPECT_EQ(line.fixed_minor, 25);
  EXPECT_EQ(line.amount_minor, 165);
  EXPECT_EQ(line.currency.code(), "EUR");
  EXPECT_EQ(refund_fee(standard(), money(3'000, "EUR")).amount_minor, 30);
  EXPECT_EQ(reserve_share(standard(), money(10'000, "EUR")), 1'000);
}

TEST(ReturnedFee, parts_add_up_to_the_fee) {
  // Protects: four refunds of 25.00 return 41, 42, 41, 41 of a fee of 1.65: no cent is lost.
  Plan plan = standard();
  plan.on_refund = OnRefund::prorata;
  std::vector<std::int64_t> parts;
  std::int64_t returned = 0;
  for (std::int64_t refunded = 2'500; refunded <= 10'000; refunded += 2'500) {
    parts.push_back(returned_fee(plan, {165, 10'000, refunded, returned}));
    returned += parts.back();
  }
  EXPECT_EQ(parts, (std::vector<std::int64_t>{41, 42, 41, 41}));
  EXPECT_EQ(returned, 165);
  plan.on_refund = OnRefund::keep;
  EXPECT_EQ(returned_fee(plan, {165, 10'000, 10'000, 0}), 0);
}

TEST(ReturnedFee, any_sequence_of_refunds_returns_the_whole) {
  // Protects: whatever the parts, refunds of everything return exactly the fee and never a negative
  // part.
  SeededRandom random(11);
  std::printf("seed 11\n");
  Plan plan = standard();
  plan.on_refund = OnRefund::prorata;
  for (int round = 0; round < 2'000; ++round) {
    const auto captured = static_cast<std::int64_t>(1 + random.below(100'000));
    const auto fee = static_cast<std::int64_t>(random.below(5'000));
    std::int64_t refunded = 0;
    std::int64_t returned = 0;
    while (refunded < captured) {
      refunded += static_cast<std::int64_t>(
          1 + random.below(static_cast<std::uint64_t>(captured - refunded)));
      const std::int64_t part_now = returned_fee(plan, {fee, captured, refunded, returned});
      EXPECT_GE(part_now, 0);
      returned += part_now;
    }
    EXPECT_EQ(returned, fee);
  }
}

TEST(Split, adds_up_by_largest_remainder) {
  // Protects: 10.00 into three is 334, 333, 333; weights share by remainder; nothing is lost or
  // invented.
  EXPECT_EQ(split(1'000, {1, 1, 1}), (std::vector<std::int64_t>{334, 333, 333}));
  EXPECT_EQ(split(-1'000, {1, 1, 1}), (std::vector<std::int64_t>{-334, -333, -333}));
  EXPECT_EQ(split(100, {1, 0, 2}), (std::vector<std::int64_t>{33, 0, 67}));
  EXPECT_EQ(split(0, {5, 5}), (std::vector<std::int64_t>{0, 0}));
  EXPECT_THROW(split(1, {}), Bug);
  EXPECT_THROW(split(1, {0, 0}), Bug);
  EXPECT_THROW(split(1, {2, -1}), Bug);
}

TEST(Split, random_splits_are_fair) {
  // Protects: parts add up and each is within one unit of its exact share.
  SeededRandom random(12);
  std::printf("seed 12\n");
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::int64_t> weights(1 + random.below(9));
    for (auto& weight : weights) weight = static_cast<std::int64_t>(random.below(1'000));
    weights.front() += 1;
    const auto total = static_cast<std::int64_t>(random.below(1'000'000));
    const auto parts = split(total, weights);
    const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), total);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      EXPECT_GE(parts[i], total * weights[i] / sum);
      EXPECT_LE(parts[i], total * weights[i] / sum + 1);
    }
  }
}

TEST(Plans, validation_names_the_field) {
  // Protects: a plan that would charge nonsense is refused with the member at fault.
  EXPECT_TRUE(validate(standard()).has_value());
  const auto field_of = [](auto change) {
    Plan plan = standard();
    change(plan);
    const auto valid = validate(plan);
    return valid ? std::string() : valid.error().field;
  };
  EXPECT_EQ(field_of([](Plan& p) { p.name.clear(); }), "name");
  EXPECT_EQ(field_of([](Plan& p) { p.sale.percent_ppm = 1'000'001; }), "sale.percent_ppm");
  EXPECT_EQ(field_of([](Plan& p) { p.refund.percent_ppm = -1; }), "refund.percent_ppm");
  EXPECT_EQ(field_of([](Plan& p) { p.sale.parts.push_back(part("EUR", 1)); }),
            "sale.parts.currency");
  EXPECT_EQ(field_of([](Plan& p) { p.sale.parts.emplace_back(); }), "sale.parts.currency");
  EXPECT_EQ(field_of([](Plan& p) { p.sale.parts[0].fixed_minor = -1; }), "sale.parts.fixed_minor");
  EXPECT_EQ(field_of([](Plan& p) { p.sale.parts[0].min_minor = -1; }), "sale.parts.min_minor");
  EXPECT_EQ(field_of([](Plan& p) { p.sale.parts[0].min_minor = 5, p.sale.parts[0].max_minor = 4; }),
            "sale.parts.max_minor");
  EXPECT_EQ(field_of([](Plan& p) { p.reserve_ppm = 1'000'001; }), "reserve_ppm");
  EXPECT_EQ(field_of([](Plan& p) { p.reserve_days = -1; }), "reserve_days");
  EXPECT_EQ(field_of([](Plan& p) { p.settle_days = 366; }), "settle_days");
}

TEST(Plans, tell_where_a_fixed_part_is_missing) {
  // Protects: allowing a currency the plan's fixed part does not cover can be noticed beforehand.
  const auto missing = missing_currencies(standard(), {Currency::of("EUR"), Currency::of("JPY")});
  EXPECT_EQ(missing, std::vector<Currency>{Currency::of("JPY")});
  Plan percent_only;
  percent_only.sale.percent_ppm = 10'000;
  EXPECT_TRUE(missing_currencies(percent_only, {Currency::of("JPY")}).empty());
}

}  // namespace
}  // namespace bursar::fees
