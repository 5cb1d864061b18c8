// One connection of the HTTP client: resolve, connect, TLS, write, read one response; every step
// under a deadline that closes the socket.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>

#include "net/client.hpp"

namespace bursar::net {

/// Where a request goes, read from its URL.
struct Destination {
  bool tls = false;
  std::string host;  ///< without brackets
  std::string port;
  std::string authority;  ///< as the Host header says it
  std::string target;     ///< path and query as sent

  std::string key() const { return (tls ? "https " : "http ") + host + " " + port; }
};

/// Errors: invalid/malformed_url for anything but http(s)://host[:port][/path][?query].
Result<Destination> parse_destination(const std::string& url);

class Outbound : public std::enable_shared_from_this<Outbound> {
 public:
  Outbound(const boost::asio::any_io_executor& executor,
           std::shared_ptr<boost::asio::ssl::context> tls);
  ~Outbound();

  /// From now on, `wait_ms` later the connection is closed and whatever it does fails.
  void expire_in(std::int64_t wait_ms);
  void never_expire();
  bool expired() const;

  /// Empty when connected (and the peer's certificate verified), the reason otherwise.
  Task<std::string> connect(const Destination& to, const Client::Options& options,
                            std::int64_t wait_ms);

  struct Written {
    bool complete = false;
    bool any = false;  ///< at least one byte may have left this machine
    std::string failure;
  };
  Task<Written> write(std::string_view bytes);

  /// Reads one final response into `exchange`; empty when it is complete, the reason otherwise.
  Task<std::string> read_response(Exchange& exchange, std::size_t body_max);

  /// After a complete response: may carry another request. Between requests: still open and silent.
  bool reusable() const { return reusable_; }
  bool still_open();
  void close();

 private:
  struct State;
  Task<std::string> resolve(const Destination& to, std::int64_t wait_ms);
  Task<std::string> connect_any(const Client::Options& options);
  Task<std::string> shake_hands(const std::string& host);

  std::unique_ptr<State> state_;
  bool reusable_ = false;
};

}  // namespace bursar::net
