// The HTTP server: listeners on loopback or elsewhere, one io_context per thread with SO_REUSEPORT,
// deadlines and limits on everything, graceful stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "base/random.hpp"
#include "base/time.hpp"
#include "net/http.hpp"

namespace bursar::net {

struct Listener {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 picks a free port
  Surface surface;
};

struct ServerOptions {
  unsigned threads = 2;
  bool behind_proxy = false;  ///< lets a listener bind a non-loopback address without TLS
  std::vector<std::string> trusted_proxies;  ///< peers whose X-Forwarded-For is believed
  std::int64_t drain_ms = 10'000;
};

class Server {
 public:
  /// Throws std::invalid_argument for a bad route table or an open listener without TLS or proxy.
  Server(ServerOptions options, const Clock& clock, CryptoRandom& random);
  ~Server();
  /// Adds a listener before start(); returns the bound port.
  std::uint16_t listen(Listener listener);
  void start();  ///< returns at once
  void stop();   ///< stops accepting, drains, ends streams; idempotent, thread-safe
  /// An executor of the server's threads, for runners and clients.
  boost::asio::any_io_executor executor();
  /// Starts a coroutine that the server counts, logs when it throws, and waits for on stop().
  void spawn(std::string name, std::function<Task<void>()> body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bursar::net
