// Holds: authorise, capture in parts, let go, raise, run out; each with its money and its bounds.
#include <gtest/gtest.h>

#include "payments/fixture_test.hpp"
#include "payments/hold_table.hpp"

namespace bursar::payments {
namespace {

class HoldTest : public PaymentsTest {
 protected:
  CreateSale hold_command(std::int64_t minor = 10'000) {
    CreateSale command = sale_command(minor);
    command.capture_mode = CaptureMode::manual;
    return command;
  }
  Created held(std::int64_t minor = 10'000, HoldStep step = HoldStep::none) {
    CreateSale command = hold_command(minor);
    command.hold_step = step;
    Created created = must_sell(command);
    const Dispatch sent = claim_one(created.attempt);
    EXPECT_EQ(sent.request.kind, providers::RequestKind::authorize);
    answer(created.attempt, approved(sent.request));
    return created;
  }
  using Step = Result<StepCreated> (*)(storage::Tx&, const Call&, const CreateStep&);
  Result<StepCreated> step(Step use_case, PaymentId payment, std::optional<std::int64_t> minor = {},
                           bool is_final = true) {
    CreateStep command;
    command.payment_id = payment;
    command.amount_minor = minor;
    command.is_final = is_final;
    return db().write([&](storage::Tx& tx) { return use_case(tx, call(), command); });
  }
  template <class F>
  StepCreated answered(Step use_case, PaymentId payment, std::optional<std::int64_t> minor,
                       bool is_final, F respond) {
    auto made = step(use_case, payment, minor, is_final);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    if (!made) return {};
    const Dispatch sent = claim_one(made->attempt);
    EXPECT_FALSE(sent.request.original_reference.empty());
    answer(made->attempt, respond(sent.request));
    return std::move(*made);
  }
  static providers::WireResponse yes(const providers::ProviderRequest& request) {
    return approved(request);
  }
  std::string sums(PaymentId id) {
    const Payment now = payment(id);
    return fmt::format("{} held {} captured {} let go {} open {}", word(now.lifecycle),
                       now.authorized_minor, now.captured_minor, now.voided_minor, now.step_minor);
  }
  std::string refusal_of(const Result<StepCreated>& made) {
    return made ? "accepted" : made.error().code;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, HoldTest, both_dialects(), dialect_name);

TEST_P(HoldTest, HoldsMoneyWithoutMovingAny) {
  // Protects merchants from shipping on a hold: nothing is booked, the public status is no success.
  const PaymentId id = held().payment.id;
  EXPECT_EQ(sums(id), "authorized held 10000 captured 0 let go 0 open 0");
  EXPECT_EQ(orsunpay_status(payment(id)), "PROCESSING");
  EXPECT_EQ(balance(ledger::Bucket::merchant_pending), 0);
  EXPECT_EQ(provider_balance(), 0);
  EXPECT_EQ(steps(id), "created processing authorized");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, ACaptureAfterAFullRefundLeavesItRefundedInPart) {
  // Protects what merchants read: refunded in full means all of what was captured by now.
  const PaymentId id = held().payment.id;
  answered(create_capture, id, 3'000, false, yes);
  answered_refund(id, 3'000, [](const auto& request) { return approved(request); });
  EXPECT_EQ(payment(id).refund_state, RefundState::full);
  answered(create_capture, id, 3'000, false, yes);
  EXPECT_EQ(payment(id).refund_state, RefundState::part);
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, CapturesInPartsAndLetsTheRestGo) {
  // Protects the sums of a hold: parts add up, the final part releases what is left, each part is
  // booked with its own fee.
  const PaymentId id = held().payment.id;
  answered(create_capture, id, 3'000, false, yes);
  EXPECT_EQ(sums(id), "part_captured held 10000 captured 3000 let go 0 open 0");
  EXPECT_EQ(orsunpay_status(payment(id)), "SUCCESS");
  answered(create_capture, id, 5'000, true, yes);
  EXPECT_EQ(sums(id), "captured held 10000 captured 8000 let go 2000 open 0");
  // Fees: 0.42 + 0.25 and 0.70 + 0.25; a tenth of the gross goes to the reserve.
  EXPECT_EQ(payment(id).fee_minor, 67 + 95);
  EXPECT_EQ(balance(ledger::Bucket::merchant_reserve), 800);
  EXPECT_EQ(balance(ledger::Bucket::merchant_pending), 8'000 - 162 - 800);
  EXPECT_EQ(refusal_of(step(create_capture, id)), "not_held");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, NeverTakesMoreThanIsHeld) {
  // Protects payers: an amount beyond the hold, or a second step at the same time, is refused.
  const PaymentId id = held().payment.id;
  EXPECT_EQ(refusal_of(step(create_capture, id, 10'001)), "amount_exceeds_held");
  const auto first = step(create_capture, id, 6'000, false);
  ASSERT_TRUE(first);
  EXPECT_EQ(refusal_of(step(create_capture, id, 1'000, false)), "step_open");
  EXPECT_EQ(refusal_of(step(create_void, id)), "step_open");
  EXPECT_EQ(refusal_of(step(create_increment, id, 1'000)), "step_open");
  const Dispatch sent = claim_one(first->attempt);
  answer(first->attempt, no_answer());
  EXPECT_EQ(refusal_of(step(create_capture, id, 1'000, false)), "in_doubt");
  reply(first->attempt, approved(sent.request));
  EXPECT_EQ(refusal_of(step(create_capture, id, 4'001, false)), "amount_exceeds_held");
  EXPECT_EQ(sums(id), "part_captured held 10000 captured 6000 let go 0 open 0");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, ARefusedCaptureGivesItsAmountBack) {
  // Protects holds from a capture that did not happen: the amount can be captured again.
  const PaymentId id = held().payment.id;
  answered(create_capture, id, 10'000, true, [](const auto& request) { return declined(request); });
  EXPECT_EQ(sums(id), "authorized held 10000 captured 0 let go 0 open 0");
  EXPECT_EQ(last_operation(id).decline_reason, "insufficient_funds");
  answered(create_capture, id, {}, true, yes);
  EXPECT_EQ(sums(id), "captured held 10000 captured 10000 let go 0 open 0");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, LetsGoInPartAndWhole) {
  // Protects payers' money: a release lowers the hold, the last one ends the payment as voided.
  const PaymentId id = held().payment.id;
  answered(create_void, id, 4'000, true, yes);
  EXPECT_EQ(sums(id), "authorized held 10000 captured 0 let go 4000 open 0");
  EXPECT_EQ(refusal_of(step(create_capture, id, 6'001)), "amount_exceeds_held");
  answered(create_void, id, {}, true, yes);
  EXPECT_EQ(sums(id), "voided held 10000 captured 0 let go 10000 open 0");
  EXPECT_EQ(orsunpay_status(payment(id)), "CANCELED");
  EXPECT_FALSE(payment(id).hold_step_at);
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, ReleasingTheRestOfAPartCaptureEndsIt) {
  // Protects part captures: what is left can be let go, and the payment counts as captured.
  const PaymentId id = held().payment.id;
  answered(create_capture, id, 2'500, false, yes);
  answered(create_void, id, {}, true, yes);
  EXPECT_EQ(sums(id), "captured held 10000 captured 2500 let go 7500 open 0");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, RaisesTheHold) {
  // Protects longer stays: the hold and the payment's amount grow together.
  const PaymentId id = held().payment.id;
  answered(create_increment, id, 2'500, true, yes);
  EXPECT_EQ(sums(id), "authorized held 12500 captured 0 let go 0 open 0");
  EXPECT_EQ(payment(id).amount.minor, 12'500);
  answered(create_increment, id, 900, true, [](const auto& request) { return declined(request); });
  EXPECT_EQ(sums(id), "authorized held 12500 captured 0 let go 0 open 0");
  answered(create_capture, id, {}, true, yes);
  EXPECT_EQ(sums(id), "captured held 12500 captured 12500 let go 0 open 0");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, RefundsWhatWasCapturedInParts) {
  // Protects refunds after several captures: the bound is their sum, the fee share that of all.
  const PaymentId id = held().payment.id;
  answered(create_capture, id, 3'000, false, yes);
  answered(create_capture, id, 5'000, true, yes);
  clock().advance_ms(3 * k_day_ms);
  mature_all();
  EXPECT_FALSE(refund(id, 8'001));
  set_overdraft(10'000);
  answered_refund(id, 8'000, [](const auto& request) { return approved(request); });
  EXPECT_EQ(payment(id).refund_state, RefundState::full);
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, AKeyStandsForOneStep) {
  // Protects against double captures by impatient callers.
  const PaymentId id = held().payment.id;
  CreateStep command;
  command.payment_id = id;
  command.amount_minor = 4'000;
  command.is_final = false;
  command.idempotency_key = "once";
  command.request_hash = "a";
  const auto run = [&] {
    return db().write([&](storage::Tx& tx) { return create_capture(tx, call(), command); });
  };
  const auto first = run();
  const auto again = run();
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(first->operation.id, again->operation.id);
  command.request_hash = "b";
  EXPECT_EQ(refusal_of(run()), "idempotency_key_reused");
  EXPECT_EQ(payment(id).step_minor, 4'000);
}

TEST_P(HoldTest, TakesTheAutomaticStepBeforeTheHoldEnds) {
  // Protects money that would be lost when nobody captures in time: half an hour before the end of
  // the scheme's period the hold is captured, once.
  const PaymentId id = held(10'000, HoldStep::capture).payment.id;
  const auto due = [&] {
    return *db().write([&](storage::Tx& tx) { return take_due_hold_steps(tx, call(), 10); });
  };
  clock().advance_ms(10 * k_day_ms - 31 * k_minute_ms);
  EXPECT_TRUE(due().empty());
  clock().advance_ms(2 * k_minute_ms);
  const auto attempts = due();
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_TRUE(due().empty());
  const Dispatch sent = claim_one(attempts.front());
  EXPECT_EQ(sent.request.kind, providers::RequestKind::capture);
  answer(attempts.front(), approved(sent.request));
  EXPECT_EQ(sums(id), "captured held 10000 captured 10000 let go 0 open 0");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, FollowsTheMerchantsPolicyUnlessTheRequestSays) {
  // Protects merchants who ship later, and requests that know better.
  must([&](storage::Tx& tx) -> Result<void> {
    merchants::UpdateMerchant change;
    change.id = merchant_;
    change.version = merchants::load_merchant(tx, everything(), merchant_)->version;
    change.capture_policy = merchants::CapturePolicy::hold_then_capture;
    change.challenge_from_minor = 20'000;
    change.exempt_below_minor = 5'000;
    change.exempts_low_value = true;
    const auto updated = merchants::update_merchant(tx, call(), change);
    if (!updated) return updated.error();
    return ok();
  });
  const auto made = [&](std::int64_t minor, std::optional<CaptureMode> mode = {}) {
    CreateSale command = sale_command(minor);
    command.return_url = "https://shop.example/back";
    command.capture_mode = mode;
    const Created created = must_sell(command);
    const Dispatch sent = claim_one(created.attempt);
    return fmt::format("{} {} {}{}", providers::word(sent.request.kind),
                       word(payment(created.payment.id).hold_step),
                       sent.request.three_ds.preference, sent.request.three_ds.exemption);
  };
  EXPECT_EQ(made(2'999), "authorize capture low_value");
  EXPECT_EQ(made(4'999), "authorize capture tra");
  EXPECT_EQ(made(10'000), "authorize capture ");
  EXPECT_EQ(made(20'000), "authorize capture challenge");
  EXPECT_EQ(made(10'000, CaptureMode::automatic), "sale none ");
}

TEST_P(HoldTest, RunsOutWhenNobodyActs) {
  // Protects the books from holds that no issuer keeps any more.
  const PaymentId id = held().payment.id;
  clock().advance_ms(10 * k_day_ms + k_minute_ms);
  (void)db().write([&](storage::Tx& tx) { return take_due_hold_steps(tx, call(), 10); });
  EXPECT_EQ(sums(id), "expired held 10000 captured 0 let go 10000 open 0");
  EXPECT_EQ(orsunpay_status(payment(id)), "EXPIRED");
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, ALateCaptureIsTakenOnlyWhileItFits) {
  // Protects the bound of the hold from a capture that was given up and happened after all.
  const PaymentId id = held().payment.id;
  const auto lost = step(create_capture, id, 10'000, true);
  ASSERT_TRUE(lost);
  const Dispatch sent = claim_one(lost->attempt);
  answer(lost->attempt, not_sent());
  EXPECT_EQ(sums(id), "authorized held 10000 captured 0 let go 0 open 0");
  answered(create_void, id, {}, true, yes);
  reply(lost->attempt, approved(sent.request));
  EXPECT_EQ(sums(id), "voided held 10000 captured 0 let go 10000 open 0");
  // The message is kept as a step from failed to failed.
  EXPECT_TRUE(steps(id, "operation").ends_with("succeeded failed"));
  EXPECT_EQ(findings(), "");
}

TEST(HoldTable, KnowsSchemesAndTravel) {
  // Protects the automatic step from coming too late.
  EXPECT_EQ(hold_days("visa", "5999", false), 10);
  EXPECT_EQ(hold_days("visa", "5999", true), 5);
  EXPECT_EQ(hold_days("visa", "7011", false), 30);
  EXPECT_EQ(hold_days("mastercard", "5999", false), 28);
  EXPECT_EQ(hold_days("amex", "7011", false), 7);
  EXPECT_EQ(hold_days("maestro", "5999", false), 6);
  EXPECT_EQ(hold_days("unknown", "5999", false), 7);
}

}  // namespace
}  // namespace bursar::payments
