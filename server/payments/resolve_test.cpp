// Unknown outcomes: the lock, the questions, absence as proof, late success, crashes.
#include "payments/clock_watch.hpp"
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

using ledger::Bucket;

class ResolveTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(1'000'000);
  }
  std::optional<Instant> due() {
    return read([](storage::Tx& tx) { return next_due(tx); });
  }
  /// Moves on to the next instant at which something is due, and asks.
  std::vector<Question> ask_when_due() {
    clock().set(std::max(clock().now(), due().value_or(clock().now())));
    return questions();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ResolveTest, both_dialects(), dialect_name);

TEST_P(ResolveTest, NoAnswerLocksThePayment) {
  // Protects C-05: an unknown outcome is a state of its own; nothing may move the money again.
  const Created sale = doubted_sale();
  const Payment doubted = payment(sale.payment.id);
  EXPECT_TRUE(doubted.in_doubt);
  EXPECT_EQ(doubted.lifecycle, Lifecycle::processing);
  EXPECT_EQ(orsunpay_status(doubted), "PROCESSING");
  EXPECT_EQ(last_operation(doubted.id).state, OperationState::in_doubt);
  EXPECT_EQ(last_attempt(doubted.id).certainty, Certainty::unknown);
  EXPECT_EQ(event_types(), "payment.created payment.processing payment.in_doubt");
  const auto summary = read([&](storage::Tx& tx) { return unknown_summary(tx, everything()); });
  EXPECT_EQ(summary.count, 1);
  EXPECT_EQ(summary.oldest_at, clock().now());
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, EveryUncertainAnswerLeavesItInDoubt) {
  // Protects against believing too much: silence, 5xx, nonsense and contradictions are all unknown.
  const std::vector<std::function<providers::WireResponse(const providers::ProviderRequest&)>>
      k_uncertain{[](const auto&) { return no_answer(); },
                  [](const auto&) { return answered(500, R"({"status":"error"})"); },
                  [](const auto&) { return answered(200, "<html>gateway</html>"); },
                  [](auto request) {
                    ++request.amount.minor;
                    return approved(request);
                  },
                  [](auto request) {
                    request.amount.currency = Currency::of("USD");
                    return approved(request);
                  },
                  [](auto request) {
                    request.our_reference += "x";
                    return approved(request);
                  }};
  for (const auto& respond : k_uncertain)
    EXPECT_TRUE(payment(answered_sale(respond).payment.id).in_doubt);
  EXPECT_EQ(provider_balance(), 0);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, AsksOnScheduleUntilAPersonMustLook) {
  // Protects the provider and the operator: 2 s, 10 s, 30 s, … daily for a week, and no storm.
  const Created sale = captured_sale();
  mature_all();
  const auto refunded =
      answered_refund(sale.payment.id, 1'000, [](const auto&) { return no_answer(); });
  std::vector<std::int64_t> waits;
  for (Instant last = clock().now(); due(); last = clock().now()) {
    const auto asked = ask_when_due();
    ASSERT_EQ(asked.size(), 1U);
    waits.push_back((clock().now().ms - last.ms) / 1'000);
    reply(refunded.attempt, no_answer());
    EXPECT_EQ(questions().size(), 0U);
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{2, 10, 30, 120, 600, 3'600, 21'600, 86'400, 86'400,
                                              86'400, 86'400, 86'400, 86'400, 86'400}));
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(last_attempt(sale.payment.id).queries, 14);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, TheReplySettlesIt) {
  // Protects the resolver: what the provider says later ends the doubt, in either direction.
  const Created kept = doubted_sale();
  const Created refused = doubted_sale();
  clock().advance_ms(2'000);
  for (const Question& question : questions())
    reply(question.attempt, question.attempt == kept.attempt ? approved(question.request)
                                                             : declined(question.request));
  EXPECT_EQ(payment(kept.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(payment(refused.payment.id).lifecycle, Lifecycle::declined);
  for (const PaymentId id : {kept.payment.id, refused.payment.id}) {
    EXPECT_FALSE(payment(id).in_doubt);
    EXPECT_EQ(last_attempt(id).resolved_by, "query");
  }
  EXPECT_EQ(due(), std::nullopt);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, NotFoundIsNoAnswerBeforeItIsProof) {
  // Protects against gateways that index late: absence fails a payment only after 90 s.
  const Created sale = doubted_sale();
  const Instant sent = clock().now();
  std::vector<std::int64_t> asked_at;
  while (payment(sale.payment.id).in_doubt) {
    const auto asked = ask_when_due();
    ASSERT_EQ(asked.size(), 1U);
    asked_at.push_back((clock().now().ms - sent.ms) / 1'000);
    reply(sale.attempt, not_found_reply());
  }
  EXPECT_EQ(asked_at, (std::vector<std::int64_t>{2, 12, 42, 90}));
  const Payment failed = payment(sale.payment.id);
  EXPECT_EQ(failed.lifecycle, Lifecycle::failed);
  EXPECT_FALSE(failed.in_doubt);
  EXPECT_EQ(last_attempt(failed.id).outcome, providers::OutcomeKind::not_executed);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, ASlowReplyProvesNothing) {
  // Protects against a reply that was true when it was asked for and is recorded much later.
  const Created sale = doubted_sale();
  const auto asked = ask_when_due();
  ASSERT_EQ(asked.size(), 1U);
  clock().advance_ms(600'000);
  must([&](storage::Tx& tx) { return record_reply(tx, call(), asked[0], not_found_reply()); });
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
}

TEST_P(ResolveTest, AClockSetForwardProvesNothing) {
  // Protects against a wall clock that jumps: the provider's 90 s must have passed, not been set.
  const Created sale = doubted_sale();
  clock().set(clock().now().plus_ms(k_day_ms / 2));
  auto asked = questions();
  ASSERT_EQ(asked.size(), 1U);
  asked[0].clock_even_since = clock().now();
  must([&](storage::Tx& tx) { return record_reply(tx, call(), asked[0], not_found_reply()); });
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  clock().advance_ms(90'000);
  asked[0].asked_at = clock().now();
  must([&](storage::Tx& tx) { return record_reply(tx, call(), asked[0], not_found_reply()); });
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
}

TEST_P(ResolveTest, AReplyAboutAnotherAmountIsNotPassedOver) {
  // Protects the person who must look: what the provider states wrongly is kept with the attempt.
  const Created sale = doubted_sale();
  auto asked = ask_when_due();
  ASSERT_EQ(asked.size(), 1U);
  ++asked[0].request.amount.minor;
  reply(sale.attempt, approved(asked[0].request));
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_NE(last_attempt(sale.payment.id).provider_message.find("the answer states"),
            std::string::npos);
  EXPECT_EQ(provider_balance(), 0);
  EXPECT_EQ(findings(), "");
}

TEST(ClockWatch, RemembersSinceWhenTheClockRunsEvenly) {
  // Protects absence as proof: a jump either way begins the time anew, running on does not.
  ManualClock clock;
  ClockWatch watch;
  const Instant start = clock.now();
  EXPECT_EQ(watch.even_since(clock), start);
  clock.advance_ms(k_hour_ms);
  clock.set(clock.now().plus_ms(900));  // slewed
  EXPECT_EQ(watch.even_since(clock), start);
  for (const std::int64_t jump_ms : {k_day_ms, -k_day_ms, std::int64_t{1'500}}) {
    clock.set(clock.now().plus_ms(jump_ms));
    const Instant jumped = clock.now();
    EXPECT_EQ(watch.even_since(clock), jumped);
    clock.advance_ms(k_minute_ms);
    EXPECT_EQ(watch.even_since(clock), jumped);
  }
}

TEST_P(ResolveTest, ProofCountsFromTheEndOfTheExchange) {
  // Protects two nodes: an attempt taken for an orphan may still be on its way out; absence is
  // proof only long after its exchange really ended.
  const Created sale = must_sell(sale_command());
  claim_one(sale.attempt);
  adopt();
  clock().advance_ms(80'000);
  answer(sale.attempt, no_answer());
  clock().advance_ms(60'000);
  for (const Question& question : questions()) reply(question.attempt, not_found_reply());
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  clock().advance_ms(30'000);
  for (const Question& question : questions()) reply(question.attempt, not_found_reply());
  EXPECT_FALSE(payment(sale.payment.id).in_doubt);
}

TEST_P(ResolveTest, HiddenThenFoundIsCaptured) {
  // Protects the card that queries do not see for 60 s although it was charged.
  const Created sale = doubted_sale();
  for (int i = 0; i < 3; ++i) {
    for (const Question& question : ask_when_due()) reply(question.attempt, not_found_reply());
  }
  for (const Question& question : ask_when_due())
    reply(question.attempt, approved(question.request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, PendingIsAskedWhenTheProviderWants) {
  // Protects two-step answers: pending is known, not in doubt, and polled as asked for.
  const Created sale = answered_sale([](const auto& request) { return pending(request, 30'000); });
  EXPECT_FALSE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(last_operation(sale.payment.id).state, OperationState::pending);
  for (const Question& question : ask_when_due()) reply(question.attempt, no_answer());
  EXPECT_EQ(last_operation(sale.payment.id).state, OperationState::pending);
  for (const Question& question : ask_when_due())
    reply(question.attempt, pending(question.request, 45'000));
  EXPECT_EQ(due(), clock().now().plus_ms(45'000));
  for (const Question& question : ask_when_due())
    reply(question.attempt, approved(question.request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, PendingThatVanishesIsDoubtedBeforeItFails) {
  // Protects against a provider that forgets: what it once knew is in doubt before it is given up.
  const Created sale = answered_sale([](const auto& request) { return pending(request, 200'000); });
  for (const Question& question : ask_when_due()) reply(question.attempt, not_found_reply());
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  for (const Question& question : ask_when_due()) reply(question.attempt, not_found_reply());
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::failed);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, RepeatedAnswersMoveMoneyOnce) {
  // Protects C-04: the same answer twice, and answer then reply, have one effect.
  const Created sale = must_sell(sale_command());
  const Dispatch sent = claim_one(sale.attempt);
  for (int i = 0; i < 3; ++i) answer(sale.attempt, approved(sent.request));
  reply(sale.attempt, approved(sent.request));
  answer(sale.attempt, no_answer());
  EXPECT_EQ(payment(sale.payment.id).captured_minor, 10'000);
  EXPECT_EQ(provider_balance(), 10'000 - 48);
  EXPECT_EQ(steps(sale.payment.id), "created processing captured");
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, ContradictionAfterSuccessIsKeptAndIgnored) {
  // Protects captured money from a late refusal; the message stays visible in the history.
  const Created sale = captured_sale();
  const Dispatch request = [&] {
    Dispatch dispatch;
    dispatch.request.our_reference = sale.attempt.text();
    dispatch.request.amount = {10'000, k_eur};
    return dispatch;
  }();
  reply(sale.attempt, declined(request.request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(steps(sale.payment.id, "operation"), "queued sent succeeded succeeded");
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, LateSuccessOfAGivenUpSaleIsAccepted) {
  // Protects the customer: money taken after we gave up is booked and told, never dropped.
  const Created failed = must_sell(sale_command());
  const Dispatch sent = claim_one(failed.attempt);
  answer(failed.attempt, not_sent());
  EXPECT_EQ(payment(failed.payment.id).lifecycle, Lifecycle::failed);
  reply(failed.attempt, approved(sent.request));
  EXPECT_EQ(payment(failed.payment.id).lifecycle, Lifecycle::captured);

  const Created refused = must_sell(sale_command());
  const Dispatch other = claim_one(refused.attempt);
  answer(refused.attempt, declined(other.request));
  answer(refused.attempt, approved(other.request));
  const Payment paid = payment(refused.payment.id);
  EXPECT_EQ(paid.lifecycle, Lifecycle::captured);
  EXPECT_EQ(paid.decline_reason, "");
  EXPECT_EQ(steps(paid.id), "created processing declined captured");
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, LateSuccessOfAGivenUpRefundIsBookedOnce) {
  // Protects the books: the released money is taken again, as debt when it is gone.
  const Created sale = captured_sale();
  const auto created = refund(sale.payment.id, 4'000);
  const Dispatch sent = claim_one(created->attempt);
  answer(created->attempt, declined(sent.request, "05"));
  set_overdraft(0);
  answer(created->attempt, approved(sent.request));
  EXPECT_EQ(payment(sale.payment.id).refunded_minor, 4'000);
  EXPECT_EQ(balance(Bucket::merchant_receivable) - balance(Bucket::merchant_available), 4'030);
  answer(created->attempt, approved(sent.request));
  EXPECT_EQ(payment(sale.payment.id).refunded_minor, 4'000);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, LateSuccessBeyondTheCaptureNeedsAPerson) {
  // Protects invariant 2: a second refund of the same money is recorded, never counted.
  const Created sale = captured_sale();
  const auto given_up = refund(sale.payment.id, 6'000);
  const Dispatch sent = claim_one(given_up->attempt);
  answer(given_up->attempt, declined(sent.request, "05"));
  answered_refund(sale.payment.id, 10'000, [](const auto& request) { return approved(request); });
  answer(given_up->attempt, approved(sent.request));
  EXPECT_EQ(payment(sale.payment.id).refunded_minor, 10'000);
  const auto history = read([&](storage::Tx& tx) { return history_of(tx, sale.payment.id); });
  EXPECT_NE(history.back().reason.find("a person must look"), std::string::npos);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, ACrashBetweenClaimAndAnswerIsDoubted) {
  // Protects against the worst instant: bytes may have left, so the attempt is never sent again.
  const Created sale = must_sell(sale_command());
  claim_one(sale.attempt);
  EXPECT_EQ(adopt(), 1);
  EXPECT_EQ(adopt(), 0);
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_TRUE(claim().empty());
  clock().advance_ms(2'000);
  for (const Question& question : questions()) reply(question.attempt, approved(question.request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, ACrashBeforeTheClaimLosesNothing) {
  // Protects what was acknowledged: an accepted sale is sent by whoever starts next.
  const Created sale = must_sell(sale_command());
  EXPECT_EQ(adopt(), 0);
  EXPECT_EQ(due(), clock().now());
  EXPECT_EQ(claim().size(), 1U);
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::processing);
}

TEST_P(ResolveTest, TheRealAnswerOfAnOrphanStillCounts) {
  // Protects two nodes: an attempt adopted too early is settled by its own answer.
  const Created sale = must_sell(sale_command());
  const Dispatch sent = claim_one(sale.attempt);
  adopt();
  clock().advance_ms(5'000);
  answer(sale.attempt, approved(sent.request));
  EXPECT_EQ(payment(sale.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(last_attempt(sale.payment.id).http_status, 200);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, AnAttemptWhoseAnswerIsLostIsAdoptedInTime) {
  // Protects liveness: sending for longer than any exchange lasts counts as no answer.
  const Created sale = must_sell(sale_command());
  claim_one(sale.attempt);
  EXPECT_EQ(due(), clock().now().plus_ms(60'000));
  clock().advance_ms(59'999);
  questions();
  EXPECT_FALSE(payment(sale.payment.id).in_doubt);
  clock().advance_ms(1);
  questions();
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
}

TEST_P(ResolveTest, NothingStartsWhileARefundIsInDoubt) {
  // Protects invariant 6: neither a new refund nor one already queued goes out beside a doubted
  // one.
  const Created sale = captured_sale();
  const auto first = refund(sale.payment.id, 1'000);
  const auto second = refund(sale.payment.id, 2'000);
  claim_one(first->attempt);
  answer(first->attempt, no_answer());
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(refund(sale.payment.id, 1).error().code, "in_doubt");
  EXPECT_TRUE(claim({second->attempt}).empty());
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(due(), clock().now().plus_ms(2'000));
  EXPECT_EQ(balance(Bucket::refund_in_transit), 3'000);
  clock().advance_ms(2'000);
  for (const Question& question : questions()) reply(question.attempt, approved(question.request));
  EXPECT_FALSE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(claim().size(), 1U);
  EXPECT_EQ(findings(), "");
}

TEST_P(ResolveTest, TwoDoubtsEndOneAfterTheOther) {
  // Protects the lock: it opens with the last doubt, not with the first.
  const Created sale = captured_sale();
  const auto first = refund(sale.payment.id, 1'000);
  const auto second = refund(sale.payment.id, 2'000);
  const auto sent = claim();
  ASSERT_EQ(sent.size(), 2U);
  for (const Dispatch& one : sent) answer(one.attempt, no_answer());
  reply(first->attempt, approved(sent[0].request));
  EXPECT_TRUE(payment(sale.payment.id).in_doubt);
  reply(second->attempt, declined(sent[1].request, "05"));
  EXPECT_FALSE(payment(sale.payment.id).in_doubt);
  EXPECT_EQ(payment(sale.payment.id).refunded_minor, 1'000);
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
