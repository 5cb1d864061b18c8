// The watch over the machine's clock: what is a jump, in which direction, and that it is told once.
#include "audit/clock_watch.hpp"

#include <gtest/gtest.h>

namespace bursar::audit {
namespace {

constexpr Instant k_start{1'767'225'600'000};
Tick after_ms(std::int64_t ms) { return {5'000'000'000 + ms * 1'000'000}; }

TEST(ClockWatch, tells_a_jump_in_either_direction_once) {
  // Protects: U-01, a clock that was set is on record with how far, and is not told again.
  ClockWatch watch;
  EXPECT_FALSE(watch.look(k_start, after_ms(0)));
  EXPECT_FALSE(watch.look(k_start.plus_ms(60'000), after_ms(60'000)));
  EXPECT_EQ(watch.look(k_start.plus_ms(120'000 + 3'600'000), after_ms(120'000)), 3'600'000);
  EXPECT_FALSE(watch.look(k_start.plus_ms(180'000 + 3'600'000), after_ms(180'000)));
  EXPECT_EQ(watch.look(k_start.plus_ms(240'000), after_ms(240'000)), -3'600'000);
}

TEST(ClockWatch, lets_slow_adjustment_pass) {
  // Protects: a time service that nudges the clock fills no trail; a late look is no jump.
  ClockWatch watch;
  (void)watch.look(k_start, after_ms(0));
  EXPECT_FALSE(watch.look(k_start.plus_ms(60'000 + k_clock_slack_ms), after_ms(60'000)));
  EXPECT_FALSE(watch.look(k_start.plus_ms(660'000 + k_clock_slack_ms), after_ms(660'000)));
}

}  // namespace
}  // namespace bursar::audit
