// Reads the head of an HTTP/1.1 request, strictly: what two readers on the way could understand
// differently is refused (I-01). Pure; a test compares it with Beast's parser, which by
// itself folds lines, accepts lists of lengths and overlooks unknown transfer codings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/limits.hpp"

namespace bursar::net {

struct RequestHead {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names lower case, values trimmed
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
  bool version_1_0 = false;

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// Length of the head at the front of `bytes` with its empty line, or 0 when it is not complete.
/// `scanned` remembers how far earlier calls looked. Errors: malformed_request (a line feed without
/// its carriage return), head_too_large.
Result<std::size_t> find_head_end(std::string_view bytes, std::size_t& scanned,
                                  const Limits& limits);

/// Reads a complete head. Errors: malformed_request, head_too_large, target_too_long,
/// http_version_unsupported, expectation_failed.
Result<RequestHead> parse_head(std::string_view head, const Limits& limits);

}  // namespace bursar::net
