// Server-Sent Events: frames and the response that carries them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace bursar::net {

/// One frame. `payload` may have several lines. A line end in `id` or `event` is a Bug; empty ones
/// are left out.
std::string event_frame(std::string_view id, std::string_view event, std::string_view payload);

/// A comment that keeps proxies from closing a silent stream.
inline constexpr std::string_view k_heartbeat_frame = ":\n\n";

/// The response of a live feed; `live` writes frames until it returns.
Response event_stream_response(std::function<Task<void>(Stream&)> live);

/// Writes frames to one stream.
class EventStream {
 public:
  explicit EventStream(Stream& stream) : stream_(stream) {}
  Task<void> event(std::string id, std::string event, std::string payload);
  Task<void> heartbeat();
  bool closed() const { return stream_.closed(); }

 private:
  Stream& stream_;
};

}  // namespace bursar::net
