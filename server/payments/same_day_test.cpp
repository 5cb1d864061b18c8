// Refunds on the day of the sale: undone where the provider can, given back in the ordinary way
// otherwise, and named for what they are.
#include "payments/fixture_test.hpp"
#include "payments/operation_list.hpp"
#include "payments/provider_side.hpp"

namespace bursar::payments {
namespace {

class SameDayTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(100'000);
    // Well inside a day, so that a few steps of the clock stay there.
    clock().advance_ms(k_day_ms - clock().now().ms % k_day_ms + k_hour_ms);
  }
  RefundCreated must_refund(PaymentId id, std::optional<std::int64_t> minor = {}) {
    auto made = refund(id, minor);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? std::move(*made) : RefundCreated{};
  }
};
INSTANTIATE_TEST_SUITE_P(Both, SameDayTest, both_dialects(), dialect_name);

TEST_P(SameDayTest, TheWholeSaleIsUndone) {
  // Protects the customer's statement: a sale given back whole on its day never shows there, and
  // both surfaces say so.
  const Created sale = captured_sale();
  const RefundCreated made = must_refund(sale.payment.id);
  EXPECT_TRUE(made.operation.same_day);
  const Dispatch sent = claim_one(made.attempt);
  EXPECT_EQ(sent.request.kind, providers::RequestKind::reverse);
  EXPECT_EQ(sent.request.original_reference, sale.attempt.text());
  answer(made.attempt, approved(sent.request));
  const Payment undone = payment(sale.payment.id);
  EXPECT_EQ(undone.refund_state, RefundState::full);
  EXPECT_EQ(orsunpay_status(undone), "SUCCESS");
  EXPECT_EQ(ecommpay_status(undone), "reversed");
  EXPECT_EQ(ecommpay_type(last_operation(sale.payment.id)), "reversal");
  EXPECT_EQ(findings(), "");
  read([&](storage::Tx& tx) {
    const auto target = attempt_target(tx, made.attempt);
    EXPECT_EQ(target->kind, providers::RequestKind::reverse) << "what messages about it are";
    for (const auto& [type, found] : {std::pair{OperationType::refund, std::size_t{0}},
                                      {OperationType::return_, std::size_t{1}}}) {
      OperationFilter filter;
      filter.type = type;
      EXPECT_EQ(list_operations(tx, everything(), filter).size(), found);
    }
    return true;
  });
}

TEST_P(SameDayTest, APartAndAnotherDayAreRefunds) {
  // Protects the word: only what is undone whole, on its day, is a reversal.
  const Created in_part = captured_sale();
  EXPECT_FALSE(must_refund(in_part.payment.id, 4'000).operation.same_day);
  EXPECT_FALSE(must_refund(in_part.payment.id).operation.same_day) << "the rest";
  const Created late = captured_sale();
  clock().advance_ms(k_day_ms);
  const RefundCreated next_day = must_refund(late.payment.id);
  EXPECT_FALSE(next_day.operation.same_day);
  const Dispatch sent = claim_one(next_day.attempt);
  EXPECT_EQ(sent.request.kind, providers::RequestKind::refund);
  answer(next_day.attempt, approved(sent.request));
  EXPECT_EQ(ecommpay_status(payment(late.payment.id)), "refunded");
  CreateSale command = sale_command();
  command.capture_mode = CaptureMode::manual;
  const Created held = must_sell(command);
  answer(held.attempt, approved(claim_one(held.attempt).request));
  CreateStep capture;
  capture.payment_id = held.payment.id;
  const auto captured =
      db().write([&](storage::Tx& tx) { return create_capture(tx, call(), capture); });
  ASSERT_TRUE(captured);
  answer(captured->attempt, approved(claim_one(captured->attempt).request));
  EXPECT_FALSE(must_refund(held.payment.id).operation.same_day) << "a captured hold";
  EXPECT_EQ(findings(), "");
}

TEST_P(SameDayTest, WhatTheProviderDoesNotUndoIsRefunded) {
  // Protects merchants near midnight: the provider's day may be over, and the money still goes
  // back.
  const Created sale = captured_sale();
  const RefundCreated made = must_refund(sale.payment.id);
  answer(made.attempt, declined(claim_one(made.attempt).request, "12"));
  EXPECT_EQ(payment(sale.payment.id).refund_state, RefundState::none);
  const RefundCreated again = must_refund(sale.payment.id);
  EXPECT_FALSE(again.operation.same_day);
  answer(again.attempt, approved(claim_one(again.attempt).request));
  EXPECT_EQ(ecommpay_status(payment(sale.payment.id)), "refunded");
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
