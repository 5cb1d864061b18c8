// The worked scenario: one sale with fee, reserve and costs, its refund, payout and dispute, a
// second sale in dollars with its conversion, and a monthly fee. 27 transactions with known
// balances.
#include "fees/fees.hpp"
#include "ledger/ledger_fixture.hpp"

namespace bursar::ledger {
namespace {

using B = Bucket;

fees::Plan plan() {
  fees::Plan plan;
  plan.name = "standard";
  plan.sale = {14'000, {{k_eur, 25, {}, {}}}};
  plan.refund = {0, {{k_eur, 30, {}, {}}}};
  plan.reserve_ppm = 100'000;
  plan.reserve_days = 180;
  return plan;
}

fees::CostProfile cost_profile() {
  return {{2'000, {}}, {800, {{k_eur, 2, {}, {}}}}, {1'500, {{k_eur, 3, {}, {}}}}};
}

class GoldenTest : public LedgerTest {
 protected:
  AccountKey own(B bucket, Currency currency = k_eur) const {
    return own_account(bucket, currency);
  }

  void book(std::string kind, std::vector<Line> lines) {
    must_post(posting(std::move(kind), ++events_, std::move(lines)));
  }
  void book(std::string kind, const AccountKey& debit, const AccountKey& credit,
            std::int64_t minor) {
    book(std::move(kind), move(debit, credit, minor));
  }
  void schedule(std::int64_t minor, Currency currency) {
    write([&](storage::Tx& tx) {
      schedule_maturity(tx, call(), merchant_, company_, {minor, currency}, events_,
                        clock().now().plus_ms(2 * k_day_ms));
    });
  }
  void mature_after(std::int64_t days) {
    clock().advance_ms(days * k_day_ms);
    write([&](storage::Tx& tx) { EXPECT_EQ(mature(tx, call(), clock().now(), 100), 1); });
  }
  template <class F>
  void write(F body) {
    const auto done = db().write([&](storage::Tx& tx) -> Result<void> {
      body(tx);
      return ok();
    });
    ASSERT_TRUE(done.has_value());
  }

  void sell_in_euro() {
    const Money sale{10'000, k_eur};
    const std::int64_t fee = fees::sale_fee(plan(), sale).amount_minor;
    const std::int64_t reserve = fees::reserve_share(plan(), sale);
    const fees::Costs costs = fees::sale_costs(cost_profile(), sale);
    const std::int64_t cost = costs.interchange_minor + costs.scheme_minor + costs.acquirer_minor;
    EXPECT_EQ(fee, 165);
    EXPECT_EQ(reserve, 1'000);
    EXPECT_EQ(cost, 48);
    book("sale", provider(B::provider_receivable), merchants(B::merchant_pending), sale.minor);
    book("sale_fee", merchants(B::merchant_pending), own(B::fee_processing), fee);
    book("reserve", merchants(B::merchant_pending), merchants(B::merchant_reserve), reserve);
    book("provider_cost", {{own(B::cost_interchange), Side::debit, costs.interchange_minor},
                           {own(B::cost_scheme), Side::debit, costs.scheme_minor},
                           {own(B::cost_acquirer), Side::debit, costs.acquirer_minor},
                           {provider(B::provider_receivable), Side::credit, cost}});
    EXPECT_EQ(balance(merchants(B::merchant_pending)), 8'835);
    EXPECT_EQ(balance(provider(B::provider_receivable)), 9'952);
    schedule(8'835, k_eur);
    mature_after(2);
    book("provider_settlement", provider(B::provider_in_transit), provider(B::provider_receivable),
         9'952);
    book("bank_credit", own(B::bank_client), provider(B::provider_in_transit), 9'952);
    book("sweep", own(B::bank_own), own(B::bank_client), fee - cost);
    EXPECT_EQ(balance(own(B::bank_own)), 117);
  }

  HoldId reserve(std::string kind, B in_transit, std::int64_t minor) {
    book(kind + "_reserved", available(), merchants(in_transit), minor);
    HoldId hold;
    write([&](storage::Tx& tx) {
      hold = open_hold(tx, call(), {available(), minor, kind, "operation", events_});
    });
    return hold;
  }
  void settle(HoldId hold) {
    write([&](storage::Tx& tx) {
      EXPECT_TRUE(resolve_hold(tx, call(), hold, HoldState::posted).has_value());
    });
  }

  void refund_and_pay_out() {
    const HoldId refund = reserve("refund", B::refund_in_transit, 3'000);
    EXPECT_EQ(findings(), "");
    book("refund", merchants(B::refund_in_transit), provider(B::provider_receivable), 3'000);
    settle(refund);
    book("refund_fee", available(), own(B::fee_refund),
         fees::refund_fee(plan(), {3'000, k_eur}).amount_minor);
    const HoldId payout = reserve("payout", B::payout_in_transit, 5'000);
    book("payout_fee", available(), own(B::fee_payout), 20);
    book("payout_booked", merchants(B::payout_in_transit), own(B::bank_client), 5'000);
    settle(payout);
    book("bank_charge", own(B::cost_payout), own(B::bank_own), 8);
    EXPECT_EQ(balance(available()), 785);
  }

  void lose_and_win_the_dispute() {
    write([&](storage::Tx& tx) {
      EXPECT_TRUE(set_floor(tx, call(), available(), 10'000).has_value());
    });
    book("chargeback_opened", available(), provider(B::provider_receivable), 7'000);
    book("chargeback_fee", available(), own(B::fee_chargeback), 2'000);
    book("chargeback_cost", own(B::cost_chargeback), provider(B::provider_receivable), 1'500);
    EXPECT_EQ(balance(available()), -8'215);
    book("negative_balance", merchants(B::merchant_receivable), available(), 8'215);
    write([&](storage::Tx& tx) { EXPECT_TRUE(set_floor(tx, call(), available(), 0).has_value()); });
    book("chargeback_won", provider(B::provider_receivable), available(), 7'000);
    book("receivable_offset", available(), merchants(B::merchant_receivable), 7'000);
    book("reserve_released", merchants(B::merchant_reserve), available(), 1'000);
    book("receivable_offset", available(), merchants(B::merchant_receivable), 1'000);
    EXPECT_EQ(balance(merchants(B::merchant_receivable)), 215);
  }

  void sell_in_dollars_and_invoice() {
    book("sale", provider(B::provider_receivable, k_usd), merchants(B::merchant_pending, k_usd),
         10'000);
    schedule(10'000, k_usd);
    mature_after(2);
    const std::int64_t bought = 9'259;  // 100.00 USD at 1.08
    const std::int64_t margin = apply_ppm(bought, 15'000, Rounding::half_up);
    EXPECT_EQ(margin, 139);
    book("conversion", {{available(k_usd), Side::debit, 10'000},
                        {own(B::fx_position, k_usd), Side::credit, 10'000},
                        {own(B::fx_position), Side::debit, bought},
                        {available(), Side::credit, bought},
                        {available(), Side::debit, margin},
                        {own(B::fx_margin), Side::credit, margin}});
    EXPECT_EQ(balance(available()), 9'120);
    book("monthly_fee",
         {{available(), Side::debit, 3'509},
          {own(B::fee_monthly), Side::credit, 2'900},
          {own(B::vat_payable), Side::credit, apply_ppm(2'900, 210'000, Rounding::half_up)}});
  }

  std::int64_t events_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Both, GoldenTest, both_dialects(), dialect_name);

TEST_P(GoldenTest, worked_scenario_ends_with_the_known_balances) {
  // Protects: the whole model of money. 27 transactions leave exactly the balances worked out by
  // hand, verify() is clean, the trial balance is zero and hledger agrees.
  sell_in_euro();
  refund_and_pay_out();
  lose_and_win_the_dispute();
  sell_in_dollars_and_invoice();

  const std::vector<std::pair<AccountKey, std::int64_t>> ends{
      {provider(B::provider_receivable), -4'500},
      {provider(B::provider_receivable, k_usd), 10'000},
      {provider(B::provider_in_transit), 0},
      {own(B::bank_client), 4'835},
      {own(B::bank_own), 109},
      {merchants(B::merchant_receivable), 215},
      {merchants(B::merchant_pending), 0},
      {merchants(B::merchant_pending, k_usd), 0},
      {available(), 5'611},
      {available(k_usd), 0},
      {merchants(B::merchant_reserve), 0},
      {merchants(B::refund_in_transit), 0},
      {merchants(B::payout_in_transit), 0},
      {own(B::vat_payable), 609},
      {own(B::fee_processing), 165},
      {own(B::fee_refund), 30},
      {own(B::fee_payout), 20},
      {own(B::fee_chargeback), 2'000},
      {own(B::fee_monthly), 2'900},
      {own(B::fx_margin), 139},
      {own(B::cost_interchange), 20},
      {own(B::cost_scheme), 10},
      {own(B::cost_acquirer), 18},
      {own(B::cost_payout), 8},
      {own(B::cost_chargeback), 1'500},
      {own(B::fx_position), -9'259},
      {own(B::fx_position, k_usd), 10'000},
  };
  for (const auto& [account, minor] : ends)
    EXPECT_EQ(balance(account), minor) << journal_account(account);
  EXPECT_EQ(count("ledger_account"), static_cast<std::int64_t>(ends.size()));
  EXPECT_EQ(count("ledger_tx"), 27);
  EXPECT_EQ(findings(), "");
  const auto trial = db().read([](storage::Tx& tx) { return trial_balance(tx); });
  ASSERT_EQ(trial.size(), 2U);
  for (const TrialBalance& row : trial)
    EXPECT_EQ(row.debit_minor, row.credit_minor) << row.currency.code();

  const std::string text = journal();
  const Program check = run_hledger(text, "check --strict");
  EXPECT_EQ(check.status, 0) << check.output;
  const Program left = run_hledger(text, "balance -N --flat merchant.*:receivable");
  EXPECT_NE(left.output.find(" 2.15 EUR  assets:merchant:" + merchant_.text() + ":receivable"),
            std::string::npos)
      << left.output;
  const Program total = run_hledger(text, "balance --flat");
  EXPECT_EQ(total.output.substr(total.output.find("---")),
            "--------------------\n                   0  \n");
}

TEST_P(GoldenTest, sale_in_one_posting_equals_its_parts) {
  // Protects: the sale that is posted as one transaction leaves the balances of the four above.
  const AccountKey pending = merchants(B::merchant_pending);
  book("sale", {{provider(B::provider_receivable), Side::debit, 10'000},
                {pending, Side::credit, 10'000},
                {pending, Side::debit, 165},
                {own(B::fee_processing), Side::credit, 165},
                {pending, Side::debit, 1'000},
                {merchants(B::merchant_reserve), Side::credit, 1'000},
                {own(B::cost_interchange), Side::debit, 20},
                {own(B::cost_scheme), Side::debit, 10},
                {own(B::cost_acquirer), Side::debit, 18},
                {provider(B::provider_receivable), Side::credit, 48}});
  schedule(8'835, k_eur);
  EXPECT_EQ(balance(pending), 8'835);
  EXPECT_EQ(balance(provider(B::provider_receivable)), 9'952);
  EXPECT_EQ(balance(merchants(B::merchant_reserve)), 1'000);
  EXPECT_EQ(findings(), "");
  EXPECT_EQ(run_hledger(journal(), "check --strict").status, 0);
}

}  // namespace
}  // namespace bursar::ledger
