// Zones of the IANA database, read from the system's tables (package tzdata): which wall clock a
// zone shows at an instant, and which instant a wall clock means. The zone of the process is
// another matter (system_ports.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace bursar::net {

/// The rule by which a zone goes on behind its last listed change, as POSIX writes it.
struct ZoneRule {
  struct Change {
    int month = 0, week = 0, day = 0;  ///< the week-th such day of the month, 5 = the last; 0 =
                                       ///< Sunday
    std::int64_t at_s = 0;             ///< wall clock of that day
  };
  std::int64_t standard_s = 0;
  std::int64_t summer_s = 0;
  bool has_summer = false;
  Change begins, ends;
};

class TimeZone {
 public:
  /// UTC.
  TimeZone() = default;
  /// By its name ("Europe/Nicosia"); nothing when the system does not know it. "UTC" needs no
  /// table.
  static std::optional<TimeZone> load(const std::string& name);
  /// From the bytes of a TZif file; nothing when they are none.
  static std::optional<TimeZone> parse(std::string_view bytes);

  /// Seconds east of Greenwich at an instant.
  std::int64_t offset_s(Instant instant) const;
  /// The instant at which the zone's clock shows `local_ms` (milliseconds since 1970 as if it were
  /// UTC): the first of two; behind the gap when clocks jump over it.
  Instant instant_of(std::int64_t local_ms) const;
  /// "2026-11-22T10:15:30+01:00".
  std::string text(Instant instant) const;

 private:
  struct Change {
    std::int64_t from_s = 0;
    std::int64_t offset_s = 0;
  };
  std::int64_t first_offset_s_ = 0;
  std::vector<Change> changes_;
  std::optional<ZoneRule> rule_;
};

}  // namespace bursar::net
