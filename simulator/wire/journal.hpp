// One line of JSON per change of the acquirer: what `--book FILE` keeps and reads back.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "simulator/core/operation.hpp"

namespace bursar::simulator {

/// Without the line feed.
std::string journal_line(const Change& change);
/// Errors: invalid/* for a line that journal_line() did not write.
Result<Change> parse_journal_line(std::string_view line);

}  // namespace bursar::simulator
