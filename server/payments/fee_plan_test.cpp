// Fee plans on payments: a new version charges later operations alone, the calculator says what is
// charged, and the comparison adds up what each operation would have cost. Kinds of payment a
// merchant does not take are refused before anything is sent.
#include <gtest/gtest.h>

#include "fees/plans.hpp"
#include "merchants/fee_plan.hpp"
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class FeePlanTest : public PaymentsTest {
 protected:
  fees::Plan newest() {
    const std::int64_t key = read([&](storage::Tx& tx) {
      return merchants::load_merchant(tx, everything(), merchant_)->fee_plan_key;
    });
    return *read([&](storage::Tx& tx) { return fees::load_plan(tx, key); });
  }
  void save(const fees::Plan& plan) {
    must([&](storage::Tx& tx) -> Result<void> {
      const auto saved = fees::save_version(tx, call(), plan);
      if (!saved) return saved.error();
      return ok();
    });
  }
  std::int64_t fee_of(const Created& sale) { return last_operation(sale.payment.id).fee_minor; }
  std::vector<fees::FeeLine> lines(const Created& sale) {
    const OperationId id = last_operation(sale.payment.id).id;
    return read([&](storage::Tx& tx) { return fees::lines_of(tx, id); });
  }
  fees::Comparison compare(const fees::Plan& plan, std::int64_t most = 100) {
    return read([&](storage::Tx& tx) {
      return fees::compare(tx, {merchant_}, plan, {{clock().now().ms - 30 * k_day_ms}, most});
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, FeePlanTest, both_dialects(), dialect_name);

TEST_P(FeePlanTest, ChargesLaterPaymentsAlone) {
  // Protects: a changed rule affects only later payments, each line keeps the version it was
  // charged by, and the steps of the calculator end in what is charged.
  const Created before = captured_sale(4'999);
  EXPECT_EQ(fee_of(before), 95);  // 69.986 → 70, and 25
  fees::Plan plan = newest();
  plan.sale = {29'000, {{k_eur, 30, 50, 100}}};
  save(plan);
  const Created after = captured_sale(4'999);
  const fees::Steps steps = fees::steps_of(plan.sale, {4'999, k_eur}, plan.rounding);
  EXPECT_EQ(steps.exact, "144.971");
  EXPECT_EQ(steps.percent_minor, 145);
  EXPECT_EQ(steps.bound, fees::Bound::max);
  EXPECT_EQ(steps.amount_minor, 100);
  EXPECT_EQ(fee_of(after), steps.amount_minor);
  EXPECT_EQ(fee_of(before), 95);
  EXPECT_EQ(lines(before).front().plan_version, 1);
  EXPECT_EQ(lines(after).front().plan_version, 2);
  EXPECT_EQ(findings(), "");
}

TEST_P(FeePlanTest, WaitsForItsDay) {
  // Protects: a version with a day to come charges from then on and not before.
  fees::Plan plan = newest();
  plan.sale = {0, {{k_eur, 500, {}, {}}}};
  plan.valid_from = {clock().now().ms + k_day_ms};
  save(plan);
  EXPECT_EQ(fee_of(captured_sale()), 165);
  clock().advance_ms(k_day_ms - 1'000);
  EXPECT_EQ(fee_of(captured_sale()), 165);
  clock().advance_ms(1'000);
  EXPECT_EQ(fee_of(captured_sale()), 500);
}

TEST_P(FeePlanTest, ComparesWhatEachOperationWouldHaveCost) {
  // Protects: every operation is rounded by itself and what was free counts as well. By hand, at
  // 1 % + 0.10: sales of 0.50, 1.50 and 2.50 cost 1, 2 and 3 and 10 each, a refund of 1.00 costs 7.
  fees::Plan free = newest();
  free.sale = {};
  save(free);
  const Created first = captured_sale(50);
  captured_sale(150);
  const fees::Plan charging = newest();
  fees::Plan draft = charging;
  draft.sale = {14'000, {{k_eur, 25, {}, {}}}};
  save(draft);
  const Created third = captured_sale(250);  // 3.5 → 4, and 25
  set_overdraft(100'000);
  (void)answered_refund(third.payment.id, 100,
                        [](const auto& request) { return approved(request); });
  draft.sale = {10'000, {{k_eur, 10, {}, {}}}};
  draft.refund = {0, {{k_eur, 7, {}, {}}}};
  const fees::Comparison made = compare(draft);
  ASSERT_EQ(made.rows.size(), 2U);
  EXPECT_EQ(made.rows[0].operations, 3);
  EXPECT_EQ(made.rows[0].volume_minor, 450);
  EXPECT_EQ(made.rows[0].charged_minor, 29);
  EXPECT_EQ(made.rows[0].would_charge_minor, 1 + 2 + 3 + 30);
  EXPECT_EQ(made.rows[1].trigger, fees::Trigger::refund);
  EXPECT_EQ(made.rows[1].charged_minor, 30);
  EXPECT_EQ(made.rows[1].would_charge_minor, 7);
  EXPECT_EQ(made.payments, 3);
  EXPECT_TRUE(made.is_complete);
  const fees::Comparison newest_two = compare(draft, 2);
  EXPECT_FALSE(newest_two.is_complete);
  EXPECT_EQ(newest_two.rows[0].volume_minor, 400);
  clock().advance_ms(31 * k_day_ms);
  EXPECT_TRUE(compare(draft).rows.empty());
  EXPECT_TRUE(first.attempt);
}

TEST_P(FeePlanTest, RefusesKindsOfPaymentThatAreOff) {
  // Protects: a payment by a kind that is off is refused before anything is recorded or sent.
  must([&](storage::Tx& tx) -> Result<void> {
    merchants::UpdateMerchant change;
    change.id = merchant_;
    change.version = merchants::load_merchant(tx, everything(), merchant_)->version;
    change.methods = {"bank_transfer"};
    const auto updated = merchants::update_merchant(tx, call(), change);
    if (!updated) return updated.error();
    return ok();
  });
  const auto refused = sell(sale_command());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "payment_method_not_allowed");
  EXPECT_TRUE(claim().empty());
}

TEST_P(FeePlanTest, ArchivesWhatHasPaymentsAndDeletesNothingOfIt) {
  // Protects: a merchant with payments cannot be deleted; archived it is closed, kept, and out of
  // the list.
  const Created sale = must_sell(sale_command());
  const auto version = [&] {
    return read([&](storage::Tx& tx) {
      return merchants::load_merchant(tx, everything(), merchant_)->version;
    });
  };
  const auto gone = db().write([&](storage::Tx& tx) {
    return merchants::delete_merchant(tx, call(), merchant_, version(), {});
  });
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, "merchant_has_history");
  EXPECT_EQ(gone.error().details.front().second, "payments");
  const auto archived = db().write([&](storage::Tx& tx) {
    return merchants::archive_merchant(tx, call(), merchant_, version());
  });
  ASSERT_TRUE(archived);
  EXPECT_EQ(archived->state, merchants::MerchantState::closed);
  const auto listed = [&](std::optional<bool> only) {
    merchants::ListMerchants filter;
    filter.archived = only;
    return read([&](storage::Tx& tx) {
      return merchants::list_merchants(tx, everything(), filter).size();
    });
  };
  EXPECT_EQ(listed(false), 0U);
  EXPECT_EQ(listed(true), 1U);
  EXPECT_EQ(listed({}), 1U);
  EXPECT_EQ(sell(sale_command()).error().code, "merchant_inactive");
  EXPECT_EQ(payment(sale.payment.id).amount.minor, 10'000);
}

TEST_P(FeePlanTest, KeepsAMerchantWithMoneyOpen) {
  // Protects what belongs to a merchant: nothing is paid out of a closed one, so it stays open.
  captured_sale();
  const auto archived = db().write([&](storage::Tx& tx) {
    const auto merchant = merchants::load_merchant(tx, everything(), merchant_);
    return merchants::archive_merchant(tx, call(), merchant_, merchant->version);
  });
  ASSERT_FALSE(archived);
  EXPECT_EQ(archived.error().code, "merchant_has_money");
  EXPECT_TRUE(sell(sale_command()));
}

}  // namespace
}  // namespace bursar::payments
