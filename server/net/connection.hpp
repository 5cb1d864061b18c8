// One accepted socket, plain or TLS, with the deadline of what it is waiting for. Lives on one I/O
// thread (its Loop) and is touched there only.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/http.hpp"

namespace bursar::net {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `tls` null: plain text.
  Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls);
  ~Connection();

  const std::string& peer_ip() const { return peer_ip_; }
  /// False when the TLS handshake fails or takes longer than `wait_ms`.
  Task<bool> handshake(std::int64_t wait_ms);
  /// Bytes read, 0 at the end of the stream, on failure or past the deadline.
  Task<std::size_t> read_some(char* to, std::size_t size);
  /// Writes all parts in order; false when the peer is gone or did not read within `wait_ms`.
  Task<bool> write(std::array<std::string_view, 3> parts, std::int64_t wait_ms);
  /// Tells the peer that nothing more comes, reads on for a moment so that the last answer is not
  /// lost to a reset, and closes.
  Task<void> linger(std::int64_t wait_ms);

  /// From now on, waiting longer than this cuts the operation short.
  void deadline_in(std::int64_t wait_ms);
  void no_deadline();
  bool timed_out() const { return timed_out_; }
  /// Called by the Loop every few milliseconds.
  void check_deadline(std::chrono::steady_clock::time_point now);

  /// The request that a handler answers now; null when none. Its life ends with the peer's.
  void answering(std::shared_ptr<RequestLife> life) { answering_ = std::move(life); }
  /// Called by the Loop, too: tells the request under way when the peer has left.
  void check_peer();

  /// Waiting for the first byte of a request: may be closed at any time.
  bool idle = false;

  /// Reads and drops what arrives until the peer closes, then calls `gone` once. For live streams.
  void watch(std::function<void()> gone);
  void unwatch() { gone_ = nullptr; }
  /// Bytes of a request wait in the socket.
  bool has_input() const;
  /// The server stops: wakes whoever watches; an idle connection ends.
  void stop();
  void close();

 private:
  struct Tls;
  void watch_more();

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<Tls> tls_;
  std::string peer_ip_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
  bool timed_out_ = false;
  std::shared_ptr<RequestLife> answering_;
  std::function<void()> gone_;
  std::array<char, 512> dropped_{};
  std::size_t dropped_count_ = 0;
};

}  // namespace bursar::net
