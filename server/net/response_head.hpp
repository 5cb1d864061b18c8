// The wire form of a response's status line and headers.
#pragma once

#include <string>

#include "base/time.hpp"
#include "net/http.hpp"

namespace bursar::net {

struct HeadOptions {
  bool keep_alive = true;
  bool chunked = false;      ///< a live body follows
  bool until_close = false;  ///< a live body for an HTTP/1.0 client
  std::size_t body_size = 0;
};

/// A header of the response that would break the framing (line ends, or a length of its own) is a
/// Bug.
std::string response_head(const Response& response, const std::string& request_id, Instant now,
                          const HeadOptions& options);
/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(Instant instant);

}  // namespace bursar::net
