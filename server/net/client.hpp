// HTTP client with pooled keep-alive connections and deadlines. Its answer says how far a request got,
// which is what decides between "certainly not executed" and "unknown".
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/http.hpp"

namespace bursar::net {

struct ClientRequest {
  std::string url;  ///< http://host:port/path or https://…
  Method method = Method::post;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::int64_t connect_ms = 3'000;
  std::int64_t total_ms = 25'000;
};

/// How far an exchange came. `not_sent`: no byte of the request left this machine.
enum class Reach { not_sent, unknown, answered };

struct Exchange {
  Reach reach = Reach::not_sent;
  int status = 0;  ///< HTTP status when answered
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string failure;  ///< reason in words when not answered
  std::int64_t latency_us = 0;
};

class Client {
 public:
  struct Options {
    std::size_t idle_connections_max = 64;
    std::size_t body_max = 4 * 1024 * 1024;
  };
  explicit Client(const Clock& clock);
  Client(const Clock& clock, Options options);
  ~Client();
  /// One exchange on the caller's executor. Never throws for network failures. A pooled connection
  /// that turns out closed before any byte was answered counts as unknown unless nothing was written.
  Task<Exchange> send(ClientRequest request);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::net
