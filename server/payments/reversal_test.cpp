// Taking back what nobody has an answer for: only the provider's acknowledgement ends it, and
// nothing that is told before or after books it.
#include "payments/reversal.hpp"

#include "payments/exception.hpp"
#include "payments/fixture_test.hpp"
#include "payments/manual_status.hpp"
#include "payments/unanswered.hpp"

namespace bursar::payments {
namespace {

using ledger::Bucket;

class ReversalTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(1'000'000);
  }
  Result<ReversalRequested> take_back(PaymentId id, std::string reason = "the customer has left") {
    ReverseOperation command{last_operation(id).id, std::move(reason)};
    return db().write([&](storage::Tx& tx) { return reverse_operation(tx, call(), command); });
  }
  std::string code(PaymentId id) {
    const auto asked = take_back(id);
    return asked ? "" : asked.error().code;
  }
  /// The reversal that is due now.
  Question reversal_due() {
    const auto due = questions();
    EXPECT_EQ(due.size(), 1U);
    if (due.size() != 1) return {};
    EXPECT_EQ(due[0].method, AskMethod::reversal);
    return due[0];
  }
  void tell(const Question& question, const providers::WireResponse& response) {
    must([&](storage::Tx& tx) { return record_reply(tx, call(), question, response); });
  }
  void hear(AttemptId attempt, providers::OutcomeKind kind) {
    providers::Outcome outcome;
    outcome.kind = kind;
    if (kind == providers::OutcomeKind::declined) outcome.decline_reason = "do_not_honor";
    must([&](storage::Tx& tx) { return record_webhook(tx, call(), attempt, outcome); });
  }
  /// What the acquirer answers: nothing was there, so nothing was undone.
  static providers::WireResponse undone(const Question& question) {
    return answered(200, fmt::format(R"({{"reference":"{}","provider_reference":"ac_r",)"
                                     R"("status":"approved","code":"00","message":"reversed",)"
                                     R"("amount_minor":0,"currency":"EUR"}})",
                                     question.request.our_reference));
  }
  static providers::WireResponse stays(const Question& question) {
    return answered(200, fmt::format(R"({{"reference":"{}","provider_reference":"ac_r",)"
                                     R"("status":"declined","code":"12","message":"not possible",)"
                                     R"("amount_minor":0,"currency":"EUR"}})",
                                     question.request.our_reference));
  }
  Reversal reversal(PaymentId id) {
    const auto all = read([&](storage::Tx& tx) { return reversals_of(tx, id); });
    EXPECT_FALSE(all.empty());
    return all.empty() ? Reversal{} : all.back();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ReversalTest, both_dialects(), dialect_name);

TEST_P(ReversalTest, OnlyTheAcknowledgementEndsIt) {
  // Protects money: a wish is no fact, and a payment that is being taken back stays locked.
  const Created sale = doubted_sale();
  const auto asked = take_back(sale.payment.id);
  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(last_operation(sale.payment.id).state, OperationState::in_doubt);
  const Question question = reversal_due();
  EXPECT_EQ(question.request.original_reference, last_attempt(sale.payment.id).our_reference);
  EXPECT_EQ(question.request.our_reference, last_attempt(sale.payment.id).our_reference + "-r1");
  EXPECT_EQ(findings(), "");
  tell(question, undone(question));
  const Payment after = payment(sale.payment.id);
  EXPECT_EQ(after.lifecycle, Lifecycle::failed);
  EXPECT_FALSE(after.in_doubt);
  EXPECT_EQ(last_attempt(after.id).resolved_by, "reversal");
  EXPECT_EQ(last_attempt(after.id).outcome, providers::OutcomeKind::not_executed);
  EXPECT_EQ(reversal(after.id).state, ReversalState::acknowledged);
  EXPECT_EQ(provider_balance(), 0);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, SuccessToldMeanwhileBooksNothing) {
  // Protects the books in every order: the message of a success that is being undone comes before
  // the reversal leaves, before its acknowledgement, and after it.
  for (const int when : {0, 1, 2}) {
    const Created sale = doubted_sale();
    ASSERT_TRUE(take_back(sale.payment.id));
    if (when == 0) hear(sale.attempt, providers::OutcomeKind::approved);
    const Question question = reversal_due();
    if (when == 1) hear(sale.attempt, providers::OutcomeKind::approved);
    EXPECT_EQ(payment(sale.payment.id).captured_minor, 0) << when;
    EXPECT_TRUE(payment(sale.payment.id).in_doubt) << when;
    tell(question, undone(question));
    if (when == 2) hear(sale.attempt, providers::OutcomeKind::approved);
    // The answer to the order itself, hours late, and the message once more.
    answer(sale.attempt, approved(question.request));
    hear(sale.attempt, providers::OutcomeKind::approved);
    EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed) << when;
    EXPECT_EQ(payment(sale.payment.id).captured_minor, 0) << when;
  }
  EXPECT_EQ(provider_balance(), 0);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, IsRepeatedUntilItIsAcknowledged) {
  // Protects against a lost reversal: silence, errors and refused connections change nothing, the
  // reference stays the same, and it goes on daily for as long as it takes.
  const Created sale = doubted_sale();
  ASSERT_TRUE(take_back(sale.payment.id));
  const std::string reference = last_attempt(sale.payment.id).our_reference + "-r1";
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 20; ++i) {
    const Question question = reversal_due();
    EXPECT_EQ(question.request.our_reference, reference);
    tell(question, i % 3 == 0   ? no_answer()
                   : i % 3 == 1 ? not_sent()
                                : answered(500, R"({"status":"error"})"));
    EXPECT_TRUE(questions().empty());
    const auto next = last_attempt(sale.payment.id).next_check_at;
    ASSERT_TRUE(next);
    waits.push_back((next->ms - clock().now().ms) / 1'000);
    clock().set(*next);
  }
  EXPECT_EQ(std::vector(waits.begin(), waits.begin() + 8),
            (std::vector<std::int64_t>{2, 10, 30, 120, 600, 3'600, 21'600, 86'400}));
  EXPECT_EQ(waits.back(), 86'400);
  const Question last = reversal_due();
  tell(last, undone(last));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  EXPECT_EQ(reversal(sale.payment.id).sends, 21);
  // The repeats come back late: they say nothing any more.
  tell(last, undone(last));
  tell(last, stays(last));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, ARefusedReversalLeavesTheQuestion) {
  // Protects the truth: what cannot be undone was done or not, and the next question says which.
  const Created sale = doubted_sale();
  ASSERT_TRUE(take_back(sale.payment.id));
  const Question question = reversal_due();
  tell(question, stays(question));
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(reversal(sale.payment.id).state, ReversalState::refused);
  EXPECT_EQ(reversal(sale.payment.id).detail, "code 12: not possible");
  clock().advance_ms(2'000);
  const auto next = questions();
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].method, AskMethod::query);
  tell(next[0], approved(next[0].request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, NewsInAnyOrderLeaveItToTheAcknowledgement) {
  // Protects money against messages out of order: "no" may be older than the "yes" before it, so
  // neither ends what is being taken back. The acknowledgement does, and nothing after it counts.
  const Created sale = doubted_sale();
  ASSERT_TRUE(take_back(sale.payment.id));
  hear(sale.attempt, providers::OutcomeKind::approved);
  hear(sale.attempt, providers::OutcomeKind::declined);
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  const Question question = reversal_due();
  hear(sale.attempt, providers::OutcomeKind::declined);
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  tell(question, undone(question));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  hear(sale.attempt, providers::OutcomeKind::approved);
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, NobodyBooksWhatIsBeingTakenBack) {
  // Protects against a person and a reversal at once: "it was carried out" may be untrue in the
  // next moment; "it never happened" agrees with the reversal.
  const Created sale = doubted_sale();
  ASSERT_TRUE(take_back(sale.payment.id));
  ChangeState command;
  command.operation = last_operation(sale.payment.id).id;
  command.verdict = Verdict::approved;
  command.reason = command.evidence = "line 7";
  command.has_second_person = true;
  const auto decide = [&] {
    return db().write(
        [&](storage::Tx& tx) { return change_transaction_state(tx, call(), command); });
  };
  EXPECT_EQ(decide().error().code, "verdict_not_permitted");
  command.verdict = Verdict::not_executed;
  (void)reversal_due();
  EXPECT_TRUE(decide());
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  EXPECT_EQ(reversal(sale.payment.id).state, ReversalState::needless);
  // Said to be carried out after all: the reversal that had left may have undone it.
  hear(sale.attempt, providers::OutcomeKind::approved);
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  ListExceptions filter;
  filter.payment = sale.payment.id;
  const auto cases =
      read([&](storage::Tx& tx) { return list_exceptions(tx, everything(), filter); });
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].kind, ExceptionKind::late_success);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, IsAskedForOnceAndOnlyWhereItCanBe) {
  // Protects against two reversals of one attempt, and against reversals of what has ended, is
  // under way, or has no reversal at all.
  const Created sale = doubted_sale();
  ASSERT_TRUE(take_back(sale.payment.id));
  const auto again = take_back(sale.payment.id, "pressed twice");
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reversal.reason, "the customer has left");
  EXPECT_EQ(read([&](storage::Tx& tx) { return reversals_of(tx, sale.payment.id); }).size(), 1U);
  const Created paid = captured_sale();
  EXPECT_EQ(code(paid.payment.id), "not_in_doubt");
  const Created fresh = must_sell(sale_command());
  EXPECT_EQ(code(fresh.payment.id), "not_in_doubt");
  (void)claim_one(fresh.attempt);
  EXPECT_EQ(code(fresh.payment.id), "not_in_doubt") << "its answer is awaited";
  EXPECT_EQ(take_back(sale.payment.id, "").error().code, "text_invalid");
  EXPECT_EQ(take_back(sale.payment.id, "card 4242424242424242").error().code,
            "card_number_not_allowed");
}

TEST_P(ReversalTest, ARefundTakenBackIsAvailableAgain) {
  // Protects reserved money: it becomes free with the acknowledgement, once, and not before.
  const Created paid = captured_sale();
  mature_all();
  (void)answered_refund(paid.payment.id, 4'000, [](const auto&) { return no_answer(); });
  ASSERT_TRUE(take_back(paid.payment.id));
  EXPECT_EQ(payment(paid.payment.id).refund_pending_minor, 4'000);
  const Question question = reversal_due();
  tell(question, undone(question));
  const Payment after = payment(paid.payment.id);
  EXPECT_EQ(after.refund_pending_minor, 0);
  EXPECT_EQ(after.refunded_minor, 0);
  EXPECT_EQ(after.lifecycle, Lifecycle::captured);
  EXPECT_EQ(last_operation(after.id).state, OperationState::failed);
  EXPECT_TRUE(refund(after.id, 4'000)) << "it can be made anew";
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, APaymentIsTakenBackAfterADay) {
  // Protects the customer who went elsewhere: a day without an answer, and the provider was asked
  // once more before. Refunds and what the provider contradicts wait for people.
  const Created sale = doubted_sale();
  const Created paid = captured_sale();
  mature_all();
  (void)answered_refund(paid.payment.id, 4'000, [](const auto&) { return no_answer(); });
  const Created odd = answered_sale([](auto request) {
    ++request.amount.minor;
    return approved(request);
  });
  bool reversed = false;
  for (int i = 0; i < 40 && !reversed; ++i) {
    clock().advance_ms(k_hour_ms);
    for (const Question& question : questions()) {
      reversed = reversed || question.method == AskMethod::reversal;
      if (question.method == AskMethod::query) tell(question, no_answer());
      else EXPECT_EQ(question.attempt, sale.attempt);
    }
  }
  EXPECT_TRUE(reversed);
  EXPECT_EQ(reversal(sale.payment.id).cause, ReversalCause::no_answer_in_time);
  EXPECT_EQ(last_attempt(paid.payment.id).reversal, ReversalState::none);
  EXPECT_EQ(last_attempt(odd.payment.id).reversal, ReversalState::none);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReversalTest, TheQueueShowsWhatIsTriedAndWhatComesNext) {
  // Protects whoever looks: methods with their reasons, the next one, and when absence is proof.
  const Created sale = doubted_sale();
  const auto row = [&] {
    auto rows =
        read([&](storage::Tx& tx) { return list_unanswered(tx, everything(), clock().now(), {}); });
    EXPECT_EQ(rows.size(), 1U);
    return rows.empty() ? UnansweredOperation{} : std::move(rows.front());
  };
  UnansweredOperation before = row();
  EXPECT_EQ(before.next, AskMethod::query);
  EXPECT_EQ(before.proof_at, clock().now().plus_ms(90'000));
  ASSERT_EQ(before.methods.size(), 3U);
  EXPECT_EQ(before.methods[0].why_not, "");
  EXPECT_EQ(before.methods[1].why_not, "answers");
  EXPECT_EQ(before.methods[2].why_not, "");
  ASSERT_TRUE(take_back(sale.payment.id));
  const Question question = reversal_due();
  tell(question, no_answer());
  const UnansweredOperation after = row();
  EXPECT_EQ(after.why, Unanswered::taking_back);
  EXPECT_EQ(after.next, AskMethod::reversal);
  EXPECT_EQ(after.methods[2].times, 1);
  EXPECT_EQ(after.methods[2].why_not, "under_way");
  ASSERT_TRUE(after.reversal);
  EXPECT_EQ(after.reversal->sends, 1);
  EXPECT_EQ(after.questions.back().method, AskMethod::reversal);
}

}  // namespace
}  // namespace bursar::payments
