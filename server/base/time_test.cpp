// Time: calendar arithmetic and RFC 3339 text in both directions.
#include "base/time.hpp"

#include "testing/testing.hpp"

namespace bursar {
namespace {

Result<Instant> parse(std::string_view text) { return parse_iso8601(text, "from"); }

TEST(Time, known_instants) {
  // Protects: the calendar, at the ends of its range and around the epoch.
  EXPECT_EQ(to_iso8601({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso8601({-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_iso8601({1'700'000'000'123}), "2023-11-14T22:13:20.123Z");
  EXPECT_EQ(to_iso8601({951'782'400'000}), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(to_iso8601({253'402'300'799'999}), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(parse("0000-01-01T00:00:00Z")->ms, -62'167'219'200'000);
  EXPECT_EQ(to_iso8601({-62'167'219'200'000}), "0000-01-01T00:00:00.000Z");
}

TEST(Time, every_day_of_four_centuries_comes_back) {
  // Protects: leap years by the full rule; one cycle of the calendar day by day.
  const std::int64_t first = utc_day(*parse("1890-01-01T00:00:00Z"));
  std::string before;
  for (std::int64_t day = first; day < first + 146'097; ++day) {
    const std::string text = day_text(day);
    ASSERT_GT(text, before);
    ASSERT_EQ(utc_day(*parse(text + "T12:00:00Z")), day);
    before = text;
  }
}

TEST(Time, leap_days) {
  // Protects: 29 February exists exactly in leap years.
  EXPECT_TRUE(parse("2024-02-29T00:00:00Z").has_value());
  EXPECT_TRUE(parse("2000-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse("2023-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse("1900-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse("2100-02-29T00:00:00Z").has_value());
}

TEST(Time, random_instants_come_back) {
  // Protects: text and instant convert both ways to the millisecond.
  SeededRandom random(3);
  for (int i = 0; i < 20'000; ++i) {
    const Instant instant{static_cast<std::int64_t>(random.below(253'402'300'799'999)) -
                          62'167'219'200'000 / 2};
    ASSERT_EQ(*parse(to_iso8601(instant)), instant);
  }
}

TEST(Time, offsets_and_fractions) {
  // Protects: the same instant in other spellings is the same instant; digits beyond milliseconds
  // drop.
  const Instant noon = *parse("2026-01-31T12:00:00Z");
  EXPECT_EQ(*parse("2026-01-31t12:00:00z"), noon);
  EXPECT_EQ(*parse("2026-01-31 12:00:00Z"), noon);
  EXPECT_EQ(*parse("2026-01-31T13:30:00+01:30"), noon);
  EXPECT_EQ(*parse("2026-01-30T23:00:00-13:00"), noon);
  EXPECT_EQ(parse("2026-01-31T12:00:00.5Z")->ms, noon.ms + 500);
  EXPECT_EQ(parse("2026-01-31T12:00:00.1239999Z")->ms, noon.ms + 123);
}

TEST(Time, malformed_text_is_refused_with_its_field) {
  // Protects: nothing that is not a time is taken for one.
  for (const char* text :
       {"", "2026", "2026-01-31", "2026-01-31T12:00:00", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z",
        "2026-01-31T12:00:60Z", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00+01:60",
        "2026-01-31T12:00:00+0100", "2026-01-31T12:00:00Zx", "2026-1-31T12:00:00Z",
        " 2026-01-31T12:00:00Z", "+026-01-31T12:00:00Z"}) {
    const auto parsed = parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, "invalid_time");
    EXPECT_EQ(parsed.error().field, "from");
  }
}

TEST(Time, a_fraction_needs_digits) {
  // Protects: "12:00:00." is not a time: RFC 3339 wants at least one digit after the point.
  EXPECT_FALSE(parse("2026-01-31T12:00:00.Z").has_value());
}

TEST(Time, days_before_the_epoch) {
  // Protects: business dates round down, not towards zero.
  EXPECT_EQ(utc_day({-1}), -1);
  EXPECT_EQ(utc_day({-k_day_ms}), -1);
  EXPECT_EQ(utc_day({-k_day_ms - 1}), -2);
  EXPECT_EQ(utc_day({k_day_ms - 1}), 0);
  EXPECT_EQ(day_text(-1), "1969-12-31");
}

}  // namespace
}  // namespace bursar
