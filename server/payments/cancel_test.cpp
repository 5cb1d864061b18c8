// Canceling: what has not left never leaves; what waits for its payer ends, and a payer who pays
// all the same is heard of.
#include "payments/cancel.hpp"

#include "payments/exception.hpp"
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class CancelTest : public PaymentsTest {
 protected:
  Result<Payment> cancel(PaymentId id, const std::string& reason = "") {
    return db().write([&](storage::Tx& tx) {
      return cancel_payment(tx, call(), {id, reason}, nullptr);
    });
  }
  std::string code_of(const Result<Payment>& canceled) {
    return canceled ? std::string(word(canceled->lifecycle)) : canceled.error().code;
  }
  providers::WireResponse challenge(const providers::ProviderRequest& request) {
    return result(request, "action", "09",
                  fmt::format(R"(,"poll_after_ms":5000,"action":{{"type":"redirect",)"
                              R"("url":"http://pay/1","expires_at_ms":{}}})",
                              clock().now().plus_ms(15 * k_minute_ms).ms));
  }
  static providers::ProviderRequest asked(const Created& created) {
    return {.our_reference = created.attempt.text(), .amount = created.payment.amount};
  }
  Created waiting_for_its_payer() {
    return answered_sale([this](const auto& request) { return challenge(request); });
  }
  std::size_t late_cases(PaymentId id) {
    return read([&](storage::Tx& tx) {
             return list_exceptions(tx, everything(),
                                    {.kind = ExceptionKind::late_success, .payment = id});
           })
        .size();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, CancelTest, both_dialects(), dialect_name);

TEST_P(CancelTest, WhatIsQueuedNeverLeaves) {
  // Protects the promise of CANCELED: once it is told, no provider hears of the payment.
  const Created created = must_sell(sale_command());
  EXPECT_EQ(code_of(cancel(created.payment.id, "ordered twice")), "canceled");
  EXPECT_TRUE(claim({created.attempt}).empty());
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(orsunpay_status(payment(created.payment.id)), "CANCELED");
  EXPECT_EQ(payment(created.payment.id).decline_reason, "canceled_by_merchant");
  EXPECT_EQ(steps(created.payment.id), "created processing canceled");
  EXPECT_EQ(event_types(), "payment.created payment.processing payment.canceled");
  EXPECT_EQ(findings(), "");
  EXPECT_EQ(code_of(cancel(created.payment.id)), "canceled") << "a repeat changes nothing";
  EXPECT_EQ(steps(created.payment.id), "created processing canceled");
}

TEST_P(CancelTest, WhoeverIsFirstWins) {
  // Protects against canceling what is on its way: a claim comes before every later cancel.
  const Created created = must_sell(sale_command());
  const Dispatch sent = claim_one(created.attempt);
  EXPECT_EQ(code_of(cancel(created.payment.id)), "not_cancelable");
  answer(created.attempt, approved(sent.request));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(code_of(cancel(created.payment.id)), "not_cancelable");
  EXPECT_EQ(findings(), "");
}

TEST_P(CancelTest, NothingInDoubtIsCanceled) {
  // Protects against calling it off while money may have moved.
  const Created created = doubted_sale();
  EXPECT_EQ(code_of(cancel(created.payment.id)), "not_cancelable");
  EXPECT_TRUE(payment(created.payment.id).in_doubt);
}

TEST_P(CancelTest, APayerWhoGivesUpIsHeardOfToo) {
  // Protects the end of watching: the provider's word that nothing came closes the matter.
  const Created created = waiting_for_its_payer();
  EXPECT_EQ(code_of(cancel(created.payment.id)), "canceled");
  EXPECT_EQ(payment(created.payment.id).action, "");
  EXPECT_EQ(findings(), "");
  clock().advance_ms(31 * k_second_ms);
  ASSERT_EQ(questions().size(), 1U);
  reply(created.attempt, challenge(asked(created)));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::canceled);
  EXPECT_TRUE(last_attempt(created.payment.id).next_check_at) << "asked on";
  reply(created.attempt, declined(asked(created), "17"));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::canceled);
  EXPECT_FALSE(last_attempt(created.payment.id).next_check_at);
  EXPECT_EQ(late_cases(created.payment.id), 0U);
  EXPECT_EQ(findings(), "");
}

TEST_P(CancelTest, APayerWhoIsSilentIsWaitedForToTheEnd) {
  // Protects against asking for ever: the payer's time ends for canceled payments as well.
  const Created created = waiting_for_its_payer();
  EXPECT_EQ(code_of(cancel(created.payment.id)), "canceled");
  const auto still = challenge(asked(created));
  clock().advance_ms(17 * k_minute_ms);
  ASSERT_EQ(questions().size(), 1U);
  reply(created.attempt, still);
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::canceled);
  EXPECT_FALSE(last_attempt(created.payment.id).next_check_at);
  EXPECT_EQ(findings(), "");
}

TEST_P(CancelTest, APayerWhoPaysAllTheSameIsBookedAndLookedAt) {
  // Protects money that came after a cancel: it is booked, and a person decides what becomes of it.
  const Created created = waiting_for_its_payer();
  EXPECT_EQ(code_of(cancel(created.payment.id)), "canceled");
  reply(created.attempt, approved(asked(created)));
  const Payment late = payment(created.payment.id);
  EXPECT_EQ(late.lifecycle, Lifecycle::captured);
  EXPECT_EQ(late.decline_reason, "");
  EXPECT_EQ(late.refundable_minor(), 10'000);
  EXPECT_EQ(late_cases(created.payment.id), 1U);
  EXPECT_EQ(code_of(cancel(created.payment.id)), "not_cancelable");
  EXPECT_EQ(findings(), "");
}

TEST_P(CancelTest, SaysWhatElseCanBeDone) {
  // Protects the page: what cannot be canceled is refused with the way that is open.
  const auto refusal = [&](const Created& created) {
    const auto canceled = cancel(created.payment.id);
    return canceled ? std::string() : canceled.error().message;
  };
  EXPECT_NE(refusal(captured_sale()).find("refund it"), std::string::npos);
  CreateSale hold = sale_command();
  hold.capture_mode = CaptureMode::manual;
  const Created held = must_sell(hold);
  const Dispatch sent = claim_one(held.attempt);
  answer(held.attempt, approved(sent.request));
  EXPECT_NE(refusal(held).find("release the hold"), std::string::npos);
  EXPECT_EQ(cancel(captured_sale().payment.id, std::string(501, 'x')).error().code, "too_long");
  EXPECT_EQ(code_of(cancel(PaymentId{77})), "not_found");
}

}  // namespace
}  // namespace bursar::payments
