// The same request again under the same key: only where a repeat is safe and tells something, only
// when it is the same to the byte, and never while a person could say that nothing was done.
#include "payments/fixture_test.hpp"
#include "payments/manual_status.hpp"
#include "payments/unanswered.hpp"

namespace bursar::payments {
namespace {

class RepeatTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(1'000'000);
    must([&](storage::Tx& tx) -> Result<void> {
      providers::set_enabled(tx, call(), account_, false);
      providers::CreateAccount account;
      account.account.adapter = "sim_repeat";
      account.account.title = "Without questions";
      account.account.method = "card";
      account.account.base_url = "http://127.0.0.1:9";
      account.api_key = Secret("key");
      account_ = providers::create_account(tx, call(), *keys_, true, account)->id;
      return ok();
    });
  }
  /// A sale that was sent as it is, with an answer that says nothing.
  Created sent_sale(const CreateSale& command) {
    const Created created = must_sell(command);
    const Dispatch sent = claim_one(created.attempt);
    record(sent, no_answer());
    return created;
  }
  Created sent_sale() { return sent_sale(sale_command()); }
  void record(const Dispatch& sent, const providers::WireResponse& response) {
    const auto* adapter = providers::find_adapter(sent.adapter);
    const std::string masked =
        providers::masked_body(adapter->build(sent.request, sent.config).body.reveal());
    must(
        [&](storage::Tx& tx) { return record_answer(tx, call(), sent.attempt, response, masked); });
  }
  Question repeat_due() {
    clock().set(std::max(clock().now(), last_due()));
    const auto due = questions();
    EXPECT_EQ(due.size(), 1U);
    if (due.size() != 1) return {};
    EXPECT_EQ(due[0].method, AskMethod::same_request);
    return due[0];
  }
  Instant last_due() {
    return read([](storage::Tx& tx) { return next_due(tx); }).value_or(clock().now());
  }
  void tell(const Question& question, const providers::WireResponse& response) {
    must([&](storage::Tx& tx) { return record_reply(tx, call(), question, response); });
  }
  /// Why the row in the queue says that the request is not sent again.
  std::string why_not() {
    const auto rows =
        read([&](storage::Tx& tx) { return list_unanswered(tx, everything(), clock().now(), {}); });
    EXPECT_EQ(rows.size(), 1U);
    return rows.size() == 1 ? std::string(rows[0].methods.at(1).why_not) : "";
  }
};
INSTANTIATE_TEST_SUITE_P(Both, RepeatTest, both_dialects(), dialect_name);

TEST_P(RepeatTest, TheSameRequestTellsWhatBecameOfTheFirst) {
  // Protects payments at providers that answer no questions, and the payer from a second charge:
  // the reference is the first one's.
  const Created sale = sent_sale();
  const Question question = repeat_due();
  EXPECT_EQ(question.request.our_reference, last_attempt(sale.payment.id).our_reference);
  EXPECT_EQ(question.request.kind, providers::RequestKind::sale);
  ASSERT_TRUE(question.request.card);
  EXPECT_EQ(question.request.card->number.reveal(), "4242424242424242");
  EXPECT_EQ(last_attempt(sale.payment.id).repeats, 1) << "written down before a byte leaves";
  EXPECT_TRUE(questions().empty()) << "one at a time";
  tell(question, approved(question.request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(last_attempt(sale.payment.id).resolved_by, "repeat");
  EXPECT_EQ(findings(), "");
}

TEST_P(RepeatTest, SurvivesTheProcessThatSentIt) {
  // Protects money on its way back: the process died with a refund in flight, and what it was can
  // be sent again all the same, to the byte, under the same reference.
  const Created sale = must_sell(sale_command());
  const Dispatch sold = claim_one(sale.attempt);
  record(sold, approved(sold.request));
  CreateRefund command;
  command.payment_id = sale.payment.id;
  command.amount_minor = 1'000;
  const auto refund =
      db().write([&](storage::Tx& tx) { return create_refund(tx, call(), command); });
  ASSERT_TRUE(refund) << refund.error().code;
  const Dispatch sent = claim_one(refund->attempt);
  must([&](storage::Tx& tx) -> Result<void> {  // the next life finds it
    EXPECT_EQ(*adopt_orphans(tx, call()), 1);
    return ok();
  });
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  const Question question = repeat_due();
  EXPECT_EQ(question.request.our_reference, sent.request.our_reference);
  EXPECT_EQ(question.request.amount.minor, 1'000);
  tell(question, approved(question.request));
  EXPECT_EQ(payment(sale.payment.id).refunded_minor, 1'000);
  EXPECT_EQ(findings(), "");
}

TEST_P(RepeatTest, WhatHadASecurityCodeIsNotKeptForARepeat) {
  // Protects the code: it is nowhere, so a card payment that died with its process is taken back.
  CreateSale command = sale_command();
  command.card->cvv = Secret("123");
  const Created sale = must_sell(command);
  (void)claim_one(sale.attempt);
  must([&](storage::Tx& tx) -> Result<void> {
    EXPECT_EQ(*adopt_orphans(tx, call()), 1);
    return ok();
  });
  EXPECT_TRUE(last_attempt(sale.payment.id).request_masked.empty());
  EXPECT_EQ(why_not(), "has_security_code");
}

TEST_P(RepeatTest, ARepeatThatFailsSaysNothingOfTheFirst) {
  // Protects against the worst mistake: a refused connection or a refused repeat is taken for proof
  // that the first request did nothing.
  const Created sale = sent_sale();
  for (const auto& response :
       {not_sent(), answered(429, R"({"status":"rejected"})"), answered(401, "{}"), no_answer(),
        answered(409, R"({"status":"rejected"})"), answered(500, "{}")}) {
    const Question question = repeat_due();
    tell(question, response);
    ASSERT_TRUE(payment(sale.payment.id).in_doubt) << response.status;
    ASSERT_EQ(last_operation(sale.payment.id).state, OperationState::in_doubt);
    if (clock().now().ms - last_attempt(sale.payment.id).sent_at->ms > 8 * k_minute_ms) break;
  }
  // Nor does the first exchange once a repeat has left.
  answer(sale.attempt, not_sent());
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(findings(), "");
}

TEST_P(RepeatTest, NobodySaysThatItNeverHappenedWhileItMayBeOnItsWay) {
  // Protects against person and repeat at once: the person would be right, and the repeat would
  // charge afterwards. A lost repeat gives way after a minute.
  const Created sale = sent_sale();
  const Question question = repeat_due();
  ChangeState command;
  command.operation = last_operation(sale.payment.id).id;
  command.verdict = Verdict::not_executed;
  command.reason = command.evidence = "line 7";
  const auto decide = [&] {
    return db().write(
        [&](storage::Tx& tx) { return change_transaction_state(tx, call(), command); });
  };
  EXPECT_EQ(decide().error().code, "not_in_doubt");
  must([&](storage::Tx& tx) -> Result<void> {
    ask_now(tx, call(), sale.payment.id);
    return ok();
  });
  EXPECT_TRUE(questions().empty()) << "being told to hurry does not send a second one beside it";
  clock().advance_ms(61'000);
  (void)questions();
  EXPECT_EQ(last_attempt(sale.payment.id).repeats, 2);
  tell(question, no_answer());
  EXPECT_TRUE(decide());
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
}

TEST_P(RepeatTest, OnlyWhatIsTheSameGoesOutAgain) {
  // Protects the key: another body under it is another payment or an error. The security code is
  // kept nowhere, an account that was changed may be another one, and a payer has left by then.
  CreateSale with_code = sale_command();
  with_code.card->cvv = Secret("123");
  const Created coded = must_sell(with_code);
  record(claim_one(coded.attempt), no_answer());
  EXPECT_EQ(why_not(), "has_security_code");
  clock().advance_ms(60'000);
  EXPECT_TRUE(questions().empty());
  answer(coded.attempt, declined(providers::ProviderRequest{
                            .our_reference = last_attempt(coded.payment.id).our_reference,
                            .amount = coded.payment.amount}));

  const Created moved = sent_sale();
  must([&](storage::Tx& tx) -> Result<void> {
    providers::set_connection(tx, call(), *keys_, account_, "http://127.0.0.1:10", Secret("key"));
    return ok();
  });
  EXPECT_EQ(why_not(), "account_changed");
  clock().advance_ms(60'000);
  EXPECT_TRUE(questions().empty());
  answer(moved.attempt, declined(providers::ProviderRequest{
                            .our_reference = last_attempt(moved.payment.id).our_reference,
                            .amount = moved.payment.amount}));

  const Created renamed = sent_sale();
  must([&](storage::Tx& tx) -> Result<void> {
    tx.exec("UPDATE merchant SET statement_descriptor = 'OTHER' WHERE id = $1", {merchant_});
    return ok();
  });
  clock().advance_ms(60'000);
  EXPECT_TRUE(questions().empty()) << "its body is another one now";
  EXPECT_EQ(last_attempt(renamed.payment.id).repeats, 0);
  clock().advance_ms(15 * k_minute_ms);
  EXPECT_EQ(why_not(), "too_late");
}

TEST_P(RepeatTest, AKeyThatMayBeForgottenIsNotUsed) {
  // Protects against providers that forget: after half of that time, or when the clock cannot tell,
  // the request would be carried out a second time.
  Question question;
  question.method = AskMethod::same_request;
  question.first_sent_at = clock().now();
  question.key_for_ms = k_hour_ms;
  question.clock_even_since = clock().now().plus_ms(-1);
  EXPECT_EQ(question_objection(question, clock().now().plus_ms(29 * k_minute_ms)), "");
  EXPECT_NE(question_objection(question, clock().now().plus_ms(30 * k_minute_ms)), "");
  EXPECT_NE(question_objection(question, clock().now().plus_ms(-1)), "");
  question.clock_even_since = clock().now().plus_ms(1);
  EXPECT_NE(question_objection(question, clock().now().plus_ms(2)), "");
  question.key_for_ms = 0;
  EXPECT_EQ(question_objection(question, clock().now().plus_ms(k_day_ms)), "");
}

TEST_P(RepeatTest, StripeIsAskedInstead) {
  // Protects against providers that replay a recorded error: a repeat brings no news there.
  const auto can = providers::find_adapter("stripe")->capabilities();
  EXPECT_TRUE(can.same_key_is_safe);
  EXPECT_FALSE(can.repeat_settles);
}

TEST_P(RepeatTest, WhatNobodyToldIsTakenBackAfterADay) {
  // Protects payments at such a provider: after the payer's time nothing goes out again but the
  // reversal, under a reference of its own.
  const Created sale = sent_sale();
  std::string methods;
  for (int i = 0; i < 200 && methods.find("reversal") == std::string::npos; ++i) {
    clock().set(std::max(clock().now(), last_due()));
    for (const Question& question : questions()) {
      methods += std::string(word(question.method)) + " ";
      if (question.method == AskMethod::same_request) tell(question, no_answer());
    }
  }
  EXPECT_EQ(methods, "same_request same_request same_request same_request same_request reversal ");
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
