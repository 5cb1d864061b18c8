// Exception cases, and the queue of operations without an answer, on both databases.
#include "payments/exception.hpp"

#include "payments/fixture_test.hpp"
#include "payments/unanswered.hpp"

namespace bursar::payments {
namespace {

class ExceptionTest : public PaymentsTest {
 protected:
  std::optional<ExceptionId> open(const Payment& payment, ExceptionKind kind,
                                  OperationId operation = {}) {
    std::optional<ExceptionId> opened;
    must([&](storage::Tx& tx) -> Result<void> {
      opened = open_exception(tx, call(), payment,
                              {kind, operation, {500, k_eur}, "12.00 instead of 7.00"});
      return ok();
    });
    return opened;
  }
  Result<ExceptionCase> resolve(ExceptionId id, std::int64_t version = 1,
                                std::string words = "kept, the shop delivered") {
    return db().write([&](storage::Tx& tx) {
      return resolve_exception(tx, call(), {id, version, SettledAs::accepted, std::move(words)});
    });
  }
  std::vector<ExceptionCase> list(const ListExceptions& filter) {
    return read([&](storage::Tx& tx) { return list_exceptions(tx, actor_.scope, filter); });
  }
  std::vector<UnansweredOperation> waiting(const ListUnanswered& filter = {}) {
    return read(
        [&](storage::Tx& tx) { return list_unanswered(tx, actor_.scope, clock().now(), filter); });
  }
  std::vector<AnswerAlert> look() {
    std::vector<AnswerAlert> alerts;
    must([&](storage::Tx& tx) -> Result<void> {
      alerts = raise_answer_alerts(tx, call());
      return ok();
    });
    return alerts;
  }
  void keep_reply(PaymentId id, const providers::WireResponse& response,
                  providers::Outcome outcome = {}) {
    must([&](storage::Tx& tx) -> Result<void> {
      Question question;
      question.asked_at = clock().now();
      note_reply(tx, call(), attempts_of(tx, id).back(), question, outcome, response);
      return ok();
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ExceptionTest, both_dialects(), dialect_name);

TEST_P(ExceptionTest, OneCasePerOperationAndKind) {
  // Protects the desk from the same fact twice: a repeated message opens no second case.
  const Created sale = captured_sale();
  const OperationId operation = last_operation(sale.payment.id).id;
  const auto first = open(sale.payment, ExceptionKind::over_paid, operation);
  ASSERT_TRUE(first);
  EXPECT_FALSE(open(sale.payment, ExceptionKind::over_paid, operation));
  EXPECT_TRUE(open(sale.payment, ExceptionKind::over_paid));
  EXPECT_TRUE(open(sale.payment, ExceptionKind::returned, operation));
  EXPECT_EQ(list({}).size(), 3U);
  EXPECT_EQ(list({.kind = ExceptionKind::over_paid}).size(), 2U);
  EXPECT_EQ(list({.state = ExceptionState::open}).front().id, *first);
  EXPECT_EQ(list({.limit = 1}).front().kind, ExceptionKind::returned);
}

TEST_P(ExceptionTest, ResolvingNeedsWordsAndHappensOnce) {
  // Protects what is told about money: nothing is closed without a word, or over somebody's words.
  const Created sale = captured_sale();
  const ExceptionId id = *open(sale.payment, ExceptionKind::second_success);
  EXPECT_EQ(resolve(id, 1, "  ").error().code, "resolution_invalid");
  EXPECT_EQ(resolve(id, 7).error().code, "version_changed");
  const auto done = resolve(id);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->resolved_by, "tester");
  EXPECT_EQ(done->version, 2);
  EXPECT_EQ(resolve(id, 2).error().code, "already_resolved");
  EXPECT_TRUE(list({.state = ExceptionState::open}).empty());
  EXPECT_NE(event_types().find("exception.opened exception.resolved"), std::string::npos);
}

TEST_P(ExceptionTest, CasesStayWithinTheScope) {
  // Protects tenants: who reaches another company finds nothing, and cannot tell absent from
  // hidden.
  const Created sale = captured_sale();
  const ExceptionId id = *open(sale.payment, ExceptionKind::returned);
  actor_.scope = ScopeIssuer::of({CompanyId{company_.key + 1}}, {});
  EXPECT_TRUE(list({}).empty());
  EXPECT_EQ(resolve(id).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(waiting().empty());
}

TEST_P(ExceptionTest, TheQueueSaysWhySinceWhenAndWhatComesNext) {
  // Protects the desk: an operation in doubt is in the queue with what was asked, and out of it
  // with the answer.
  const Created sale = doubted_sale();
  ASSERT_EQ(waiting().size(), 1U);
  UnansweredOperation one = waiting().front();
  EXPECT_EQ(one.why, Unanswered::no_answer);
  EXPECT_EQ(one.at_stake, (Money{10'000, k_eur}));
  EXPECT_TRUE(one.attempt.next_check_at);
  EXPECT_FALSE(one.age);
  keep_reply(sale.payment.id, no_answer());
  clock().advance_ms(16 * k_minute_ms);
  one = waiting({.at_least = AnswerAge::quarter_hour}).front();
  EXPECT_EQ(one.age, AnswerAge::quarter_hour);
  ASSERT_EQ(one.questions.size(), 1U);
  EXPECT_EQ(one.questions.front().reply, Reply::unreachable);
  EXPECT_TRUE(waiting({.at_least = AnswerAge::hour}).empty());
  providers::Outcome contradiction;
  contradiction.contradicts = true;
  keep_reply(sale.payment.id, answered(200, "{}"), contradiction);
  EXPECT_EQ(waiting().front().why, Unanswered::contradiction);
  const auto due = questions();
  ASSERT_FALSE(due.empty());
  reply(due.front().attempt, answered(503, "busy"));
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().front().questions.back().reply, Reply::unclear);
  reply(due.front().attempt, approved(due.front().request));
  EXPECT_TRUE(waiting().empty());
}

TEST_P(ExceptionTest, WhatNoRuleMaySettleBecomesACase) {
  // Protects against silent surprises: a success after the end, a contradiction, a repeat of
  // neither.
  const auto kinds = [&](PaymentId id) {
    std::string text;
    for (const ExceptionCase& one : list({.payment = id}))
      text += (text.empty() ? "" : " ") + std::string(word(one.kind));
    return text;
  };
  const Created late = answered_sale([](const auto& request) { return declined(request); });
  clock().advance_ms(k_minute_ms);
  const providers::ProviderRequest about = [&] {
    providers::ProviderRequest request;
    request.our_reference = last_attempt(late.payment.id).our_reference;
    request.amount = {10'000, k_eur};
    return request;
  }();
  reply(late.attempt, approved(about));
  reply(late.attempt, approved(about));
  EXPECT_EQ(payment(late.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(kinds(late.payment.id), "late_success");
  const Created odd = answered_sale([](const auto& request) {
    providers::ProviderRequest other = request;
    other.amount.minor += 1;
    return approved(other);
  });
  EXPECT_TRUE(payment(odd.payment.id).in_doubt);
  EXPECT_EQ(kinds(odd.payment.id), "contradiction");
  const Created plain = captured_sale();
  EXPECT_EQ(kinds(plain.payment.id), "");
  EXPECT_EQ(findings(), "");
}

TEST_P(ExceptionTest, EachAgeIsToldOnce) {
  // Protects people from silence and from noise: 15 minutes, an hour and a day, each once.
  (void)doubted_sale();
  (void)doubted_sale();
  EXPECT_TRUE(look().empty());
  clock().advance_ms(15 * k_minute_ms);
  const auto first = look();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first.front().operations, 2);
  EXPECT_TRUE(look().empty());
  clock().advance_ms(k_day_ms);
  const auto both = look();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both.back().age, AnswerAge::day);
  EXPECT_TRUE(look().empty());
  const UnansweredSums sums =
      read([&](storage::Tx& tx) { return sum_unanswered(tx, actor_.scope, clock().now()); });
  EXPECT_EQ(sums.operations, 2);
  EXPECT_EQ(sums.day, 2);
  EXPECT_EQ(sums.at_stake, (std::vector<Money>{{20'000, k_eur}}));
}

}  // namespace
}  // namespace bursar::payments
