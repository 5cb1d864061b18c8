// Reads TZif tables (RFC 9636) of version 2 and later; leap seconds are not counted, as in every
// instant here.
#include "net/time_zone.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace bursar::net {
namespace {

constexpr const char* k_zones = "/usr/share/zoneinfo";
constexpr std::size_t k_header = 44;
constexpr std::size_t k_file_max = 256 * 1024;
constexpr std::int64_t k_day_s = 24 * 3600;
constexpr std::int64_t k_offset_max_s = 26 * 3600;

bool is_zone_name(const std::string& name) {
  if (name.empty() || name.size() > 64 || name.front() == '/') return false;
  if (name.find("..") != std::string::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
  });
}

std::int64_t signed_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
  if (size == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return static_cast<std::int64_t>(value);
}

/// The counts in the head of one block.
struct Head {
  std::size_t utc_flags, standard_flags, leaps, changes, types, letters;
  std::size_t body(std::size_t time_size) const {
    return changes * (time_size + 1) + types * 6 + letters + leaps * (time_size + 4) +
           standard_flags + utc_flags;
  }
};

std::optional<Head> head_at(std::string_view bytes, std::size_t at) {
  if (bytes.size() < at + k_header || bytes.substr(at, 4) != "TZif") return std::nullopt;
  const auto count = [&](std::size_t place) {
    return static_cast<std::size_t>(signed_at(bytes, at + 20 + place * 4, 4)) & 0xFFFFFU;
  };
  return Head{count(0), count(1), count(2), count(3), count(4), count(5)};
}

/// Takes a POSIX rule apart from its front.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  std::optional<ZoneRule> read() {
    ZoneRule rule;
    if (!name()) return std::nullopt;
    const auto standard = clock();
    if (!standard) return std::nullopt;
    rule.standard_s = -*standard;  // POSIX counts westward
    if (rest_.empty()) return rule;
    if (!name()) return std::nullopt;
    rule.has_summer = true;
    rule.summer_s = rule.standard_s + 3600;
    if (!rest_.empty() && rest_.front() != ',') {
      const auto summer = clock();
      if (!summer) return std::nullopt;
      rule.summer_s = -*summer;
    }
    const auto begins = change();
    const auto ends = change();
    if (!begins || !ends || !rest_.empty()) return std::nullopt;
    rule.begins = *begins;
    rule.ends = *ends;
    return rule;
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool name() {
    const bool quoted = take('<');
    std::size_t length = 0;
    const auto fits = [&](char c) {
      if (quoted) return c != '>';
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    while (length < rest_.size() && fits(rest_[length])) ++length;
    rest_.remove_prefix(length);
    return length > 0 && (!quoted || take('>'));
  }
  std::optional<int> number() {
    int value = 0;
    std::size_t length = 0;
    for (; length < rest_.size() && length < 3; ++length) {
      if (rest_[length] < '0' || rest_[length] > '9') break;
      value = value * 10 + (rest_[length] - '0');
    }
    rest_.remove_prefix(length);
    if (length == 0) return std::nullopt;
    return value;
  }
  // [+-]h[:m[:s]] in seconds.
  std::optional<std::int64_t> clock() {
    const bool negative = take('-');
    if (!negative) (void)take('+');
    const auto hours = number();
    if (!hours) return std::nullopt;
    std::int64_t seconds = *hours * 3600;
    for (std::int64_t unit = 60; unit > 0 && take(':'); unit /= 60) {
      const auto part = number();
      if (!part) return std::nullopt;
      seconds += *part * unit;
    }
    return negative ? -seconds : seconds;
  }
  std::optional<ZoneRule::Change> change() {
    if (!take(',') || !take('M')) return std::nullopt;
    ZoneRule::Change read;
    const auto month = number();
    if (!month || !take('.')) return std::nullopt;
    const auto week = number();
    if (!week || !take('.')) return std::nullopt;
    const auto day = number();
    if (!day || *month < 1 || *month > 12 || *week < 1 || *week > 5 || *day > 6)
      return std::nullopt;
    read = {*month, *week, *day, 2 * 3600};
    if (take('/')) {
      const auto at = clock();
      if (!at) return std::nullopt;
      read.at_s = *at;
    }
    return read;
  }
  std::string_view rest_;
};

// Days since 1970 of a date of the Gregorian calendar, counted in years that begin in March.
std::int64_t days_of(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t of_era = y - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

std::int64_t year_of(std::int64_t seconds) {
  return 1970 + (seconds >= 0 ? seconds / 31'556'952 : -1 - (-1 - seconds) / 31'556'952);
}

// Wall clock, as if it were UTC, at which a change comes in a year.
std::int64_t change_in(std::int64_t year, const ZoneRule::Change& change) {
  const std::int64_t first = days_of(year, change.month, 1);
  const std::int64_t weekday = ((first + 4) % 7 + 7) % 7;
  std::int64_t day = first + (change.day - weekday + 7) % 7 + (change.week - 1) * 7;
  const std::int64_t next =
      change.month == 12 ? days_of(year + 1, 1, 1) : days_of(year, change.month + 1, 1);
  while (day >= next) day -= 7;
  return day * k_day_s + change.at_s;
}

std::int64_t offset_by(const ZoneRule& rule, std::int64_t at_s) {
  if (!rule.has_summer) return rule.standard_s;
  const std::int64_t year = year_of(at_s + rule.standard_s);
  const std::int64_t begins = change_in(year, rule.begins) - rule.standard_s;
  const std::int64_t ends = change_in(year, rule.ends) - rule.summer_s;
  const bool northern = begins < ends;
  const bool summer = northern ? at_s >= begins && at_s < ends : at_s >= begins || at_s < ends;
  return summer ? rule.summer_s : rule.standard_s;
}

std::int64_t floor_s(std::int64_t ms) { return ms >= 0 ? ms / 1000 : -1 - (-1 - ms) / 1000; }

}  // namespace

std::optional<TimeZone> TimeZone::load(const std::string& name) {
  if (name == "UTC") return TimeZone();
  if (!is_zone_name(name)) return std::nullopt;
  const std::filesystem::path path = std::filesystem::path(k_zones) / name;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed) ||
      std::filesystem::file_size(path, failed) > k_file_max)
    return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  return parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::optional<TimeZone> TimeZone::parse(std::string_view bytes) {
  const auto first = head_at(bytes, 0);
  if (!first || bytes[4] < '2') return std::nullopt;
  const std::size_t second = k_header + first->body(4);
  const auto head = head_at(bytes, second);
  if (!head || head->types == 0) return std::nullopt;
  const std::size_t times = second + k_header;
  const std::size_t end = times + head->body(8);
  if (bytes.size() < end + 2) return std::nullopt;
  const std::size_t kinds = times + head->changes * 8;
  const std::size_t types = kinds + head->changes;
  const auto offset_of = [&](std::size_t type) { return signed_at(bytes, types + type * 6, 4); };
  TimeZone zone;
  zone.first_offset_s_ = offset_of(0);
  for (std::size_t i = 0; i < head->changes; ++i) {
    const std::size_t type = static_cast<unsigned char>(bytes[kinds + i]);
    if (type >= head->types) return std::nullopt;
    zone.changes_.push_back({signed_at(bytes, times + i * 8, 8), offset_of(type)});
  }
  for (const Change& change : zone.changes_)
    if (std::abs(change.offset_s) > k_offset_max_s) return std::nullopt;
  std::string_view footer = bytes.substr(end + 1);
  footer = footer.substr(0, footer.find('\n'));
  zone.rule_ = RuleReader(footer).read();
  return zone;
}

std::int64_t TimeZone::offset_s(Instant instant) const {
  const std::int64_t at_s = floor_s(instant.ms);
  if (rule_ && (changes_.empty() || at_s >= changes_.back().from_s)) return offset_by(*rule_, at_s);
  const auto after =
      std::upper_bound(changes_.begin(), changes_.end(), at_s,
                       [](std::int64_t at, const Change& change) { return at < change.from_s; });
  return after == changes_.begin() ? first_offset_s_ : std::prev(after)->offset_s;
}

Instant TimeZone::instant_of(std::int64_t local_ms) const {
  // What is right a day before and a day after is all that can be right here.
  const std::int64_t before = offset_s({local_ms - k_day_s * 1000});
  const std::int64_t after = offset_s({local_ms + k_day_s * 1000});
  const Instant early{local_ms - before * 1000};
  if (offset_s(early) == before) return early;
  const Instant late{local_ms - after * 1000};
  return offset_s(late) == after ? late : early;
}

std::string TimeZone::text(Instant instant) const {
  const std::int64_t offset = offset_s(instant);
  const std::int64_t minutes = std::abs(offset) / 60;
  return to_iso8601(instant.plus_ms(offset * 1000)).substr(0, 19) +
         fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace bursar::net
