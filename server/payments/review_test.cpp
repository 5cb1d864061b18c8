// Payments that wait for people: nothing leaves before they agree, and money that was set aside for
// it comes back when they do not.
#include "payments/review.hpp"

#include <atomic>
#include <map>
#include <thread>

#include "payments/cancel.hpp"
#include "payments/exception.hpp"
#include "payments/fixture_test.hpp"
#include "payments/http_payout.hpp"

namespace bursar::payments {
namespace {

/// Stands where approvals stands: keeps what a condition catches, and decides at the test's word.
class TestGate final : public gate::Gate {
 public:
  explicit TestGate(std::vector<gate::Action> actions) : actions_(std::move(actions)) {}

  std::string condition = "payment.amount >= money(\"20.00\", \"EUR\")";
  std::vector<gate::Ask> kept;
  std::vector<std::string> forgotten;

  Result<std::optional<gate::Held>> hold(storage::Tx&, const Call&, const gate::Ask&) override {
    return std::optional<gate::Held>{};
  }
  std::optional<gate::Demand> demand(storage::Tx&, const Call& call, std::string_view,
                                     const gate::Subject& subject) override {
    if (!subject.fits(condition)) return std::nullopt;
    return gate::Demand{1, call.now.plus_ms(k_hour_ms), "Large ones\nAt night"};
  }
  Result<void> keep(storage::Tx& tx, const Call& call, const gate::Ask& ask,
                    const gate::Demand&) override {
    const auto subject = of(ask.action).describe(tx, call, ask.content);
    if (!subject) return subject.error();
    kept.push_back(ask);
    return ok();
  }
  void forget(storage::Tx&, const Call&, std::string_view, std::string_view subject_id,
              const std::string&) override {
    forgotten.emplace_back(subject_id);
  }
  const gate::Action& of(std::string_view key) const {
    for (const gate::Action& action : actions_)
      if (action.key == key) return action;
    throw std::invalid_argument("no such act");
  }

 private:
  std::vector<gate::Action> actions_;
};

class ReviewTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    captured_sale(100'000);
    clock().advance_ms(3 * k_day_ms);
    mature_all();
    start_ = balance(ledger::Bucket::merchant_available);
  }
  CreatePayout payout_command(std::int64_t minor = 5'000) {
    CreatePayout command;
    command.merchant_id = merchant_;
    command.external_id = "payout-" + std::to_string(++orders_);
    command.amount = {minor, k_eur};
    command.payment_method = "card";
    command.iban = "DE89370400440532013000";
    command.holder = "Ada Lovelace";
    command.idempotency_key = command.external_id;
    return command;
  }
  Created pay_out(const CreatePayout& command) {
    auto created = db().write(
        [&](storage::Tx& tx) { return create_payout(tx, call(), *keys_, command, &gate_); });
    EXPECT_TRUE(created) << (created ? "" : created.error().message);
    return created ? std::move(*created) : Created{};
  }
  Created sell_by_gate(const CreateSale& command) {
    auto created = db().write(
        [&](storage::Tx& tx) { return create_sale(tx, call(), *keys_, command, &gate_); });
    EXPECT_TRUE(created) << (created ? "" : created.error().message);
    return created ? std::move(*created) : Created{};
  }
  Result<gate::Done> agree() {
    const gate::Ask& ask = gate_.kept.back();
    return db().write(
        [&](storage::Tx& tx) { return gate_.of(ask.action).execute(tx, call(), ask.content, {}); });
  }
  void end(gate::Ending ending, const std::string& why = "not ours") {
    const gate::Ask& ask = gate_.kept.back();
    must([&](storage::Tx& tx) -> Result<void> {
      gate_.of(ask.action).ended(tx, call(), ask.content, ending, why);
      return ok();
    });
  }
  /// Figures as people see them: before, and after it goes on.
  std::map<std::string, std::string> figures() {
    const gate::Ask& ask = gate_.kept.back();
    return read([&](storage::Tx& tx) {
      std::map<std::string, std::string> found;
      for (const auto& figure : gate_.of(ask.action).figures(tx, call(), ask.content))
        found[figure.name] = figure.value;
      return found;
    });
  }
  std::int64_t available() { return balance(ledger::Bucket::merchant_available); }
  std::int64_t in_transit() { return balance(ledger::Bucket::payout_in_transit); }

  std::vector<AttemptId> dispatched_;
  TestGate gate_{review_actions([this](AttemptId attempt) { dispatched_.push_back(attempt); })};
  std::int64_t start_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Both, ReviewTest, both_dialects(), dialect_name);

TEST_P(ReviewTest, ConsentDoesNotSendWhatTheSchemeForbidsMeanwhile) {
  // Protects merchants from fees: the card was reported stolen while people looked at the payment.
  const Created waiting = sell_by_gate(sale_command(5'000));
  ASSERT_EQ(payment(waiting.payment.id).lifecycle, Lifecycle::review);
  (void)answered_sale([](const auto& request) { return declined(request, "41"); }, 1'000);
  const auto refused = agree();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "retry_forbidden");
  EXPECT_EQ(payment(waiting.payment.id).lifecycle, Lifecycle::review) << "it can be rejected";
}

TEST_P(ReviewTest, APayoutWaitsWithItsMoneySetAside) {
  // Protects I12: what a policy catches is on record and reserved, and nothing of it can be sent.
  const Created created = pay_out(payout_command());
  EXPECT_FALSE(created.attempt);
  const Payment waiting = payment(created.payment.id);
  EXPECT_EQ(waiting.lifecycle, Lifecycle::review);
  EXPECT_EQ(orsunpay_status(waiting), "WAIT_APPROVE");
  EXPECT_EQ(ecommpay_status(waiting), "awaiting approval");
  EXPECT_EQ(available(), start_ - 5'000);
  EXPECT_EQ(in_transit(), 5'000);
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(findings(), "");
  const auto history = read([&](storage::Tx& tx) { return history_of(tx, created.payment.id); });
  EXPECT_NE(history[1].reason.find("Large ones, At night"), std::string::npos);
}

TEST_P(ReviewTest, WhatNoPolicyCatchesGoesOutAtOnce) {
  // Protects ordinary payouts from waiting: the condition speaks of this very payment.
  gate_.condition = R"(payment.operation == "payout" && payment.amount >= money("50.01", "EUR"))";
  EXPECT_TRUE(pay_out(payout_command()).attempt);
  EXPECT_FALSE(pay_out(payout_command(5'001)).attempt);
  gate_.condition = R"(card.scheme == "visa" && card.bin == "424242")";
  EXPECT_FALSE(sell_by_gate(sale_command()).attempt);
  gate_.condition = R"(card.scheme == "amex")";
  EXPECT_TRUE(sell_by_gate(sale_command()).attempt);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReviewTest, OfficePayoutsAreJudgedByTheSameFacts) {
  // Protects people from waiting for what a condition does not mean, and the other way round.
  const gate::Action act = payout_action(*keys_, [](AttemptId) {});
  const std::string content = fmt::format(
      R"({{"params":{{"merchant_id":"{}"}},"query":{{}},"key":"k","body":{{"amount_minor":5000,)"
      R"("currency":"EUR","iban":"DE89370400440532013000","holder":"Ada"}}}})",
      merchant_.text());
  read([&](storage::Tx& tx) {
    const auto subject = act.describe(tx, call(), content);
    EXPECT_TRUE(subject) << (subject ? "" : subject.error().message);
    EXPECT_TRUE(subject->fits(R"(payment.method == "bank_transfer")"));
    EXPECT_TRUE(subject->fits(R"(payment.amount >= money("50.00", "EUR"))"));
    EXPECT_FALSE(subject->fits(R"(payment.amount >= money("50.01", "EUR"))"));
    EXPECT_FALSE(subject->fits(R"(payment.operation == "sale")"));
    return true;
  });
}

TEST_P(ReviewTest, ConsentSendsItOnce) {
  // Protects the way on: approved, sent, paid; a second consent finds nothing to do.
  const Created created = pay_out(payout_command());
  ASSERT_TRUE(agree());
  EXPECT_EQ(agree().error().code, "not_in_review");
  ASSERT_EQ(read([&](storage::Tx& tx) { return attempts_of(tx, created.payment.id); }).size(), 1U);
  const Dispatch sent = claim_one(last_attempt(created.payment.id).id);
  EXPECT_EQ(sent.request.destination.iban, "DE89370400440532013000");
  answer(sent.attempt, approved(sent.request));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::paid);
  EXPECT_EQ(in_transit(), 0);
  EXPECT_EQ(steps(created.payment.id), "created review processing paid");
  EXPECT_EQ(findings(), "");
}

TEST_P(ReviewTest, RefusalTimeAndWithdrawalGiveTheMoneyBack) {
  // Protects the merchant's balance: a payout that people stop leaves nothing set aside.
  const std::vector<std::tuple<gate::Ending, Lifecycle, std::string>> ends{
      {gate::Ending::rejected, Lifecycle::declined, "rejected_in_review"},
      {gate::Ending::voided, Lifecycle::declined, "rejected_in_review"},
      {gate::Ending::expired, Lifecycle::expired, ""},
      {gate::Ending::withdrawn, Lifecycle::canceled, "canceled_by_merchant"}};
  for (const auto& [ending, lifecycle, reason] : ends) {
    const Created created = pay_out(payout_command());
    end(ending);
    end(ending);  // a second word changes nothing
    const Payment ended = payment(created.payment.id);
    EXPECT_EQ(ended.lifecycle, lifecycle);
    EXPECT_EQ(ended.decline_reason, reason);
    EXPECT_EQ(providers::decline_reason(reason.empty() ? "do_not_honor" : reason).reason,
              reason.empty() ? "do_not_honor" : reason);
    EXPECT_EQ(available(), start_);
    EXPECT_EQ(in_transit(), 0);
    EXPECT_EQ(agree().error().code, "not_in_review");
    EXPECT_EQ(findings(), "");
  }
}

TEST_P(ReviewTest, ASaleWaitsWithoutItsVerificationValue) {
  // Protects rule D-02: the value on the card's back is not kept while people think it over.
  CreateSale command = sale_command();
  command.card->cvv = Secret("123");
  const Created created = sell_by_gate(command);
  EXPECT_FALSE(created.attempt);
  EXPECT_EQ(findings(), "");
  ASSERT_TRUE(agree());
  const Dispatch sent = claim_one(last_attempt(created.payment.id).id);
  EXPECT_FALSE(sent.needs_cvv);
  answer(sent.attempt, approved(sent.request));
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::captured);
  EXPECT_EQ(steps(created.payment.id), "created review processing captured");
  EXPECT_EQ(findings(), "");
}

TEST_P(ReviewTest, PeopleSeeWhatItTakes) {
  // Protects the decision: the balance before and after is the payout's effect, although the money
  // is set aside already.
  pay_out(payout_command());
  const auto before = figures();
  ASSERT_TRUE(agree());
  const auto after = figures();
  EXPECT_EQ(before.at("lifecycle"), "review");
  EXPECT_EQ(after.at("lifecycle"), "processing");
  EXPECT_EQ(std::stoll(before.at("merchant_available")), start_);
  EXPECT_EQ(std::stoll(after.at("merchant_available")), start_ - 5'000);
  EXPECT_EQ(std::stoll(before.at("payout_in_transit")), 0);
  EXPECT_EQ(std::stoll(after.at("payout_in_transit")), 5'000);
}

TEST_P(ReviewTest, AKeyStandsForTheWaitingPayoutToo) {
  // Protects against double payouts: a repeat while people decide is the same payout.
  const CreatePayout command = payout_command();
  const Created first = pay_out(command);
  const Created again = pay_out(command);
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.payment.id, first.payment.id);
  EXPECT_FALSE(again.attempt);
  EXPECT_EQ(gate_.kept.size(), 1U);
  EXPECT_EQ(in_transit(), 5'000);
}

TEST_P(ReviewTest, AnAccountThatWasSwitchedOffTakesNothing) {
  // Protects against sending by an account that somebody has switched off meanwhile.
  const Created created = pay_out(payout_command());
  must([&](storage::Tx& tx) -> Result<void> {
    providers::set_enabled(tx, call(), account_, false);
    return ok();
  });
  EXPECT_EQ(agree().error().code, "no_eligible_route");
  EXPECT_EQ(payment(created.payment.id).lifecycle, Lifecycle::review);
  EXPECT_EQ(findings(), "");
}

TEST_P(ReviewTest, CancelingTakesItFromThoseWhoDecide) {
  // Protects the inbox: what its maker canceled is nobody's to decide any more.
  const Created created = pay_out(payout_command());
  const auto canceled = db().write([&](storage::Tx& tx) {
    return cancel_payment(tx, call(), {created.payment.id, "wrong amount"}, &gate_);
  });
  ASSERT_TRUE(canceled) << canceled.error().message;
  EXPECT_EQ(canceled->lifecycle, Lifecycle::canceled);
  EXPECT_EQ(gate_.forgotten, std::vector<std::string>{created.payment.id.text()});
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(agree().error().code, "not_in_review");
  EXPECT_EQ(findings(), "");
}

TEST_P(ReviewTest, CanceledBesideConsentIsNeverSent) {
  // Protects against paying out what was called off: consent is heard once at most, and after a
  // cancel nothing is sent and the money is back.
  for (int round = 0; round < 10; ++round) {
    const Created created = pay_out(payout_command());
    const gate::Ask ask = gate_.kept.back();
    std::atomic<int> agreed{0}, canceled{0};
    std::vector<std::thread> people;
    for (int number = 0; number < 16; ++number)
      people.emplace_back([&, number] {
        const bool done =
            db().write([&](storage::Tx& tx) -> Result<bool> {
                  if (number % 2 == 0) {
                    const auto went = gate_.of(ask.action).execute(tx, call(), ask.content, {});
                    if (!went) return went.error();
                    return true;
                  }
                  const auto gone = cancel_payment(tx, call(), {created.payment.id, "no"}, nullptr);
                  if (!gone) return gone.error();
                  return true;
                })
                .has_value();
        if (done) ++(number % 2 == 0 ? agreed : canceled);
      });
    for (std::thread& one : people) one.join();
    const Payment after = payment(created.payment.id);
    const auto attempts = read([&](storage::Tx& tx) { return attempts_of(tx, after.id); });
    // Consent first and a cancel from the queue afterwards is an order of things as well.
    EXPECT_LE(agreed, 1);
    EXPECT_EQ(after.lifecycle == Lifecycle::canceled, canceled > 0);
    EXPECT_EQ(attempts.size(), agreed == 1 ? 1U : 0U);
    EXPECT_TRUE(after.lifecycle == Lifecycle::canceled || agreed == 1);
    EXPECT_EQ(in_transit(), after.lifecycle == Lifecycle::canceled ? 0 : 5'000);
    if (after.lifecycle == Lifecycle::processing) {
      const Dispatch sent = claim_one(attempts[0].id);
      answer(sent.attempt, declined(sent.request));
    }
    EXPECT_TRUE(claim().empty());
  }
  EXPECT_EQ(available(), start_);
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
