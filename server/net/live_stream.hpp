// The server's Stream: chunked frames over a connection, with the peer's leaving noticed at once.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "net/connection.hpp"

namespace bursar::net {

/// The peer left, or does not read: ends the live handler that was writing.
class StreamClosed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class LiveStream final : public Stream {
 public:
  /// `chunked` false writes the bytes bare, for HTTP/1.0. All references outlive the stream.
  LiveStream(Connection& connection, const std::atomic<bool>& stopping, std::int64_t write_ms,
             bool chunked);
  ~LiveStream() override;
  Task<void> send(std::string bytes) override;
  Task<void> send(std::shared_ptr<const std::string> bytes) override;
  bool closed() const override { return closed_ || stopping_.load(); }
  void on_close(std::function<void()> wake) override { wake_ = std::move(wake); }
  void abort() override;
  /// The last chunk, so that the client knows that nothing was cut off.
  Task<void> finish();

 private:
  void peer_gone();
  Task<void> write(std::string_view bytes);

  Connection& connection_;
  const std::atomic<bool>& stopping_;
  std::int64_t write_ms_;
  bool chunked_;
  bool closed_ = false;
  std::function<void()> wake_;
};

}  // namespace bursar::net
