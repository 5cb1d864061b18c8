// The breaker's transitions and the arithmetic of decisions.
#include "routing/breaker.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "routing/score.hpp"

namespace bursar::routing {
namespace {

constexpr Instant k_start{1'700'000'000'000};

Breaker fed(Breaker breaker, Signal signal, int times, Instant now) {
  for (int i = 0; i < times; ++i) breaker = after(breaker, signal, now);
  return breaker;
}

TEST(Breaker, BusinessDeclinesNeverOpenIt) {
  // Protects sales: a morning of declined cards closes no route, and leaves no row behind.
  const Breaker breaker = fed({}, Signal::declined, 1'000, k_start);
  EXPECT_EQ(breaker.state, BreakerState::closed);
  EXPECT_TRUE(is_quiet(breaker));
}

TEST(Breaker, OpensAtHalfOfTwentyCallsAMinute) {
  // Protects payers from a provider that is out of order, and providers from one bad call.
  Breaker breaker = fed({}, Signal::technical, 9, k_start);
  breaker = fed(breaker, Signal::approved, 10, k_start);
  EXPECT_EQ(breaker.state, BreakerState::closed) << "19 calls are too few to judge";
  breaker = after(breaker, Signal::technical, k_start);
  EXPECT_EQ(breaker.state, BreakerState::open);
  EXPECT_EQ(breaker.open_ms, k_open_first_ms);

  Breaker spread = fed({}, Signal::technical, 10, k_start);
  spread = fed(spread, Signal::technical, 9, k_start.plus_ms(k_window_ms));
  EXPECT_EQ(spread.state, BreakerState::closed) << "a minute ends the count";
}

TEST(Breaker, OpensAtFiveFailedConnectionsOrThreeDoubts) {
  // Protects money: three calls nobody knows the end of are enough.
  EXPECT_EQ(fed({}, Signal::not_sent, 4, k_start).state, BreakerState::closed);
  EXPECT_EQ(fed({}, Signal::not_sent, 5, k_start).state, BreakerState::open);
  Breaker slow;
  for (int i = 0; i < 5; ++i) slow = after(slow, Signal::not_sent, k_start.plus_ms(i * 300'000));
  EXPECT_EQ(slow.state, BreakerState::open) << "in a row, however far apart";
  Breaker mended = fed({}, Signal::not_sent, 4, k_start);
  mended = fed(after(mended, Signal::declined, k_start), Signal::not_sent, 4, k_start);
  EXPECT_EQ(mended.state, BreakerState::closed) << "an answer shows that the line works";
  EXPECT_EQ(fed({}, Signal::timeout, 2, k_start).state, BreakerState::closed);
  EXPECT_EQ(fed({}, Signal::timeout, 3, k_start).state, BreakerState::open);
}

TEST(Breaker, ProbesCloseItOrDoubleTheWait) {
  // Protects recovery: three good probes close it, one bad one waits twice as long, ten minutes at
  // most; a late answer to an earlier call counts as neither.
  Breaker breaker = fed({}, Signal::timeout, 3, k_start);
  EXPECT_EQ(after(breaker, Signal::approved, k_start.plus_ms(1)), breaker);
  Instant now = k_start.plus_ms(k_open_first_ms);
  EXPECT_EQ(seen_at(breaker, now).state, BreakerState::half_open);
  const Breaker closed = fed(breaker, Signal::approved, 3, now);
  EXPECT_TRUE(is_quiet(closed));
  std::int64_t waited = 0;
  for (int i = 0; i < 8; ++i) {
    breaker = after(breaker, Signal::technical, now);
    ASSERT_EQ(breaker.state, BreakerState::open);
    waited = breaker.open_ms;
    now = now.plus_ms(waited);
  }
  EXPECT_EQ(waited, k_open_most_ms);
  EXPECT_EQ(fed(breaker, Signal::declined, 2, now).state, BreakerState::half_open)
      << "a declined card is a working provider";
}

TEST(Score, WilsonBoundsAreThoseOfTheTextbook) {
  // Protects best authorisation: figures computed by hand with z = 1.281552.
  EXPECT_EQ(wilson_lower_ppm(0, 0), 0);
  EXPECT_EQ(wilson_lower_ppm(0, 50), 0);
  EXPECT_LE(std::abs(wilson_lower_ppm(90, 100) - 854'858), 3);
  EXPECT_LE(std::abs(wilson_lower_ppm(10, 10) - 858'931), 3);
  EXPECT_LT(wilson_lower_ppm(10, 10), wilson_lower_ppm(1'000, 1'000));
  EXPECT_LT(wilson_lower_ppm(1'000'000'000, 1'000'000'000), 1'000'000);
}

TEST(Score, HashesSpreadAndStay) {
  // Protects splits: the same payment always falls into the same bucket, and buckets fill evenly.
  EXPECT_EQ(hash64(1, 2, 3), hash64(1, 2, 3));
  EXPECT_NE(hash64(1, 2, 3), hash64(1, 3, 2));
  int low = 0;
  for (int i = 0; i < 10'000; ++i) low += hash64(7, 1, i) % 10'000 < 3'000 ? 1 : 0;
  EXPECT_NEAR(low, 3'000, 150);
}

}  // namespace
}  // namespace bursar::routing
