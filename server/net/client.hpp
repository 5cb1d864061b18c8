// HTTP client with pooled keep-alive connections and deadlines. Its answer says how far a request
// got, which is what decides between "certainly not executed" and "unknown". Redirects are never
// followed.
#pragma once

#include <cstdint>
#include <functional>
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

/// How far an exchange came. `not_sent`: no byte of the request was handed to the kernel (name,
/// connect, TLS or the first write failed). `answered`: a complete, well-formed answer was read.
/// Everything between is `unknown`: the other side may have executed the request.
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
    std::size_t idle_connections_max = 64;  ///< kept open per I/O thread
    std::int64_t idle_ms = 30'000;          ///< kept open without use
    std::size_t body_max = 4 * 1024 * 1024;
    /// Trust anchors (PEM) in place of the system's; certificates are verified in any case.
    std::string authorities_file;
    /// Asked with each address a name resolved to, right before connecting to it (webhooks use it
    /// to keep out of private networks); null allows all.
    std::function<bool(std::string_view ip)> allow_address;
  };
  /// The clock must outlive the client; it measures latency only. Throws std::invalid_argument when
  /// the trust anchors cannot be read.
  explicit Client(const Clock& clock);
  Client(const Clock& clock, Options options);
  ~Client();
  /// One exchange on the caller's executor. Never throws for network failures or cancellation. A
  /// pooled connection found closed before a byte was written is replaced; afterwards the outcome
  /// is unknown.
  Task<Exchange> send(ClientRequest request);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::net
