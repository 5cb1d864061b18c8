// The HTTP server: listeners on loopback or elsewhere, one io_context per thread with SO_REUSEPORT,
// deadlines and limits on everything, graceful stop. It also runs the coroutines of jobs and
// runners.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "base/random.hpp"
#include "base/time.hpp"
#include "net/http.hpp"
#include "net/limits.hpp"
#include "net/log.hpp"
#include "net/tls.hpp"

namespace bursar::net {

struct Listener {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 picks a free port
  Surface surface;
  std::optional<TlsFiles> tls;  ///< none: plain text, on loopback or behind a proxy only
};

struct ServerOptions {
  unsigned threads = 2;
  bool behind_proxy = false;  ///< lets a listener bind a non-loopback address without TLS
  std::vector<std::string> trusted_proxies;  ///< addresses or networks whose X-Forwarded-For is
                                             ///< believed
  std::int64_t drain_ms = 10'000;
  Limits limits;
  Log* log = nullptr;  ///< outlives the server; null: errors only, to standard error
};

class Server {
 public:
  Server(ServerOptions options, const Clock& clock, CryptoRandom& random);
  /// Stops. Everything the server was given must still live; so must clients and wakes used on it
  /// end before. Coroutines that never end are left behind rather than waited for (and logged).
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Adds a listener before start(); returns the bound port. Throws std::invalid_argument for a bad
  /// route table, an open address without TLS or proxy (T-02) and unusable TLS files;
  /// std::system_error when the address is taken.
  std::uint16_t listen(Listener listener);
  void start();  ///< returns at once
  void stop();   ///< stops accepting, drains, ends streams; idempotent, not from the server's
                 ///< threads
  bool stopping() const;
  /// Reads the TLS files of all listeners again; running connections keep the old ones.
  /// Throws std::invalid_argument and keeps everything when one cannot be used.
  void reload_tls();
  /// An executor of the server's threads, for runners and clients.
  boost::asio::any_io_executor executor();
  /// Starts a coroutine that the server counts, logs when it throws, and waits for on stop(). It
  /// should end when stopping() turns true; after drain_ms it is cancelled at its next suspension.
  void spawn(std::string name, std::function<Task<void>()> body);
  /// Sleeps in a spawned coroutine; returns early when the server stops.
  Task<void> sleep(std::int64_t wait_ms);
  /// Coroutines running now: acceptors, sessions and spawned ones.
  std::size_t running() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bursar::net
