// Tests of authorisations: what is held, captured in parts, let go, raised, and lapses.
#include <gtest/gtest.h>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};
const Currency k_eur = Currency::of("EUR");

Settings calm() {
  Settings settings;
  settings.latency_p50_ms = settings.latency_p95_ms = 100;
  return settings;
}

ChargeRequest authorisation(std::string reference, std::string number = "4242424242424242",
                            std::int64_t minor = 1'000) {
  ChargeRequest request{
      std::move(reference), {minor, k_eur}, "shop", Card{std::move(number), 12, 2030, "123"}};
  request.terms.capture = false;
  return request;
}
CaptureRequest capture(std::string reference, std::int64_t minor, bool final) {
  return {std::move(reference), "a", {minor, k_eur}, final};
}

class HoldsTest : public testing::Test {
 protected:
  Answer ask(const Request& request) {
    now_ = now_.plus_ms(1'000);
    const Plan plan = acquirer_.decide(request, now_);
    acquirer_.settle(now_.plus_ms(500));
    return plan.answer.value_or(Answer{});
  }
  Hold hold() { return ask(QueryRequest{"a"}).hold.value_or(Hold{}); }

  Instant now_ = k_start;
  Acquirer acquirer_{1, calm()};
};

TEST_F(HoldsTest, AnAuthorisationHoldsAndMovesNothing) {
  // Protects: no effect before a capture; the answer states what is held.
  EXPECT_EQ(ask(authorisation("a")).status, Status::approved);
  EXPECT_EQ(hold(), (Hold{1'000, 0, 0}));
  EXPECT_TRUE(acquirer_.book().effects().empty());
}

TEST_F(HoldsTest, CapturesTakeInPartsAndTheFinalOneLetsTheRestGo) {
  // Protects: one effect per capture, never more than is held, the rest is let go once.
  ask(authorisation("a"));
  EXPECT_EQ(ask(capture("c1", 300, false)).status, Status::approved);
  EXPECT_EQ(ask(capture("c2", 701, false)).code, "13");
  EXPECT_EQ(ask(capture("c3", 400, true)).status, Status::approved);
  EXPECT_EQ(hold(), (Hold{1'000, 700, 300}));
  EXPECT_EQ(ask(capture("c4", 1, true)).code, "12");
  EXPECT_EQ(acquirer_.book().charged_minor("a"), 700);
  EXPECT_EQ(acquirer_.book().effects().size(), 2U);
  EXPECT_TRUE(acquirer_.book().balanced());
}

TEST_F(HoldsTest, ACaptureThatIsNotAnsweredYetCounts) {
  // Protects: two captures at the same instant cannot take the same money.
  ask(authorisation("a"));
  now_ = now_.plus_ms(1'000);
  EXPECT_EQ(acquirer_.decide(capture("c1", 600, false), now_).answer->code, "00");
  EXPECT_EQ(acquirer_.decide(capture("c2", 600, false), now_).answer->code, "13");
}

TEST_F(HoldsTest, ARepeatedCaptureTakesOnce) {
  // Protects: the reference is the idempotency key of captures as well.
  ask(authorisation("a"));
  EXPECT_EQ(ask(capture("c1", 300, false)), ask(capture("c1", 300, false)));
  EXPECT_EQ(acquirer_.book().charged_minor("a"), 300);
}

TEST_F(HoldsTest, VoidsLetGoOfAPartOrOfAll) {
  // Protects: the answer states what was let go; afterwards nothing can be taken.
  ask(authorisation("a"));
  EXPECT_EQ(ask(VoidRequest{"v1", "a", k_eur, 250}).amount.minor, 250);
  EXPECT_EQ(ask(VoidRequest{"v2", "a", k_eur, 751}).code, "13");
  EXPECT_EQ(ask(VoidRequest{"v3", "a", k_eur, std::nullopt}).amount.minor, 750);
  EXPECT_EQ(hold(), (Hold{1'000, 0, 1'000}));
  EXPECT_EQ(ask(VoidRequest{"v4", "a", k_eur, std::nullopt}).code, "12");
  EXPECT_EQ(ask(capture("c", 1, true)).code, "12");
  EXPECT_TRUE(acquirer_.book().effects().empty());
}

TEST_F(HoldsTest, IncrementsHoldMore) {
  // Protects: the raised amount can be captured.
  ask(authorisation("a"));
  EXPECT_EQ(ask(IncrementRequest{"i", "a", {500, k_eur}}).status, Status::approved);
  EXPECT_EQ(hold().authorized_minor, 1'500);
  EXPECT_EQ(ask(capture("c", 1'500, true)).status, Status::approved);
}

TEST_F(HoldsTest, WhatIsNoAuthorisationIsRefused) {
  // Protects: 25 unknown, 12 a paid charge, another currency, a declined authorisation.
  ChargeRequest paid = authorisation("a");
  paid.terms.capture = true;
  ask(paid);
  EXPECT_EQ(ask(capture("c1", 1, true)).code, "12");
  EXPECT_EQ(ask(CaptureRequest{"c2", "nobody", {1, k_eur}}).code, "25");
  ask(authorisation("d", "4000000000009995"));
  EXPECT_EQ(ask(CaptureRequest{"c3", "d", {1, k_eur}}).code, "12");
  ask(authorisation("e"));
  EXPECT_EQ(ask(CaptureRequest{"c4", "e", {1, Currency::of("USD")}}).code, "12");
  EXPECT_EQ(ask(IncrementRequest{"i", "nobody", {1, k_eur}}).code, "25");
  EXPECT_EQ(ask(VoidRequest{"v", "d", k_eur, std::nullopt}).code, "12");
}

TEST_F(HoldsTest, AHoldLapses) {
  // Protects: after the days of its scheme nothing is held any more.
  ask(authorisation("a"));
  now_ = now_.plus_ms(9 * k_day_ms);
  EXPECT_EQ(ask(capture("c1", 100, false)).status, Status::approved);
  now_ = now_.plus_ms(k_day_ms);
  EXPECT_EQ(ask(capture("c2", 100, false)).code, "12");
  EXPECT_EQ(hold(), (Hold{1'000, 100, 900}));
}

TEST_F(HoldsTest, APartialApprovalHoldsHalf) {
  // Protects: code 10 with what was approved; no more can be captured, and a sale moves that only.
  const Answer answer = ask(authorisation("a", "4000000000950032", 1'001));
  EXPECT_EQ(answer.code, "10");
  EXPECT_EQ(answer.status, Status::approved);
  EXPECT_EQ(answer.received_minor, 500);
  EXPECT_EQ(ask(capture("c1", 501, true)).code, "13");
  ChargeRequest sale = authorisation("s", "4000000000950032", 1'001);
  sale.terms.capture = true;
  ask(sale);
  EXPECT_EQ(acquirer_.book().charged_minor("s"), 500);
}

TEST_F(HoldsTest, CapturedMoneyCanBeRefunded) {
  // Protects: refunds are bounded by what was captured, not by what was authorised.
  ask(authorisation("a"));
  EXPECT_EQ(ask(RefundRequest{"r0", "a", {1, k_eur}}).code, "12");
  ask(capture("c1", 600, true));
  EXPECT_EQ(ask(RefundRequest{"r1", "a", {601, k_eur}}).code, "13");
  EXPECT_EQ(ask(RefundRequest{"r2", "a", {600, k_eur}}).status, Status::approved);
}

TEST_F(HoldsTest, AVerificationMovesAndHoldsNothing) {
  // Protects: amount 0, the fate of the card, no effect.
  const Answer good =
      ask(VerificationRequest{"v1", k_eur, Card{"4242424242424242", 12, 2030, ""}, {}});
  EXPECT_EQ(good.status, Status::approved);
  EXPECT_EQ(good.kind, Kind::verification);
  EXPECT_EQ(good.amount.minor, 0);
  EXPECT_EQ(ask(VerificationRequest{"v2", k_eur, Card{"4000000000910416", 12, 2030, ""}, {}}).code,
            "41");
  EXPECT_TRUE(acquirer_.book().effects().empty());
}

TEST_F(HoldsTest, RestoredHoldsGoOnAsTheyStood) {
  // Protects: captures, voids, increments and tombstones survive a restart.
  ask(authorisation("a"));
  ask(capture("c1", 300, false));
  ask(IncrementRequest{"i", "a", {50, k_eur}});
  ask(VoidRequest{"v", "a", k_eur, 100});
  ask(ReversalRequest{"x", "later"});
  Acquirer after(1, calm());
  for (Change& change : acquirer_.take_changes()) after.restore(std::move(change));
  acquirer_ = after;
  EXPECT_EQ(hold(), (Hold{1'050, 300, 100}));
  EXPECT_EQ(ask(capture("c2", 651, false)).code, "13");
  EXPECT_EQ(ask(authorisation("later")).code, "R5");
}

}  // namespace
}  // namespace bursar::simulator
