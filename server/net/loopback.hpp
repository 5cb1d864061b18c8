// What the tests of net share: a server on a free loopback port and a raw TCP client that speaks
// whatever bytes a test gives it.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "net/server.hpp"
#include "net/system_ports.hpp"

namespace bursar::net {

/// Blocking socket to 127.0.0.1; reads give up after ten seconds.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval wait{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
      ::close(fd_);
      throw std::runtime_error("cannot connect to the test server");
    }
  }
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }
  RawClient(RawClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), read_(std::move(other.read_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// Returns when the first bytes have come, and leaves them where they are.
  void await_bytes() const {
    char first = 0;
    (void)::recv(fd_, &first, 1, MSG_PEEK);
  }
  /// Everything until the server closes.
  std::string read_to_end() {
    while (read_more()) {}
    return std::exchange(read_, {});
  }
  /// Up to and including `mark`; what was read when the stream ends before.
  std::string read_until(std::string_view mark) {
    std::size_t from = 0;
    while (read_.find(mark, from) == std::string::npos) {
      from = read_.size() < mark.size() ? 0 : read_.size() - mark.size();
      if (!read_more()) return std::exchange(read_, {});
    }
    const std::size_t end = read_.find(mark, from) + mark.size();
    std::string found = read_.substr(0, end);
    read_.erase(0, end);
    return found;
  }
  /// One response with a content length.
  std::string read_response() {
    std::string response = read_until("\r\n\r\n");
    const std::size_t at = response.find("content-length: ");
    if (at == std::string::npos) return response;
    const std::size_t size = std::stoul(response.substr(at + 16));
    while (read_.size() < size && read_more()) {}
    response += read_.substr(0, size);
    read_.erase(0, std::min(size, read_.size()));
    return response;
  }
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }
  int fd() const { return fd_; }

 private:
  bool read_more() {
    char piece[64 * 1024];
    const ssize_t count = ::recv(fd_, piece, sizeof piece, 0);
    if (count <= 0) return false;
    read_.append(piece, static_cast<std::size_t>(count));
    return true;
  }
  int fd_;
  std::string read_;
};

inline int status_of(std::string_view response) {
  if (response.size() < 12 || !response.starts_with("HTTP/1.1 ")) return 0;
  return std::stoi(std::string(response.substr(9, 3)));
}

/// A route without credential.
inline Route open_route(Method method, std::string path, std::string operation_id,
                        Handler handler) {
  Route route{};
  route.method = method;
  route.path = std::move(path);
  route.operation_id = std::move(operation_id);
  route.access = Access::open;
  route.handler = std::move(handler);
  return route;
}

/// A running server with one listener; its log lines are kept.
class TestServer {
 public:
  explicit TestServer(Surface surface, ServerOptions options = {})
      : log_(clock_, LogLevel::info, [this](std::string_view line) { keep(line); }) {
    options.log = &log_;
    server_ = std::make_unique<Server>(std::move(options), clock_, random_);
    port_ = server_->listen({"127.0.0.1", 0, std::move(surface), std::nullopt});
    server_->start();
  }
  std::uint16_t port() const { return port_; }
  Server& server() { return *server_; }
  const Clock& clock() const { return clock_; }
  RawClient connect() const { return RawClient(port_); }
  /// Sends one request and reads the answer on a connection of its own.
  std::string ask(std::string_view request) const {
    RawClient client(port_);
    client.send(request);
    return client.read_response();
  }
  std::string logged() {
    const std::lock_guard lock(lines_mutex_);
    return lines_;
  }

 private:
  void keep(std::string_view line) {
    const std::lock_guard lock(lines_mutex_);
    lines_ += line;
  }
  SystemClock clock_;
  SystemRandom random_;
  std::mutex lines_mutex_;
  std::string lines_;
  Log log_;
  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
};

}  // namespace bursar::net
