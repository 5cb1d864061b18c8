// Tests of the card tables and of the integer latency distribution.
#include "simulator/core/cards.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "simulator/core/latency.hpp"

namespace bursar::simulator {
namespace {

TEST(Cards, EveryNumberPassesLuhnAndStandsOnce) {
  // Protects: a documented test number never fails a caller's own check digit test.
  std::set<std::string_view> numbers;
  for (const CardRule& rule : card_table()) {
    EXPECT_TRUE(passes_luhn(rule.number)) << rule.number;
    EXPECT_EQ(rule.number.size(), 16U) << rule.number;
    EXPECT_TRUE(numbers.insert(rule.number).second) << rule.number;
  }
  EXPECT_EQ(numbers.size(), 38U);
  EXPECT_FALSE(passes_luhn("4242424242424241"));
  EXPECT_FALSE(passes_luhn("42424242 4242424"));
  EXPECT_FALSE(passes_luhn(""));
}

TEST(Cards, EveryCodeOfTheTablesHasAMeaning) {
  // Protects: no decline leaves with the fallback text.
  for (const CardRule& rule : card_table())
    EXPECT_NE(meaning_of(rule.code).message, "declined") << rule.code;
  for (std::uint64_t permille = 0; permille < 1'000; ++permille)
    EXPECT_NE(meaning_of(decline_from_mix(permille)).message, "declined") << permille;
}

TEST(Cards, DeclineMixHasTheIntendedShares) {
  // Protects: the shares of the mix, in thousandths.
  std::map<std::string_view, int> counts;
  for (std::uint64_t permille = 0; permille < 1'000; ++permille)
    ++counts[decline_from_mix(permille)];
  EXPECT_EQ(counts["51"], 440);
  EXPECT_EQ(counts["05"], 200);
  EXPECT_EQ(counts["59"], 90);
  EXPECT_EQ(counts["14"], 80);
  EXPECT_EQ(counts["61"], 50);
  EXPECT_EQ(counts["54"], 40);
  EXPECT_EQ(counts["41"] + counts["43"], 20);
  EXPECT_EQ(counts["1A"], 40);
  EXPECT_EQ(counts["91"] + counts["96"], 40);
}

TEST(Cards, BrandsByLeadingDigits) {
  // Protects: the scheme named in answers.
  EXPECT_EQ(scheme_of("4242424242424242"), "visa");
  EXPECT_EQ(scheme_of("5555555555554444"), "mastercard");
  EXPECT_EQ(scheme_of("2223003122003222"), "mastercard");
  EXPECT_EQ(scheme_of("378282246310005"), "amex");
  EXPECT_EQ(scheme_of("3530111333300000"), "jcb");
  EXPECT_EQ(scheme_of("6011111111111117"), "discover");
  EXPECT_EQ(scheme_of("6200000000000005"), "unionpay");
  EXPECT_EQ(scheme_of("9999999999999995"), "unknown");
}

TEST(Cards, ACardIsGoodThroughItsLastMonth) {
  // Protects: the month of expiry belongs to the card's life.
  const Instant now = *parse_iso8601("2026-11-30T23:59:59Z", "now");
  EXPECT_FALSE(is_expired({"4242424242424242", 11, 2026, ""}, now));
  EXPECT_TRUE(is_expired({"4242424242424242", 11, 2026, ""}, now.plus_ms(1'000)));
  EXPECT_TRUE(is_expired({"4242424242424242", 12, 2025, ""}, now));
  EXPECT_FALSE(is_expired({"4242424242424242", 1, 2027, ""}, now));
}

TEST(Cards, OnlyTheMaskedNumberIsKept) {
  // Protects: no full card number reaches the journal or the page.
  EXPECT_EQ(masked("4000000000930026"), "400000…0026");
  EXPECT_EQ(masked("123"), "…");
}

TEST(Latency, HitsTheMedianAndTheNinetyFifthPercentile) {
  // Protects: the two figures an operator sets are the two figures that come out (within 1.5 %).
  for (const auto& [p50, p95] :
       {std::pair{450, 1'600}, std::pair{20, 400}, std::pair{1'000, 1'000}}) {
    EXPECT_LE(std::abs(latency_at(p50, p95, 32'768) - p50), p50 / 66 + 1);
    EXPECT_LE(std::abs(latency_at(p50, p95, 62'259) - p95), p95 / 66 + 1);
  }
}

TEST(Latency, GrowsWithTheQuantileAndStaysBounded) {
  // Protects: monotone, no overflow at the extremes, zero switches latency off.
  for (const auto& [p50, p95] :
       {std::pair{1, 120'000}, std::pair{120'000, 120'000}, std::pair{7, 3}}) {
    std::int64_t last = 0;
    for (std::uint32_t quantile = 0; quantile < 65'536; quantile += 16) {
      const std::int64_t latency = latency_at(p50, p95, quantile);
      EXPECT_GE(latency, last);
      EXPECT_LE(latency, k_latency_max_ms);
      last = latency;
    }
  }
  EXPECT_EQ(latency_at(0, 1'000, 60'000), 0);
  EXPECT_LE(latency_at(INT64_MAX, INT64_MAX, 65'535), k_latency_max_ms);
}

}  // namespace
}  // namespace bursar::simulator
