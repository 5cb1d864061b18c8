// Zones of the IANA database: what their clocks show, and which instant a clock means.
#include "net/time_zone.hpp"

#include <gtest/gtest.h>

namespace bursar::net {
namespace {

Instant at(const char* text) { return *parse_iso8601(text, "at"); }

class ZoneTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!TimeZone::load("Europe/Vienna")) GTEST_SKIP() << "this system has no tables of time zones";
  }
};

TEST_F(ZoneTest, shows_the_clock_of_the_zone) {
  // Protects: summer time on both sides of the equator, half hours, and years behind the table.
  const struct {
    const char* zone;
    const char* instant;
    const char* shown;
  } k_cases[] = {
      {"UTC", "2026-11-22T10:15:30Z", "2026-11-22T10:15:30+00:00"},
      {"Europe/Vienna", "2026-11-22T10:15:30Z", "2026-11-22T11:15:30+01:00"},
      {"Europe/Vienna", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"},
      {"Europe/Vienna", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"},
      {"Europe/Vienna", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02:00"},
      {"Europe/Vienna", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00"},
      {"Europe/Vienna", "2077-07-01T12:00:00Z", "2077-07-01T14:00:00+02:00"},
      {"Australia/Sydney", "2077-01-01T12:00:00Z", "2077-01-01T23:00:00+11:00"},
      {"Australia/Sydney", "2077-07-01T12:00:00Z", "2077-07-01T22:00:00+10:00"},
      {"Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T05:30:00+05:30"},
      {"America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30"},
      {"Indian/Mauritius", "2026-06-01T00:00:00Z", "2026-06-01T04:00:00+04:00"},
  };
  for (const auto& one : k_cases) {
    const auto zone = TimeZone::load(one.zone);
    ASSERT_TRUE(zone) << one.zone;
    EXPECT_EQ(zone->text(at(one.instant)), one.shown) << one.zone;
  }
}

TEST_F(ZoneTest, finds_the_instant_of_a_wall_clock) {
  // Protects: intervals given in local time, in the hour that comes twice and the one that is not.
  const auto zone = TimeZone::load("Europe/Vienna");
  const auto of = [&](const char* wall) { return to_iso8601(zone->instant_of(at(wall).ms)); };
  EXPECT_EQ(of("2026-07-01T00:00:00Z"), "2026-06-30T22:00:00.000Z");
  EXPECT_EQ(of("2026-10-25T02:30:00Z"), "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(of("2026-03-29T02:30:00Z"), "2026-03-29T01:30:00.000Z");
  EXPECT_EQ(of("2026-03-29T03:00:00Z"), "2026-03-29T01:00:00.000Z");
}

TEST(TimeZoneName, is_never_a_path) {
  // Protects: a name from a caller reads no file but a table.
  for (const char* name : {"", "../../etc/passwd", "/etc/passwd", "Atlantis/Capital", "Europe",
                           "zone.tab", "Europe/Vienna\n"})
    EXPECT_FALSE(TimeZone::load(name)) << name;
}

TEST(TimeZoneTable, survives_broken_bytes) {
  // Protects: whatever the file holds, reading ends.
  EXPECT_FALSE(TimeZone::parse(""));
  EXPECT_FALSE(TimeZone::parse("TZif2"));
  std::string bytes = "TZif2" + std::string(39, '\0');
  EXPECT_FALSE(TimeZone::parse(bytes));
  bytes[20] = bytes[24] = bytes[28] = '\x7F';
  EXPECT_FALSE(TimeZone::parse(bytes + std::string(500, '\xFF')));
}

}  // namespace
}  // namespace bursar::net
