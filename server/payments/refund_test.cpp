// Refunds: reserve first, release what did not happen, never more than was captured.
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

using ledger::Bucket;

class RefundTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(1'000'000);
  }
};
INSTANTIATE_TEST_SUITE_P(Both, RefundTest, both_dialects(), dialect_name);

TEST_P(RefundTest, ReservesSendsAndSucceeds) {
  // Protects the refund's path: money leaves the merchant's reach before any byte leaves the house.
  const Created sale = captured_sale();
  const auto created = refund(sale.payment.id, 3'000);
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->payment.refund_pending_minor, 3'000);
  EXPECT_EQ(balance(Bucket::merchant_available), -3'000);
  EXPECT_EQ(balance(Bucket::refund_in_transit), 3'000);
  EXPECT_EQ(findings(), "");

  const Dispatch sent = claim_one(created->attempt);
  EXPECT_EQ(sent.request.kind, providers::RequestKind::refund);
  EXPECT_EQ(sent.request.original_reference, sale.attempt.text());
  EXPECT_EQ(sent.request.original_provider_reference, "ac_" + sale.attempt.text());
  answer(created->attempt, approved(sent.request));
  const Payment paid = payment(sale.payment.id);
  EXPECT_EQ(paid.refunded_minor, 3'000);
  EXPECT_EQ(paid.refund_pending_minor, 0);
  EXPECT_EQ(paid.refund_state, RefundState::part);
  EXPECT_EQ(paid.lifecycle, Lifecycle::captured);
  EXPECT_EQ(paid.fee_minor, 165 + 30);
  EXPECT_EQ(paid.net_minor, 10'000 - 3'000 - 195);
  EXPECT_EQ(balance(Bucket::refund_in_transit), 0);
  EXPECT_EQ(balance(Bucket::merchant_available), -3'030);
  EXPECT_EQ(event_types(),
            "payment.created payment.processing payment.captured refund.created refund.succeeded");
  EXPECT_EQ(steps(sale.payment.id, "operation"), "queued sent succeeded queued sent succeeded");
  EXPECT_EQ(findings(), "");
}

TEST_P(RefundTest, RefusedOnesGiveTheMoneyBack) {
  // Protects L-05: a declined or failed refund leaves nothing reserved and may be tried again.
  const Created sale = captured_sale();
  answered_refund(sale.payment.id, 4'000,
                  [](const auto& request) { return declined(request, "05"); });
  answered_refund(sale.payment.id, 5'000, [](const auto&) { return not_sent(); });
  const Payment paid = payment(sale.payment.id);
  EXPECT_EQ(paid.refund_pending_minor + paid.refunded_minor, 0);
  EXPECT_EQ(paid.refund_state, RefundState::none);
  EXPECT_EQ(balance(Bucket::merchant_available), 0);
  EXPECT_EQ(balance(Bucket::refund_in_transit), 0);
  answered_refund(sale.payment.id, 10'000, [](const auto& request) { return approved(request); });
  EXPECT_EQ(payment(sale.payment.id).refund_state, RefundState::full);
  EXPECT_EQ(findings(), "");
}

TEST_P(RefundTest, WithoutAmountTakesWhatIsLeft) {
  // Protects the button "refund": the rest, and nothing when nothing is left.
  const Created sale = captured_sale();
  answered_refund(sale.payment.id, 2'500, [](const auto& request) { return approved(request); });
  const auto rest = refund(sale.payment.id);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->operation.amount.minor, 7'500);
  EXPECT_EQ(refund(sale.payment.id).error().code, "not_refundable");
}

TEST_P(RefundTest, SaysWhyItCannotBe) {
  // Protects the guards of a refund, each by its own code.
  const Created open = must_sell(sale_command());
  EXPECT_EQ(refund(open.payment.id, 1).error().code, "not_refundable");
  const Created sale = captured_sale();
  const auto above = refund(sale.payment.id, 10'001);
  EXPECT_EQ(above.error().code, "amount_exceeds_refundable");
  EXPECT_EQ(above.error().details.front().second, "10000");
  EXPECT_EQ(refund(sale.payment.id, 0).error().code, "out_of_range");
  EXPECT_EQ(refund(sale.payment.id, -5).error().code, "out_of_range");
  EXPECT_EQ(refund(PaymentId{77 << 20}).error().kind, ErrorKind::not_found);
  must([&](storage::Tx& tx) -> Result<void> {
    tx.exec("UPDATE payment SET dispute_state = 2 WHERE id = $1", {sale.payment.id});
    return ok();
  });
  EXPECT_EQ(refund(sale.payment.id, 1).error().code, "dispute_open");
  CreateRefund bad;
  bad.payment_id = sale.payment.id;
  bad.reason = "card 4242424242424242";
  EXPECT_EQ(refund(bad).error().code, "card_number_not_allowed");
}

TEST_P(RefundTest, NeedsMoneyOrTrust) {
  // Protects the house: pending money pays no refund; the overdraft is the floor, to the cent.
  const Created sale = captured_sale();
  set_overdraft(0);
  const auto poor = refund(sale.payment.id, 1);
  EXPECT_EQ(poor.error().code, "insufficient_balance");
  EXPECT_EQ(payment(sale.payment.id).refund_pending_minor, 0);
  set_overdraft(3'000);
  EXPECT_EQ(refund(sale.payment.id, 3'001).error().code, "insufficient_balance");
  ASSERT_TRUE(refund(sale.payment.id, 3'000));
  set_overdraft(100);
  EXPECT_EQ(refund(sale.payment.id, 1).error().code, "insufficient_balance");
  set_overdraft(0);
  clock().advance_ms(2 * k_day_ms);
  mature_all();
  EXPECT_EQ(balance(Bucket::merchant_available), 10'000 - 165 - 1'000 - 3'000);
  EXPECT_TRUE(refund(sale.payment.id, 5'000));
  EXPECT_EQ(refund(sale.payment.id, 1'000).error().code, "insufficient_balance");
  EXPECT_EQ(findings(), "");
}

TEST_P(RefundTest, KeysAndReferencesStandForOneRefund) {
  // Protects C-02 for refunds: a repeated key moves money once, a repeated reference is refused.
  const Created sale = captured_sale();
  CreateRefund command;
  command.payment_id = sale.payment.id;
  command.amount_minor = 1'000;
  command.idempotency_key = "key-1";
  command.request_hash = "hash-1";
  command.merchant_reference = "ref-1";
  const auto first = refund(command);
  const auto again = refund(command);
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->operation.id, first->operation.id);
  EXPECT_EQ(again->attempt, first->attempt);
  EXPECT_EQ(payment(sale.payment.id).refund_pending_minor, 1'000);
  CreateRefund other = command;
  other.request_hash = "hash-2";
  EXPECT_EQ(refund(other).error().code, "idempotency_key_reused");
  other.idempotency_key = "key-2";
  EXPECT_EQ(refund(other).error().code, "duplicate_reference");
  const Created second_sale = captured_sale();
  command.payment_id = second_sale.payment.id;
  EXPECT_FALSE(refund(command)->replayed);
}

TEST_P(RefundTest, TheFeeIsOwedWhenTheBalanceCannotCarryIt) {
  // Protects a refund that happened: its fee above the overdraft becomes a claim, not an error.
  const Created sale = captured_sale();
  set_overdraft(3'000);
  answered_refund(sale.payment.id, 3'000, [](const auto& request) { return approved(request); });
  EXPECT_EQ(balance(Bucket::merchant_available), -3'000);
  EXPECT_EQ(balance(Bucket::merchant_receivable), 30);
  EXPECT_EQ(findings(), "");
}

TEST_P(RefundTest, PendingOnesKeepTheirHold) {
  // Protects money at the provider: pending is neither success nor failure, whatever else happens.
  const Created sale = captured_sale();
  const RefundCreated waiting =
      answered_refund(sale.payment.id, 4'000, [](const auto& request) { return pending(request); });
  EXPECT_EQ(last_operation(sale.payment.id).state, OperationState::pending);
  EXPECT_EQ(balance(Bucket::refund_in_transit), 4'000);
  EXPECT_FALSE(payment(sale.payment.id).in_doubt);
  const auto other = refund(sale.payment.id, 6'000);
  ASSERT_TRUE(other);
  EXPECT_EQ(refund(sale.payment.id, 1).error().code, "not_refundable");
  clock().advance_ms(30'000);
  const auto asked = questions();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].attempt, waiting.attempt);
  reply(waiting.attempt, declined(asked[0].request, "05"));
  EXPECT_EQ(payment(sale.payment.id).refund_pending_minor, 6'000);
  EXPECT_EQ(balance(Bucket::refund_in_transit), 6'000);
  EXPECT_EQ(findings(), "");
}

class ProrataRefundTest : public RefundTest {
  fees::Plan plan() const override {
    fees::Plan plan = PaymentsTest::plan();
    plan.on_refund = fees::OnRefund::prorata;
    plan.refund = {};
    return plan;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ProrataRefundTest, both_dialects(), dialect_name);

TEST_P(ProrataRefundTest, FeePartsAddUpToTheFee) {
  // Protects the cumulative-difference rule through the real use cases: 41, 42, 41, 41 of 165.
  const Created sale = captured_sale();
  std::vector<std::int64_t> returned;
  for (int i = 0; i < 4; ++i) {
    answered_refund(sale.payment.id, 2'500, [](const auto& request) { return approved(request); });
    returned.push_back(last_operation(sale.payment.id).fee_returned_minor);
  }
  EXPECT_EQ(returned, (std::vector<std::int64_t>{41, 42, 41, 41}));
  EXPECT_EQ(payment(sale.payment.id).fee_minor, 0);
  EXPECT_EQ(own_balance(Bucket::fee_processing), 0);
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
