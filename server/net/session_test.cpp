// Tests of what a session refuses by the listener it belongs to, on a socket of its own: an address
// reachable from outside is not needed for them.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "net/loopback.hpp"
#include "net/session.hpp"
#include "net/tasks.hpp"

namespace bursar::net {
namespace {

Task<Response> hello(Request& request) {
  co_return json_response(200, "\"" + request.peer_ip + "\"");
}

/// The answer that one connection from loopback gets from a plain listener that only proxies may
/// use.
std::string ask_as(const std::vector<std::string>& proxies) {
  namespace asio = boost::asio;
  SystemClock clock;
  SystemRandom random;
  Log log(clock, LogLevel::error);
  const std::atomic<bool> stopping{false};
  Host host;
  std::vector<Route> routes;
  routes.push_back(open_route(Method::get, "/hello", "get_hello", hello));
  host.router = std::make_unique<Router>(std::move(routes));
  host.trusted = TrustedPeers(proxies);
  host.proxies_only = true;
  host.clock = &clock;
  host.random = &random;
  host.log = &log;
  LoadGate gate(host.limits, clock);
  host.gate = &gate;
  host.stopping = &stopping;
  asio::io_context context;
  asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  RawClient client(acceptor.local_endpoint().port());
  Tasks tasks(log);
  tasks.start(context.get_executor(), "session",
              [connection = std::make_shared<Connection>(acceptor.accept(), nullptr), &host]() {
                return serve(connection, host);
              });
  std::thread thread([&context] { context.run(); });
  client.send(
      "GET /hello HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: "
      "close\r\n\r\n");
  std::string answer = client.read_response();
  client.finish_sending();
  thread.join();
  return answer;
}

TEST(Session, refuses_strangers_on_a_plain_listener_behind_a_proxy) {
  // Protects: T-02; plain HTTP on an open address is refused, not served, unless the proxy speaks.
  const std::string refused = ask_as({"192.0.2.1"});
  EXPECT_EQ(status_of(refused), 403);
  EXPECT_NE(refused.find("plain_http_refused"), std::string::npos);
  EXPECT_TRUE(ask_as({"127.0.0.0/8"}).ends_with("\"203.0.113.9\""));
}

}  // namespace
}  // namespace bursar::net
