// Calendar arithmetic on integers, so that the domain needs no time-zone or C library call.
#include "base/time.hpp"

#include <array>
#include <cstdio>

namespace bursar {
namespace {

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Gregorian date of a day number, counting years from March so that leap days come last.
Civil civil_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = floor_div(days, 146'097);
  const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = floor_div(year, 400);
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + static_cast<std::int64_t>(day_of_era) - 719'468;
}

bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

unsigned days_in_month(std::int64_t year, unsigned month) {
  static constexpr std::array<unsigned, 12> k_days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : k_days.at(month - 1);
}

// Reads exactly `width` digits at `pos` and moves past them; -1 when there are not as many.
std::int64_t take_digits(std::string_view text, std::size_t& pos, std::size_t width) {
  if (pos + width > text.size()) return -1;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < width; ++i, ++pos) {
    if (text[pos] < '0' || text[pos] > '9') return -1;
    value = value * 10 + (text[pos] - '0');
  }
  return value;
}

bool take(std::string_view text, std::size_t& pos, char wanted) {
  if (pos >= text.size() || text[pos] != wanted) return false;
  ++pos;
  return true;
}

// Milliseconds of the digits after the point; -1 when there are none.
std::int64_t take_fraction_ms(std::string_view text, std::size_t& pos) {
  if (pos >= text.size() || text[pos] < '0' || text[pos] > '9') return -1;
  std::int64_t ms = 0;
  std::int64_t scale = 100;
  while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9') {
    ms += (text[pos++] - '0') * scale;
    scale /= 10;
  }
  return ms;
}

// "Z" or "+hh:mm"; the offset in minutes, or nothing when malformed.
std::optional<std::int64_t> take_offset_min(std::string_view text, std::size_t& pos) {
  if (take(text, pos, 'Z') || take(text, pos, 'z')) return 0;
  if (pos >= text.size() || (text[pos] != '+' && text[pos] != '-')) return std::nullopt;
  const bool west = text[pos++] == '-';
  const std::int64_t hours = take_digits(text, pos, 2);
  if (!take(text, pos, ':')) return std::nullopt;
  const std::int64_t minutes = take_digits(text, pos, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

std::string day_text(std::int64_t day) {
  const Civil date = civil_from_days(day);
  std::array<char, 40> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%04lld-%02u-%02u",
                                   static_cast<long long>(date.year), date.month, date.day);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::int64_t utc_day(Instant instant) { return floor_div(instant.ms, k_day_ms); }

std::string to_iso8601(Instant instant) {
  const std::int64_t day = utc_day(instant);
  const auto in_day = static_cast<int>(instant.ms - day * k_day_ms);
  std::array<char, 24> buffer{};
  const int length =
      std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d:%02d.%03dZ", in_day / 3'600'000,
                    in_day / 60'000 % 60, in_day / 1'000 % 60, in_day % 1'000);
  return day_text(day).append(buffer.data(), static_cast<std::size_t>(length));
}

Result<Instant> parse_iso8601(std::string_view text, std::string_view field) {
  const Error wrong =
      invalid(std::string(field), "invalid_time", "must be a time such as 2026-01-31T12:00:00Z");
  std::size_t pos = 0;
  const std::int64_t year = take_digits(text, pos, 4);
  if (year < 0 || !take(text, pos, '-')) return wrong;
  const std::int64_t month = take_digits(text, pos, 2);
  if (month < 1 || month > 12 || !take(text, pos, '-')) return wrong;
  const std::int64_t day = take_digits(text, pos, 2);
  if (day < 1 || day > days_in_month(year, static_cast<unsigned>(month))) return wrong;
  if (!take(text, pos, 'T') && !take(text, pos, 't') && !take(text, pos, ' ')) return wrong;
  const std::int64_t hour = take_digits(text, pos, 2);
  if (hour < 0 || hour > 23 || !take(text, pos, ':')) return wrong;
  const std::int64_t minute = take_digits(text, pos, 2);
  if (minute < 0 || minute > 59 || !take(text, pos, ':')) return wrong;
  const std::int64_t second = take_digits(text, pos, 2);
  if (second < 0 || second > 59) return wrong;
  const std::int64_t ms = take(text, pos, '.') ? take_fraction_ms(text, pos) : 0;
  if (ms < 0) return wrong;
  const auto offset = take_offset_min(text, pos);
  if (!offset || pos != text.size()) return wrong;
  const std::int64_t days =
      days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  return Instant{days * k_day_ms + ((hour * 60 + minute - *offset) * 60 + second) * 1'000 + ms};
}

}  // namespace bursar
