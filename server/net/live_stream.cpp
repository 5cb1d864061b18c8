// Frames of a live body.
#include "net/live_stream.hpp"

#include <array>

#include <fmt/format.h>

namespace bursar::net {

LiveStream::LiveStream(Connection& connection, const std::atomic<bool>& stopping,
                       std::int64_t write_ms, bool chunked)
    : connection_(connection), stopping_(stopping), write_ms_(write_ms), chunked_(chunked) {
  connection_.watch([this] { peer_gone(); });
}

LiveStream::~LiveStream() { connection_.unwatch(); }

void LiveStream::peer_gone() {
  closed_ = !stopping_.load();  // a server that stops still ends the body properly
  if (wake_) wake_();
}

void LiveStream::abort() {
  closed_ = true;
  connection_.close();
}

Task<void> LiveStream::write(std::string_view bytes) {
  if (closed_) throw StreamClosed("the peer has closed the stream");
  if (bytes.empty()) co_return;  // an empty chunk would end the body
  const std::string size = chunked_ ? fmt::format("{:x}\r\n", bytes.size()) : std::string();
  const std::array<std::string_view, 3> chunk{size, bytes, chunked_ ? "\r\n" : ""};
  const bool written = co_await connection_.write(chunk, write_ms_);
  if (written) co_return;
  abort();
  throw StreamClosed("the peer does not read the stream");
}

Task<void> LiveStream::send(std::string bytes) { co_await write(bytes); }

Task<void> LiveStream::send(std::shared_ptr<const std::string> bytes) { co_await write(*bytes); }

Task<void> LiveStream::finish() {
  if (closed_ || !chunked_) co_return;
  const std::array<std::string_view, 3> end{"0\r\n\r\n", "", ""};
  co_await connection_.write(end, write_ms_);
}

}  // namespace bursar::net
