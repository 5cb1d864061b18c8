// Instants, durations and the Clock port. Domain code never asks the system for the time: it gets a
// Clock (or an instant) from its caller, so that tests and the simulation move time themselves.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bursar {

/// Wall-clock instant: milliseconds since 1970-01-01T00:00:00Z. Stored as BIGINT in `*_at` columns.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
  Instant plus_ms(std::int64_t delta) const { return {ms + delta}; }
};

/// Monotonic instant for deadlines and latency, unrelated to the wall clock.
struct Tick {
  std::int64_t ns = 0;
  auto operator<=>(const Tick&) const = default;
};

/// The only source of time. Implementations must be safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual Tick tick() const = 0;
  /// The same wall clock in microseconds since 1970; as fine as the clock behind it.
  virtual std::int64_t now_us() const { return now().ms * 1'000; }
};

/// A clock that stands still until moved; for tests and simulation (single-threaded use of
/// setters).
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start = {1'700'000'000'000}) : now_(start) {}
  Instant now() const override { return now_; }
  Tick tick() const override { return {tick_ns_}; }
  void advance_ms(std::int64_t delta) {
    now_.ms += delta;
    tick_ns_ += delta * 1'000'000;
  }
  void set(Instant instant) { now_ = instant; }

 private:
  Instant now_;
  std::int64_t tick_ns_ = 0;
};

inline constexpr std::int64_t k_second_ms = 1'000;
inline constexpr std::int64_t k_minute_ms = 60 * k_second_ms;
inline constexpr std::int64_t k_hour_ms = 60 * k_minute_ms;
inline constexpr std::int64_t k_day_ms = 24 * k_hour_ms;

/// "2026-11-21T23:37:53.120Z"; proleptic Gregorian calendar, years 0000 to 9999.
std::string to_iso8601(Instant instant);
/// Parses RFC 3339 with optional fraction and offset. Error code: invalid_time, field as given.
Result<Instant> parse_iso8601(std::string_view text, std::string_view field);
/// Days since 1970-01-01 of the UTC date that contains `instant` (the default business date).
std::int64_t utc_day(Instant instant);
/// "2026-11-21" for a day number as utc_day() gives it.
std::string day_text(std::int64_t day);

}  // namespace bursar
