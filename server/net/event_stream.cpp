// Formatting of Server-Sent Events.
#include "net/event_stream.hpp"

#include "base/check.hpp"

namespace bursar::net {

namespace {

void append_field(std::string& frame, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  check(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos,
        "a line end inside the field of an event");
  frame.append(name).append(": ").append(value).append("\n");
}

}  // namespace

std::string event_frame(std::string_view id, std::string_view event, std::string_view payload) {
  std::string frame;
  frame.reserve(id.size() + event.size() + payload.size() + 32);
  append_field(frame, "id", id);
  append_field(frame, "event", event);
  for (;;) {  // a line end inside the text starts another payload line
    const std::size_t end = payload.find_first_of("\r\n");
    frame.append("data: ").append(payload.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    payload.remove_prefix(end + (payload.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  frame += "\n";
  return frame;
}

Response event_stream_response(std::function<Task<void>(Stream&)> live) {
  Response response;
  response.live = std::move(live);
  response.with("content-type", "text/event-stream").with("cache-control", "no-store");
  response.with("x-accel-buffering", "no");  // a proxy must pass frames on at once
  return response;
}

Task<void> EventStream::event(std::string id, std::string event, std::string payload) {
  std::string frame = event_frame(id, event, payload);
  co_await stream_.send(std::move(frame));
}

Task<void> EventStream::heartbeat() {
  std::string frame(k_heartbeat_frame);
  co_await stream_.send(std::move(frame));
}

}  // namespace bursar::net
