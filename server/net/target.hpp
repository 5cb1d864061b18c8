// Splits a request target into decoded path segments and query pairs. Pure; refuses what two
// readers could take for different paths (dot segments, encoded NUL, broken percent signs, invalid
// UTF-8).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/limits.hpp"

namespace bursar::net {

struct Target {
  std::string path;                   ///< decoded, for people and logs of the fallback
  std::vector<std::string> segments;  ///< decoded one by one: an encoded slash stays inside its
                                      ///< segment
  std::vector<std::pair<std::string, std::string>> query;
};

/// Origin form ("/a/b?c=d") or absolute form, whose authority is ignored.
/// Errors: malformed_request, target_too_long.
Result<Target> parse_target(std::string_view target, const Limits& limits);

/// Percent-decodes; `plus_is_space` for query strings. Errors: malformed_request.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace bursar::net
