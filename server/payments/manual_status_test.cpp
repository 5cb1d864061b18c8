// Outcomes decided by people, alone and against the provider's own answers, on both databases.
#include "payments/manual_status.hpp"

#include <atomic>
#include <thread>

#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

class ManualStatusTest : public PaymentsTest {
 protected:
  ChangeState command(PaymentId id, Verdict verdict, bool second = true) {
    ChangeState command;
    command.operation = last_operation(id).id;
    command.verdict = verdict;
    command.reason = "the statement of 12 May shows it";
    command.evidence = "statement line 4711";
    command.has_second_person = second;
    return command;
  }
  Result<StateChanged> decide(const ChangeState& wanted) {
    return db().write(
        [&](storage::Tx& tx) { return change_transaction_state(tx, call(), wanted); });
  }
  std::string code(const ChangeState& wanted) {
    const auto done = decide(wanted);
    return done ? "" : done.error().code;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ManualStatusTest, both_dialects(), dialect_name);

TEST_P(ManualStatusTest, WhatHappenedIsBookedAsAnAnswerWouldBe) {
  // Protects the books: a sale that a person has found on the statement is captured and posted
  // once.
  const Created sale = doubted_sale();
  const auto done = decide(command(sale.payment.id, Verdict::approved));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->payment.lifecycle, Lifecycle::captured);
  EXPECT_FALSE(done->payment.in_doubt);
  EXPECT_EQ(last_attempt(sale.payment.id).resolved_by, "human");
  const auto again = decide(command(sale.payment.id, Verdict::approved));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(payment(sale.payment.id).captured_minor, 10'000);
  const auto kept = read([&](storage::Tx& tx) { return decisions_of(tx, sale.payment.id); });
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept.front().evidence, "statement line 4711");
  EXPECT_EQ(findings(), "");
}

TEST_P(ManualStatusTest, MoneyNeedsASecondPersonAndTheRestDoesNot) {
  // Protects four eyes: nobody captures, refunds or frees reserved money by their word alone.
  const Created sale = doubted_sale();
  EXPECT_EQ(code(command(sale.payment.id, Verdict::approved, false)), "second_person_needed");
  EXPECT_EQ(code(command(sale.payment.id, Verdict::not_executed, false)), "");
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  const Created paid = captured_sale();
  mature_all();
  set_overdraft(1'000'000);
  (void)answered_refund(paid.payment.id, 500, [](const auto&) { return no_answer(); });
  EXPECT_EQ(code(command(paid.payment.id, Verdict::not_executed, false)), "second_person_needed");
  EXPECT_EQ(code(command(paid.payment.id, Verdict::not_executed)), "");
  EXPECT_EQ(payment(paid.payment.id).refund_pending_minor, 0);
  EXPECT_EQ(findings(), "");
}

TEST_P(ManualStatusTest, OnlyWhatNobodyAnswersIsDecidedAndOnlyWithEvidence) {
  // Protects the truth: no status is chosen freely, none without words that can be checked.
  const Created paid = captured_sale();
  EXPECT_EQ(code(command(paid.payment.id, Verdict::declined)), "not_in_doubt");
  const Created sale = doubted_sale();
  ChangeState wanted = command(sale.payment.id, Verdict::declined);
  wanted.evidence.clear();
  EXPECT_EQ(code(wanted), "text_invalid");
  wanted = command(sale.payment.id, Verdict::declined);
  wanted.evidence_sha256 = "ABC";
  EXPECT_EQ(code(wanted), "hash_invalid");
  wanted.evidence_sha256 = std::string(64, 'a');
  wanted.decline_reason = "because";
  EXPECT_EQ(code(wanted), "reason_unknown");
  wanted.decline_reason = "insufficient_funds";
  wanted.evidence = "card 4242424242424242";
  EXPECT_EQ(code(wanted), "card_number_not_allowed");
  wanted.evidence = "letter of the acquirer";
  EXPECT_EQ(code(wanted), "");
  EXPECT_EQ(payment(sale.payment.id).decline_reason, "insufficient_funds");
  actor_.scope = ScopeIssuer::of({CompanyId{company_.key + 1}}, {});
  EXPECT_EQ(decide(wanted).error().kind, ErrorKind::not_found);
}

TEST_P(ManualStatusTest, APersonAnAnswerAndAResolverMeetOnce) {
  // Protects C-06 with a person in it: whoever comes first decides, and money moves once.
  for (int round = 0; round < 10; ++round) {
    const Created sale = doubted_sale();
    clock().advance_ms(3 * k_second_ms);
    const auto due = questions();
    ASSERT_EQ(due.size(), 1U);
    const ChangeState wanted = command(sale.payment.id, Verdict::approved);
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (int number = 0; number < 24; ++number)
      threads.emplace_back([&, number] {
        go.wait(false);
        if (number % 3 == 0) {
          const auto done = decide(wanted);
          EXPECT_TRUE(done || done.error().code == "not_in_doubt") << done.error().code;
        } else if (number % 3 == 1) {
          reply(sale.attempt, approved(due.front().request));
        } else {
          answer(sale.attempt, approved(due.front().request));
        }
      });
    go = true;
    go.notify_all();
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(payment(sale.payment.id).captured_minor, 10'000);
    EXPECT_FALSE(payment(sale.payment.id).in_doubt);
  }
  EXPECT_EQ(findings(), "");
}

TEST_P(ManualStatusTest, ALateAnswerOverrulesAPersonWhoSaidItNeverHappened) {
  // Protects customers' money: what the provider carried out after all is accepted, as any late
  // success is.
  const Created sale = doubted_sale();
  clock().advance_ms(3 * k_second_ms);
  const auto due = questions();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(code(command(sale.payment.id, Verdict::not_executed)), "");
  reply(sale.attempt, approved(due.front().request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
