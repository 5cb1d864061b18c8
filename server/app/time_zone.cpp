// Local time by the system's own tables. An installation has one time zone, so the process has it.
#include "app/time_zone.hpp"

#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace bursar::app {
namespace {

constexpr const char* k_zones = "/usr/share/zoneinfo";
constexpr std::int64_t k_day_minutes = 24 * 60;

bool is_zone_name(const std::string& name) {
  return name.find("..") == std::string::npos && name.front() != '/' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           return is_letter || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' ||
                  c == '+';
         });
}

}  // namespace

void set_time_zone(const std::string& name) {
  const std::string zone = name.empty() ? "UTC" : name;
  const bool is_utc = zone == "UTC";
  if (!is_utc && (!is_zone_name(zone) ||
                  !std::filesystem::is_regular_file(std::filesystem::path(k_zones) / zone)))
    throw std::runtime_error("time_zone: this system does not know " + zone +
                             " (package tzdata holds the zones)");
  setenv("TZ", is_utc ? "UTC0" : (":" + zone).c_str(), 1);
  tzset();
}

std::int64_t minute_of_week(Instant instant) {
  const time_t seconds = instant.ms / 1'000;
  struct tm local {};
  localtime_r(&seconds, &local);
  const std::int64_t day = (local.tm_wday + 6) % 7;
  return day * k_day_minutes + local.tm_hour * 60 + local.tm_min;
}

}  // namespace bursar::app
