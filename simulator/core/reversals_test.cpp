// Tests of reversals by reference and of payouts, whose fate lies in their destination.
#include <gtest/gtest.h>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};
const Currency k_eur = Currency::of("EUR");

ChargeRequest sale(std::string reference, std::string number = "4242424242424242") {
  return {std::move(reference), {1'000, k_eur}, "shop", Card{std::move(number), 12, 2030, "123"}};
}
PayoutRequest payout(std::string reference, std::string iban) {
  PayoutRequest request;
  request.reference = std::move(reference);
  request.amount = {1'000, k_eur};
  request.iban = std::move(iban);
  return request;
}

class ReversalsTest : public testing::Test {
 protected:
  static Settings calm() {
    Settings settings;
    settings.latency_p50_ms = settings.latency_p95_ms = 100;
    return settings;
  }
  Answer ask(const Request& request, std::int64_t after_ms = 1'000) {
    now_ = now_.plus_ms(after_ms);
    const Plan plan = acquirer_.decide(request, now_);
    return plan.answer.value_or(Answer{});
  }
  std::int64_t net() {
    acquirer_.settle(now_.plus_ms(10'000));
    std::int64_t sum = 0;
    for (const auto& [currency, totals] : acquirer_.book().totals()) sum += totals.issuers_minor;
    EXPECT_TRUE(acquirer_.book().balanced());
    return sum;
  }

  Instant now_ = k_start;
  Acquirer acquirer_{1, calm()};
};

TEST_F(ReversalsTest, AChargeGetsAnOppositeEffectOnce) {
  // Protects: reversing twice, also under another reference, gives back once.
  ask(sale("c"));
  EXPECT_EQ(ask(ReversalRequest{"x1", "c"}).status, Status::approved);
  EXPECT_EQ(ask(ReversalRequest{"x1", "c"}).status, Status::approved);
  EXPECT_EQ(ask(ReversalRequest{"x2", "c"}).status, Status::approved);
  EXPECT_EQ(net(), 0);
  EXPECT_EQ(acquirer_.book().effects().size(), 2U);
  EXPECT_EQ(ask(RefundRequest{"r", "c", {1, k_eur}}, 20'000).code, "12");
}

TEST_F(ReversalsTest, AChargeStillBeingAnsweredIsReversedAfterIt) {
  // Protects: the order of effects when a reversal overtakes the answer.
  acquirer_.decide(sale("c"), now_);
  const Plan plan = acquirer_.decide(ReversalRequest{"x", "c"}, now_.plus_ms(30));
  EXPECT_EQ(plan.answer->status, Status::approved);
  EXPECT_GE(plan.latency_ms, 70);
  EXPECT_EQ(net(), 0);
}

TEST_F(ReversalsTest, AnAuthorisationIsLetGo) {
  // Protects: nothing can be captured afterwards, and the book stays empty.
  ChargeRequest held = sale("a");
  held.terms.capture = false;
  ask(held);
  EXPECT_EQ(ask(ReversalRequest{"x", "a"}).status, Status::approved);
  EXPECT_EQ(ask(CaptureRequest{"k", "a", {1, k_eur}}).code, "12");
  EXPECT_TRUE(acquirer_.book().effects().empty());
}

TEST_F(ReversalsTest, WhatWasCapturedOrRefundedStays) {
  // Protects: 12 instead of giving back the same money twice.
  ChargeRequest held = sale("a");
  held.terms.capture = false;
  ask(held);
  ask(CaptureRequest{"k", "a", {400, k_eur}, false});
  EXPECT_EQ(ask(ReversalRequest{"x1", "a"}).code, "12");
  ask(sale("c"));
  ask(RefundRequest{"r", "c", {1, k_eur}});
  EXPECT_EQ(ask(ReversalRequest{"x2", "c"}).code, "12");
  EXPECT_EQ(net(), 400 + 999);
}

TEST_F(ReversalsTest, ACaptureGoesBackAndIsNotHeldAgain) {
  // Protects: the money of a reversed capture is neither captured nor held.
  ChargeRequest held = sale("a");
  held.terms.capture = false;
  ask(held);
  ask(CaptureRequest{"k", "a", {400, k_eur}, false});
  EXPECT_EQ(ask(ReversalRequest{"x", "k"}).status, Status::approved);
  EXPECT_EQ(net(), 0);
  EXPECT_EQ(ask(QueryRequest{"a"}, 20'000).hold, (Hold{1'000, 0, 400}));
  EXPECT_EQ(ask(RefundRequest{"r", "a", {1, k_eur}}).code, "12");
}

TEST_F(ReversalsTest, AnUnknownReferenceIsBlockedForEver) {
  // Protects: the request that comes after its reversal is declined and moves nothing.
  EXPECT_EQ(ask(ReversalRequest{"x", "c"}).status, Status::approved);
  EXPECT_EQ(ask(sale("c")).code, "R5");
  EXPECT_EQ(ask(sale("c")).status, Status::declined);
  EXPECT_EQ(net(), 0);
}

TEST_F(ReversalsTest, WhatIsStillOpenEnds) {
  // Protects: a pending charge, refund or payout is called off and never executed.
  ask(sale("c", "4000000000930042"));
  EXPECT_EQ(ask(ReversalRequest{"x1", "c"}).status, Status::approved);
  EXPECT_EQ(ask(QueryRequest{"c"}).code, "R5");
  ask(payout("p", "DE00000000000001"));
  EXPECT_EQ(ask(ReversalRequest{"x2", "p"}).status, Status::approved);
  ask(sale("d", "4000000000950024"));
  EXPECT_EQ(ask(RefundRequest{"r", "d", {10, k_eur}}).status, Status::pending);
  EXPECT_EQ(ask(ReversalRequest{"x3", "r"}).status, Status::approved);
  EXPECT_EQ(ask(RefundRequest{"r2", "d", {1'000, k_eur}}).status, Status::pending);
  now_ = now_.plus_ms(k_day_ms);
  EXPECT_EQ(net(), 1'000);
}

TEST_F(ReversalsTest, ADeclinedOriginalNeedsNothing) {
  // Protects: approved, without an effect.
  ask(sale("c", "4000000000009995"));
  EXPECT_EQ(ask(ReversalRequest{"x", "c"}).status, Status::approved);
  EXPECT_EQ(net(), 0);
}

TEST_F(ReversalsTest, PayoutsFollowTheirDestination) {
  // Protects: the documented endings of accounts.
  EXPECT_EQ(ask(payout("ok", "DE00000000000000")).status, Status::approved);
  EXPECT_EQ(ask(payout("late", "DE00000000000001")).status, Status::pending);
  EXPECT_EQ(ask(payout("never", "DE00000000000002")).status, Status::pending);
  EXPECT_EQ(acquirer_.decide(payout("lost", "DE00000000000003"), now_).delivery, Delivery::close);
  EXPECT_EQ(ask(payout("no", "DE00000000000014")).code, "14");
  EXPECT_EQ(ask(payout("back", "DE00000000000004")).status, Status::approved);
  now_ = now_.plus_ms(k_day_ms);
  EXPECT_EQ(ask(QueryRequest{"late"}).status, Status::approved);
  EXPECT_EQ(ask(QueryRequest{"never"}).status, Status::pending);
  const Answer returned = ask(QueryRequest{"back"});
  EXPECT_EQ(returned.status, Status::approved);
  EXPECT_EQ(returned.returned_minor, 1'000);
  EXPECT_EQ(net(), -3'000);
  EXPECT_EQ(acquirer_.book().count_of("back"), 2U);
  EXPECT_EQ(ask(ReversalRequest{"x", "ok"}).code, "12");
}

TEST_F(ReversalsTest, PayoutsToCardsFollowTheCard) {
  // Protects: declines and faults by number hold for payouts too.
  PayoutRequest request;
  request.reference = "p1";
  request.amount = {1'000, k_eur};
  request.card = Card{"4000000000910416", 12, 2030, ""};
  EXPECT_EQ(ask(request).code, "41");
  request.reference = "p2";
  request.card->number = "4000000000930026";
  EXPECT_EQ(acquirer_.decide(request, now_).delivery, Delivery::close);
  EXPECT_EQ(net(), -1'000);
}

}  // namespace
}  // namespace bursar::simulator
