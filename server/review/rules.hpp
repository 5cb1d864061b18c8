// The rules themselves: pure functions over entries of the trail.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "review/review.hpp"

namespace bursar::review {

/// Actions some rule asks for; the millions of others are never read.
const std::vector<std::string>& reviewed_actions();

struct Case {
  std::vector<audit::StoredEntry> entries;    ///< oldest first
  std::map<std::string, std::string> emails;  ///< of the people they are about, by id
  std::function<std::int64_t(Instant)> minute_of_week;
};

std::vector<Sighting> judge(const Case& seen);

}  // namespace bursar::review
