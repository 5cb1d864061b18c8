// Tests of the acquirer's decisions: every card, references, refunds, and repeatability.
#include "simulator/core/acquirer.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "simulator/core/cards.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};  // 2026-09-21

Settings calm() {
  Settings settings;
  settings.latency_p50_ms = 100;
  settings.latency_p95_ms = 100;
  return settings;
}

ChargeRequest sale(std::string reference, std::string number, std::int64_t minor = 1'000) {
  return {std::move(reference),
          {minor, Currency::of("EUR")},
          "shop",
          Card{std::move(number), 12, 2030, "123"}};
}
RefundRequest refund(std::string reference, std::string of, std::int64_t minor) {
  return {std::move(reference), std::move(of), {minor, Currency::of("EUR")}};
}

// An acquirer in which "c" is a paid charge of 10.00 EUR made with `number`; `now` is after it.
Acquirer with_charge(const std::string& number) {
  Acquirer acquirer(1, calm());
  acquirer.decide(sale("c", number), k_start);
  acquirer.settle(k_start.plus_ms(1'000));
  return acquirer;
}

TEST(Acquirer, EveryDeclineCardAnswersItsCodeAndMovesNothing) {
  // Protects: the documented outcome of each declining test card.
  int seen = 0;
  for (const CardRule& rule : card_table()) {
    if (rule.fate != Fate::decline) continue;
    ++seen;
    Acquirer acquirer(1, calm());
    const Plan plan = acquirer.decide(sale("a", std::string(rule.number)), k_start);
    ASSERT_TRUE(plan.answer) << rule.number;
    EXPECT_EQ(plan.answer->status, Status::declined) << rule.number;
    EXPECT_EQ(plan.answer->code, rule.code) << rule.number;
    EXPECT_TRUE(plan.answer->auth_code.empty());
    EXPECT_FALSE(plan.executes_at);
    acquirer.settle(k_start.plus_ms(k_day_ms));
    EXPECT_EQ(acquirer.book().count_of("a"), 0U) << rule.number;
  }
  EXPECT_EQ(seen, 14);
}

TEST(Acquirer, DocumentedDeclinesHaveTheirIsoCodes) {
  // Protects: the numbers of the table against a slip of the pen.
  const std::pair<const char*, const char*> expected[] = {
      {"4000000000000002", "05"}, {"4000000000009995", "51"}, {"4000000000000069", "54"},
      {"4000000000000127", "N7"}, {"4000000000000119", "96"}, {"4000000000910051", "05"},
      {"4000000000910515", "51"}, {"4000000000910549", "54"}, {"4000000000910416", "41"},
      {"4000000000910432", "43"}, {"4000000000910622", "62"}, {"4000000000910655", "65"},
      {"4000000000910911", "91"}, {"4000000000910960", "96"}};
  for (const auto& [number, code] : expected) {
    Acquirer acquirer(1, calm());
    EXPECT_EQ(acquirer.decide(sale("a", number), k_start).answer->code, code) << number;
  }
}

TEST(Acquirer, ApprovalsMoveMoneyOnceWhenTheAnswerLeaves) {
  // Protects: an approving card has one effect, executed at the instant of the answer.
  for (const char* number : {"4242424242424242", "5555555555554444", "4000000000900003",
                             "4000000000930059", "4000000000950016", "4000000000950024"}) {
    Acquirer acquirer(1, calm());
    const Plan plan = acquirer.decide(sale("a", number), k_start);
    EXPECT_EQ(plan.delivery, Delivery::answer);
    EXPECT_EQ(plan.answer->status, Status::approved);
    EXPECT_EQ(plan.answer->code, "00");
    EXPECT_EQ(plan.answer->auth_code.size(), 6U);
    EXPECT_EQ(plan.latency_ms, 100);
    EXPECT_EQ(plan.executes_at, k_start.plus_ms(100));
    acquirer.settle(k_start.plus_ms(99));
    EXPECT_EQ(acquirer.book().count_of("a"), 0U);
    acquirer.settle(k_start.plus_ms(100));
    EXPECT_EQ(acquirer.book().count_of("a"), 1U);
  }
}

TEST(Acquirer, TheTestPayerIsNeverDeclined) {
  // Protects: a charge without a card is outside the decline mix.
  Settings settings = calm();
  settings.decline_ppm = k_ppm;
  Acquirer acquirer(1, settings);
  const ChargeRequest request{"a", {500, Currency::of("JPY")}, "", std::nullopt};
  EXPECT_EQ(acquirer.decide(request, k_start).answer->status, Status::approved);
  EXPECT_EQ(acquirer.decide(sale("b", "4111111111111111"), k_start).answer->status,
            Status::declined);
}

TEST(Acquirer, BadNumbersAndPastExpiryAreDeclined) {
  // Protects: 14 for a wrong check digit, 54 for a past expiry, also on an approving number.
  Acquirer acquirer(1, calm());
  EXPECT_EQ(acquirer.decide(sale("a", "4242424242424241"), k_start).answer->code, "14");
  ChargeRequest late = sale("b", "4242424242424242");
  late.card->expiry_year = 2025;
  EXPECT_EQ(acquirer.decide(late, k_start).answer->code, "54");
}

TEST(Acquirer, OrdinaryCardsFollowTheDeclineShare) {
  // Protects: decline_ppm is the share of declines, within sampling error.
  Settings settings = calm();
  settings.in_flight_max = 10'000;
  Acquirer acquirer(7, settings);
  int declined = 0;
  for (int i = 0; i < 5'000; ++i) {
    const Plan plan = acquirer.decide(sale("m" + std::to_string(i), "4111111111111111"), k_start);
    declined += plan.answer->status == Status::declined ? 1 : 0;
  }
  EXPECT_NEAR(declined, 600, 75);
}

TEST(Acquirer, ARepeatedReferenceAnswersTheSameAndMovesNothing) {
  // Protects: idempotency by reference, during and after the first request.
  Acquirer acquirer(1, calm());
  const Plan first = acquirer.decide(sale("a", "4242424242424242"), k_start);
  const Plan during = acquirer.decide(sale("a", "4242424242424242"), k_start.plus_ms(30));
  EXPECT_EQ(during.answer, first.answer);
  EXPECT_EQ(during.latency_ms, 100);
  EXPECT_FALSE(during.recorded);
  const Plan after = acquirer.decide(sale("a", "4242424242424242"), k_start.plus_ms(k_day_ms));
  EXPECT_EQ(after.answer, first.answer);
  acquirer.settle(k_start.plus_ms(2 * k_day_ms));
  EXPECT_EQ(acquirer.book().count_of("a"), 1U);
}

TEST(Acquirer, ARepeatWaitsForTheFirstAnswer) {
  // Protects: two requests under one reference are served one after the other.
  Acquirer acquirer(1, calm());
  acquirer.decide(sale("a", "4242424242424242"), k_start);
  Settings fast = calm();
  fast.latency_p50_ms = fast.latency_p95_ms = 10;
  acquirer.change_settings(fast);
  EXPECT_EQ(acquirer.decide(sale("a", "4242424242424242"), k_start.plus_ms(30)).latency_ms, 70);
}

TEST(Acquirer, AnotherRequestUnderAKnownReferenceIsRefused) {
  // Protects: content is compared: amount, card, kind.
  Acquirer acquirer = with_charge("4242424242424242");
  for (const Request& other :
       {Request(sale("c", "4242424242424242", 999)), Request(sale("c", "5555555555554444")),
        Request(refund("c", "c", 1'000))}) {
    const Plan plan = acquirer.decide(other, k_start.plus_ms(2'000));
    EXPECT_EQ(plan.http_status, 409);
    EXPECT_EQ(plan.code, "duplicate_reference");
    EXPECT_FALSE(plan.answer);
  }
  EXPECT_EQ(acquirer.book().effects().size(), 1U);
}

TEST(Acquirer, TheBrokenTwinExecutesARepeatAgain) {
  // Protects: with honours_references off a double execution happens and shows in the book.
  Settings settings = calm();
  settings.honours_references = false;
  Acquirer acquirer(1, settings);
  const Plan first = acquirer.decide(sale("a", "4242424242424242"), k_start);
  const Plan second = acquirer.decide(sale("a", "4242424242424242"), k_start.plus_ms(1'000));
  EXPECT_TRUE(second.recorded);
  EXPECT_NE(first.answer->provider_reference, second.answer->provider_reference);
  acquirer.settle(k_start.plus_ms(5'000));
  EXPECT_EQ(acquirer.book().count_of("a"), 2U);
  EXPECT_TRUE(acquirer.book().balanced());
}

TEST(Acquirer, RefundsStopAtTheCharge) {
  // Protects: partial refunds add up to the charge at most, also while one is still in flight.
  Acquirer acquirer = with_charge("4242424242424242");
  const Instant now = k_start.plus_ms(2'000);
  EXPECT_EQ(acquirer.decide(refund("r1", "c", 600), now).answer->status, Status::approved);
  EXPECT_EQ(acquirer.decide(refund("r2", "c", 401), now).answer->code, "13");
  EXPECT_EQ(acquirer.decide(refund("r3", "c", 400), now).answer->status, Status::approved);
  EXPECT_EQ(acquirer.decide(refund("r4", "c", 1), now.plus_ms(5'000)).answer->code, "13");
  EXPECT_EQ(acquirer.book().refunded_minor("c"), 1'000);
  EXPECT_TRUE(acquirer.book().balanced());
}

TEST(Acquirer, ARefusedRefundHoldsNothing) {
  // Protects: a refund declined a moment ago does not block a correct one.
  Acquirer acquirer = with_charge("4242424242424242");
  const Instant now = k_start.plus_ms(2'000);
  EXPECT_EQ(acquirer.decide(refund("r1", "c", 2'000), now).answer->code, "13");
  EXPECT_EQ(acquirer.decide(refund("r2", "c", 1'000), now).answer->status, Status::approved);
}

TEST(Acquirer, RefundsNeedAPaidChargeOfTheirCurrency) {
  // Protects: unknown, declined and foreign charges give nothing back.
  Acquirer acquirer = with_charge("4000000000000002");
  const Instant now = k_start.plus_ms(2'000);
  EXPECT_EQ(acquirer.decide(refund("r1", "nobody", 1), now).answer->code, "25");
  EXPECT_EQ(acquirer.decide(refund("r2", "c", 1), now).answer->code, "12");
  acquirer.decide(sale("d", "4242424242424242"), now);
  const RefundRequest foreign{"r3", "d", {1, Currency::of("USD")}};
  EXPECT_EQ(acquirer.decide(foreign, now.plus_ms(1'000)).answer->code, "12");
}

TEST(Acquirer, ALateFailingRefundFreesItsAmount) {
  // Protects: pending first, declined later, never in the book; the charge can be refunded again.
  Acquirer acquirer = with_charge("4000000000950016");
  const Instant now = k_start.plus_ms(2'000);
  const Plan plan = acquirer.decide(refund("r1", "c", 1'000), now);
  EXPECT_EQ(plan.answer->status, Status::pending);
  EXPECT_EQ(plan.answer->code, "09");
  EXPECT_GT(plan.answer->poll_after_ms, 0);
  EXPECT_EQ(acquirer.decide(refund("r2", "c", 1), now.plus_ms(1'000)).answer->code, "13");
  const Plan later = acquirer.decide(QueryRequest{"r1"}, now.plus_ms(90'100));
  EXPECT_EQ(later.answer->status, Status::declined);
  EXPECT_EQ(later.answer->code, "05");
  EXPECT_EQ(acquirer.decide(refund("r3", "c", 1'000), now.plus_ms(91'000)).answer->status,
            Status::pending);
  EXPECT_EQ(acquirer.book().refunded_minor("c"), 0);
}

TEST(Acquirer, AStuckRefundStaysPendingAndHoldsItsAmount) {
  // Protects: no time is long enough for a refund that stays pending.
  Acquirer acquirer = with_charge("4000000000950024");
  acquirer.decide(refund("r1", "c", 700), k_start.plus_ms(2'000));
  const Instant later = k_start.plus_ms(300 * k_day_ms);
  EXPECT_EQ(acquirer.decide(QueryRequest{"r1"}, later).answer->status, Status::pending);
  EXPECT_EQ(acquirer.decide(refund("r2", "c", 301), later).answer->code, "13");
  EXPECT_EQ(acquirer.book().count_of("r1"), 0U);
}

// A busy hour with every fault on; the plans are its trace.
std::vector<Plan> busy_hour(std::uint64_t seed) {
  Settings settings;
  settings.drop_before_ppm = settings.drop_after_ppm = settings.error_500_after_ppm = 50'000;
  settings.overload_ppm = 20'000;
  Acquirer acquirer(seed, settings);
  SeededRandom random(99);
  std::vector<Plan> trace;
  Instant now = k_start;
  for (int i = 0; i < 2'000; ++i) {
    now = now.plus_ms(static_cast<std::int64_t>(random.below(2'000)));
    const std::string reference = "c" + std::to_string(random.below(500));
    const std::uint64_t act = random.below(4);
    if (act == 0) {
      trace.push_back(acquirer.decide(QueryRequest{reference}, now));
    } else if (act == 1) {
      const std::string own = "r" + std::to_string(random.below(300));
      trace.push_back(acquirer.decide(
          refund(own, reference, 1 + static_cast<std::int64_t>(random.below(700))), now));
    } else {
      const auto& rule = card_table()[random.below(card_table().size())];
      trace.push_back(acquirer.decide(sale(reference, std::string(rule.number)), now));
    }
  }
  acquirer.settle(now.plus_ms(k_day_ms));
  EXPECT_TRUE(acquirer.book().balanced());
  EXPECT_GT(acquirer.book().effects().size(), 100U);
  for (const Effect& effect : acquirer.book().effects()) {
    EXPECT_EQ(acquirer.book().count_of(effect.reference), 1U) << effect.reference;
    if (effect.kind == Kind::charge) {
      EXPECT_LE(acquirer.book().refunded_minor(effect.reference), effect.amount.minor);
    }
  }
  return trace;
}

TEST(Acquirer, SameSeedAndInputsGiveTheSameTrace) {
  // Protects: repeatability, with one effect per reference and bounded refunds under every fault.
  const auto first = busy_hour(42);
  EXPECT_TRUE(first == busy_hour(42));
  EXPECT_FALSE(first == busy_hour(43));
}

TEST(Acquirer, ACopyGoesOnLikeTheOriginal) {
  // Protects: the acquirer is a value; a simulation may fork it.
  Acquirer original = with_charge("4242424242424242");
  Acquirer copy = original;
  const Request request = sale("d", "4111111111111111");
  EXPECT_EQ(original.decide(request, k_start.plus_ms(2'000)),
            copy.decide(request, k_start.plus_ms(2'000)));
}

TEST(Acquirer, RestoredChangesRebuildTheSameAcquirer) {
  // Protects: nothing that was promised is lost by a restart: operations, effects, and effects to
  // come.
  Acquirer before = with_charge("4242424242424242");
  before.decide(sale("late", "4000000000930042"), k_start.plus_ms(2'000));
  Acquirer after(1, calm());
  for (Change& change : before.take_changes()) after.restore(std::move(change));
  EXPECT_EQ(after.operations(), before.operations());
  EXPECT_EQ(after.book().effects(), before.book().effects());
  EXPECT_EQ(after.latest(), k_start.plus_ms(2'000));
  EXPECT_TRUE(after.take_changes().empty());
  after.settle(k_start.plus_ms(k_day_ms));
  EXPECT_EQ(after.book().count_of("late"), 1U);
  EXPECT_EQ(after.book().count_of("c"), 1U);
}

}  // namespace
}  // namespace bursar::simulator
