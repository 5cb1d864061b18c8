// Tests of the token buckets: exact counting, refill, bursts, concurrency and bounded memory.
#include <gtest/gtest.h>

#include "base/check.hpp"
#include "net/rate_limit.hpp"

namespace bursar::net {
namespace {

Tick at_ms(std::int64_t ms) { return {ms * 1'000'000}; }

RateClass ten_a_minute() { return {"test", 10, 60'000, 0, 0}; }

TEST(RateLimiter, counts_down_and_refuses_the_call_after_the_last) {
  // Protects: O-01, I23: the limit is reached exactly and the headers' numbers count down to it.
  RateLimiter limiter(ten_a_minute());
  for (std::int64_t left = 9; left >= 0; --left) {
    const RateVerdict verdict = limiter.take("key", at_ms(0));
    EXPECT_TRUE(verdict.allowed);
    EXPECT_EQ(verdict.remaining, left);
    EXPECT_EQ(verdict.reset_ms, (10 - left) * 6'000);
  }
  const RateVerdict refused = limiter.take("key", at_ms(0));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.limit, 10);
  EXPECT_EQ(refused.window_ms, 60'000);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_EQ(refused.retry_after_ms, 6'000);
  EXPECT_TRUE(limiter.take("other", at_ms(0)).allowed) << "keys do not share";
}

TEST(RateLimiter, refills_with_time_and_refusals_cost_nothing) {
  // Protects: the promised moment of retry holds even for a client that kept hammering.
  RateLimiter limiter(ten_a_minute());
  for (int i = 0; i < 10; ++i) (void)limiter.take("key", at_ms(0));
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(limiter.take("key", at_ms(5'999)).allowed);
  EXPECT_TRUE(limiter.take("key", at_ms(6'000)).allowed);
  EXPECT_FALSE(limiter.take("key", at_ms(6'001)).allowed);
  EXPECT_EQ(limiter.take("key", at_ms(10'000'000)).remaining, 9);
}

TEST(RateLimiter, bounds_bursts_within_a_second) {
  // Protects: a minute's allowance cannot be spent in an instant.
  RateLimiter limiter({"test", 1'000, 60'000, 5, 0});
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(limiter.take("key", at_ms(0)).allowed);
  const RateVerdict refused = limiter.take("key", at_ms(0));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after_ms, 200);
  EXPECT_EQ(refused.remaining, 995);
  EXPECT_TRUE(limiter.take("key", at_ms(200)).allowed);
}

TEST(RateLimiter, takes_costs_all_or_none) {
  // Protects: a batch call pays for its rows or is refused whole.
  RateLimiter limiter(ten_a_minute());
  EXPECT_TRUE(limiter.take("key", at_ms(0), 7).allowed);
  EXPECT_FALSE(limiter.take("key", at_ms(0), 4).allowed);
  EXPECT_TRUE(limiter.take("key", at_ms(0), 3).allowed);
  EXPECT_THROW((void)limiter.take("key", at_ms(0), 0), Bug);
}

TEST(RateLimiter, bounds_calls_in_flight) {
  // Protects: I22's concurrency; each end of a call frees one place.
  RateLimiter limiter({"test", 10, 60'000, 0, 2});
  EXPECT_TRUE(limiter.enter("key"));
  EXPECT_TRUE(limiter.enter("key"));
  EXPECT_FALSE(limiter.enter("key"));
  EXPECT_TRUE(limiter.enter("other"));
  limiter.leave("key");
  EXPECT_TRUE(limiter.enter("key"));
  EXPECT_THROW(limiter.leave("stranger"), Bug);
}

TEST(RateLimiter, forgets_the_key_unused_for_longest) {
  // Protects: memory stays bounded under a flood of keys, and a key in flight is never forgotten.
  RateLimiter limiter({"test", 10, 60'000, 0, 1}, 3);
  EXPECT_TRUE(limiter.enter("busy"));
  for (int i = 0; i < 10; ++i) (void)limiter.take("old", at_ms(0));
  (void)limiter.take("young", at_ms(0));
  (void)limiter.take("newcomer", at_ms(0));
  EXPECT_EQ(limiter.keys(), 3u);
  EXPECT_EQ(limiter.take("old", at_ms(0)).remaining, 9) << "it was forgotten and starts afresh";
  EXPECT_FALSE(limiter.enter("busy"));
}

TEST(RateLimiter, refuses_strangers_when_every_key_is_in_flight) {
  // Protects: a full table fails closed.
  RateLimiter limiter({"test", 10, 60'000, 0, 1}, 2);
  EXPECT_TRUE(limiter.enter("a"));
  EXPECT_TRUE(limiter.enter("b"));
  EXPECT_FALSE(limiter.enter("c"));
  EXPECT_FALSE(limiter.take("c", at_ms(0)).allowed);
}

TEST(RateHeaders, tell_the_numbers) {
  // Protects: the four headers and the error of a refused call, with whole seconds rounded up.
  RateLimiter limiter(ten_a_minute());
  Response response;
  add_rate_headers(response, limiter.take("key", at_ms(0)), Instant{1'700'000'000'500});
  const std::vector<std::pair<std::string, std::string>> expected{
      {"x-ratelimit-limit", "10"},
      {"x-ratelimit-remaining", "9"},
      {"x-ratelimit-reset", "1700000007"},
      {"x-ratelimit-window", "60"}};
  EXPECT_EQ(response.headers, expected);
  for (int i = 0; i < 9; ++i) (void)limiter.take("key", at_ms(0));
  const Error error = rate_limited(limiter.take("key", at_ms(500)));
  EXPECT_EQ(error.code, "rate_limit_exceeded");
  EXPECT_EQ(error.details.at(2), (std::pair<std::string, std::string>("retry_after_s", "6")));
}

}  // namespace
}  // namespace bursar::net
