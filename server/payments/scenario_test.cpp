// The worked scenario's golden figures, through the real use cases on both databases.
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

using ledger::Bucket;

class ScenarioTest : public PaymentsTest {};
INSTANTIATE_TEST_SUITE_P(Both, ScenarioTest, both_dialects(), dialect_name);

TEST_P(ScenarioTest, SaleAndRefundMatchTheGoldenFigures) {
  // Protects every figure a merchant can recompute: fee 1.65, reserve 10.00, costs 0.48,
  // margin 1.17.
  const Created sale = captured_sale(10'000);
  EXPECT_EQ(balance(Bucket::merchant_pending), 8'835);
  EXPECT_EQ(balance(Bucket::merchant_reserve), 1'000);
  EXPECT_EQ(own_balance(Bucket::fee_processing), 165);
  EXPECT_EQ(own_balance(Bucket::cost_interchange), 20);
  EXPECT_EQ(own_balance(Bucket::cost_scheme), 10);
  EXPECT_EQ(own_balance(Bucket::cost_acquirer), 18);
  EXPECT_EQ(provider_balance(), 9'952);

  clock().advance_ms(2 * k_day_ms - 1'000);
  mature_all();
  EXPECT_EQ(balance(Bucket::merchant_available), 0);
  clock().advance_ms(1'000);
  mature_all();
  EXPECT_EQ(balance(Bucket::merchant_available), 8'835);
  EXPECT_EQ(balance(Bucket::merchant_pending), 0);

  answered_refund(sale.payment.id, 3'000, [](const auto& request) { return approved(request); });
  EXPECT_EQ(balance(Bucket::merchant_available), 8'835 - 3'000 - 30);
  EXPECT_EQ(own_balance(Bucket::fee_refund), 30);
  EXPECT_EQ(provider_balance(), 6'952);

  const auto entries = read([&](storage::Tx& tx) {
    return ledger::entries_of_payment(tx, everything(), sale.payment.id);
  });
  EXPECT_EQ(entries.size(), 10U + 2U + 4U);
  const auto lines = read([&](storage::Tx& tx) {
    return fees::lines_of(tx, operations_of(tx, sale.payment.id).front().id);
  });
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].amount_minor, 165);
  EXPECT_EQ(lines[0].percent_ppm, 14'000);
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
