// Tests of the acquirer's misbehaviour: lost requests, lost and broken answers, late results,
// overload.
#include <gtest/gtest.h>

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {
namespace {

constexpr Instant k_start{1'790'000'000'000};

Settings calm() {
  Settings settings;
  settings.latency_p50_ms = 100;
  settings.latency_p95_ms = 100;
  return settings;
}

ChargeRequest sale(std::string reference, std::string number) {
  return {std::move(reference),
          {1'000, Currency::of("EUR")},
          "shop",
          Card{std::move(number), 12, 2030, "123"}};
}
const std::string k_good = "4242424242424242";

// What a query says `after_ms` after the start; the HTTP status when it says nothing.
std::string asked(Acquirer& acquirer, std::int64_t after_ms) {
  const Plan plan = acquirer.decide(QueryRequest{"a"}, k_start.plus_ms(after_ms));
  return plan.answer ? std::string(word(plan.answer->status)) : std::to_string(plan.http_status);
}

TEST(Faults, ALostRequestLeavesNothing) {
  // Protects: closed before processing means no operation and no effect, however often it is sent.
  Acquirer acquirer(1, calm());
  for (int i = 0; i < 3; ++i) {
    const Plan plan = acquirer.decide(sale("a", "4000000000930018"), k_start.plus_ms(i * 1'000));
    EXPECT_EQ(plan.delivery, Delivery::close);
    EXPECT_FALSE(plan.recorded);
  }
  EXPECT_EQ(asked(acquirer, 60'000), "404");
  EXPECT_TRUE(acquirer.book().effects().empty());
}

TEST(Faults, ALostAnswerLeavesTheEffect) {
  // Protects: the caller hears nothing, the money moved, and a query tells.
  Acquirer acquirer(1, calm());
  const Plan plan = acquirer.decide(sale("a", "4000000000930026"), k_start);
  EXPECT_EQ(plan.delivery, Delivery::close);
  EXPECT_FALSE(plan.answer);
  EXPECT_EQ(plan.executes_at, k_start.plus_ms(100));
  EXPECT_EQ(asked(acquirer, 1'000), "approved");
  EXPECT_EQ(acquirer.book().count_of("a"), 1U);
}

TEST(Faults, ABrokenAnswerLeavesTheEffectAndARepeatTells) {
  // Protects: 500 after processing; the same request again gets the recorded result.
  Acquirer acquirer(1, calm());
  const Plan plan = acquirer.decide(sale("a", "4000000000930034"), k_start);
  EXPECT_EQ(plan.http_status, 500);
  EXPECT_FALSE(plan.answer);
  const Plan again = acquirer.decide(sale("a", "4000000000930034"), k_start.plus_ms(1'000));
  EXPECT_EQ(again.answer->status, Status::approved);
  EXPECT_EQ(acquirer.book().count_of("a"), 1U);
}

TEST(Faults, APendingChargeIsApprovedLater) {
  // Protects: pending until 90 s after the answer, no effect before.
  Acquirer acquirer(1, calm());
  EXPECT_EQ(acquirer.decide(sale("a", "4000000000930042"), k_start).answer->status,
            Status::pending);
  EXPECT_EQ(asked(acquirer, 89'000), "pending");
  EXPECT_EQ(acquirer.book().count_of("a"), 0U);
  EXPECT_EQ(asked(acquirer, 90'100), "approved");
  EXPECT_EQ(acquirer.book().count_of("a"), 1U);
}

TEST(Faults, TheDelayOfLateCardsCanBeSet) {
  // Protects: late_after_ms replaces the delays of the card table.
  Settings settings = calm();
  settings.late_after_ms = 5'000;
  Acquirer acquirer(1, settings);
  acquirer.decide(sale("a", "4000000000930042"), k_start);
  EXPECT_EQ(asked(acquirer, 4'900), "pending");
  EXPECT_EQ(asked(acquirer, 5'100), "approved");
}

TEST(Faults, AHiddenChargeIsNotFoundAtFirst) {
  // Protects: "not found" is no proof: the money has moved long before queries know.
  Acquirer acquirer(1, calm());
  EXPECT_EQ(acquirer.decide(sale("a", "4000000000930075"), k_start).delivery, Delivery::close);
  EXPECT_EQ(asked(acquirer, 1'000), "404");
  EXPECT_EQ(acquirer.book().count_of("a"), 1U);
  EXPECT_EQ(asked(acquirer, 60'099), "404");
  EXPECT_EQ(asked(acquirer, 60'100), "approved");
}

TEST(Faults, AnOutageClosesEverythingUntilItsEnd) {
  // Protects: nothing is processed during an outage, queries included.
  Settings settings = calm();
  settings.outage_until = k_start.plus_ms(10'000);
  Acquirer acquirer(1, settings);
  EXPECT_EQ(acquirer.decide(sale("a", k_good), k_start).delivery, Delivery::close);
  EXPECT_EQ(acquirer.decide(QueryRequest{"a"}, k_start.plus_ms(9'999)).delivery, Delivery::close);
  EXPECT_EQ(asked(acquirer, 10'000), "404");
}

TEST(Faults, TooManyRequestsInFlightAreTurnedAway) {
  // Protects: 429 comes before processing, and room returns when answers have left.
  Settings settings = calm();
  settings.in_flight_max = 2;
  Acquirer acquirer(1, settings);
  acquirer.decide(sale("x", k_good), k_start);
  acquirer.decide(sale("y", k_good), k_start);
  const Plan plan = acquirer.decide(sale("a", k_good), k_start.plus_ms(50));
  EXPECT_EQ(plan.http_status, 429);
  EXPECT_EQ(acquirer.find("a"), nullptr);
  EXPECT_EQ(acquirer.decide(sale("a", k_good), k_start.plus_ms(100)).answer->status,
            Status::approved);
}

// Counts how 4,000 sales end under the given switches.
struct Ends {
  int closed = 0;
  int broken = 0;
  int overloaded = 0;
  std::size_t executed = 0;
};
Ends ends_of(Settings settings) {
  settings.in_flight_max = 10'000;
  Acquirer acquirer(5, settings);
  Ends ends;
  for (int i = 0; i < 4'000; ++i) {
    const Plan plan = acquirer.decide(sale("s" + std::to_string(i), k_good), k_start);
    if (plan.delivery == Delivery::close) ++ends.closed;
    if (plan.http_status == 500) ++ends.broken;
    if (plan.http_status == 429) ++ends.overloaded;
  }
  acquirer.settle(k_start.plus_ms(k_day_ms));
  ends.executed = acquirer.book().effects().size();
  return ends;
}

TEST(Faults, SharesBeforeProcessingHaveNoEffect) {
  // Protects: requests dropped or refused before processing are missing from the book exactly.
  Settings settings = calm();
  settings.drop_before_ppm = 100'000;
  settings.overload_ppm = 50'000;
  const Ends ends = ends_of(settings);
  EXPECT_NEAR(ends.closed, 380, 60);
  EXPECT_NEAR(ends.overloaded, 200, 45);
  EXPECT_EQ(ends.executed, 4'000U - static_cast<unsigned>(ends.closed + ends.overloaded));
}

TEST(Faults, SharesAfterProcessingHaveTheirEffect) {
  // Protects: answers lost or broken after processing take nothing away from the book.
  Settings settings = calm();
  settings.drop_after_ppm = 100'000;
  settings.error_500_after_ppm = 50'000;
  const Ends ends = ends_of(settings);
  EXPECT_NEAR(ends.closed, 400, 60);
  EXPECT_NEAR(ends.broken, 180, 45);
  EXPECT_EQ(ends.executed, 4'000U);
}

TEST(Faults, OneSwitchLeavesTheOtherChancesAlone) {
  // Protects: losing half of the answers keeps every latency as it was.
  Settings settings;
  Acquirer plain(3, settings);
  settings.drop_after_ppm = 500'000;
  Acquirer faulty(3, settings);
  for (int i = 0; i < 200; ++i) {
    const Request request = sale("s" + std::to_string(i), "4111111111111111");
    EXPECT_EQ(plain.decide(request, k_start).latency_ms,
              faulty.decide(request, k_start).latency_ms);
  }
}

TEST(Faults, TimeNeverRunsBackwards) {
  // Protects: an answer given once is not taken back when the clock jumps back.
  Acquirer acquirer(1, calm());
  acquirer.decide(sale("a", k_good), k_start);
  EXPECT_EQ(asked(acquirer, 1'000), "approved");
  EXPECT_EQ(asked(acquirer, -3'600'000), "approved");
  EXPECT_EQ(acquirer.latest(), k_start.plus_ms(1'000));
}

}  // namespace
}  // namespace bursar::simulator
