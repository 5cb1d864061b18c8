// Tests of what the server refuses over real loopback sockets: broken framing, sizes, slowness,
// crowds.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "net/server_fixture.hpp"

namespace bursar::net {
namespace {

using namespace std::string_literals;

TEST(ServerLimits, refuses_bodies_that_are_too_large) {
  // Protects: I-01, the route's own limit, told before reading for a length and during for chunks.
  TestServer server(ordinary_surface());
  RawClient announced = server.connect();
  announced.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65\r\n\r\n");
  EXPECT_EQ(status_of(announced.read_to_end()), 413);
  RawClient chunked = server.connect();
  chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n30\r\n" +
               std::string(48, 'a') + "\r\n11\r\n");
  EXPECT_EQ(status_of(chunked.read_to_end()), 413);
  EXPECT_EQ(status_of(server.ask(post("/echo", std::string(64, 'a')))), 200);
}

TEST(ServerLimits, delivers_its_refusal_although_the_client_is_still_sending) {
  // Protects: the text of a 413 is not lost to a reset while the body is under way: the server
  // reads on for a while instead of closing on unread bytes.
  TestServer server(ordinary_surface());
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
  EXPECT_EQ(status_of(client.read_response()), 413);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(client.send(std::string(10'000, 'a'))) << i;
}

TEST(ServerLimits, refuses_long_heads_and_targets) {
  // Protects: I-01's limits on targets, headers and heads, each with its own status.
  TestServer server(ordinary_surface());
  EXPECT_EQ(status_of(server.ask(get("/" + std::string(9'000, 'a')))), 414);
  EXPECT_EQ(status_of(server.ask(get("/" + std::string(3'000, 'a')))), 414);
  EXPECT_EQ(status_of(server.ask(get("/hello", "x: " + std::string(17'000, 'a') + "\r\n"))), 431);
  std::string many;
  for (int i = 0; i < 101; ++i) many += "x-" + std::to_string(i) + ": 1\r\n";
  EXPECT_EQ(status_of(server.ask(get("/hello", many))), 431);
  std::string query = "/hello?a=1";
  for (int i = 0; i < 100; ++i) query += "&a=1";
  EXPECT_EQ(status_of(server.ask(get(query))), 414);
}

TEST(ServerLimits, refuses_malformed_requests_and_closes) {
  // Protects: I-01 smuggling corpus over the wire: one 400, then the end, never a second answer.
  TestServer server(ordinary_surface());
  const std::vector<std::string> corpus{
      "GET /hello HTTP/1.1\nHost: a\n\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
      "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na",
      "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
      "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nx: 1\r\n folded\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n",
      "GET /hello HTTP/1.1\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /hello\r\n\r\n",
      "G\x01T /hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /hel\x80lo HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nx: \x01\r\n\r\n",
      "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a/../hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a/%2e%2e/hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\n\n\n"s,
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n000000001\r\na\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n 1\r\na\r\n0\r\n\r\n"};
  for (const std::string& request : corpus) {
    RawClient client = server.connect();
    client.send(request);
    client.finish_sending();
    const std::string all = client.read_to_end();
    EXPECT_EQ(status_of(all), 400) << request << "\n" << all;
    EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << request;
  }
  EXPECT_EQ(status_of(server.ask("GET /hello HTTP/2.0\r\nHost: a\r\n\r\n")), 505);
}

TEST(ServerLimits, ends_slow_heads_and_bodies_with_408) {
  // Protects: slowloris; a client that keeps dripping bytes does not push the deadline out.
  ServerOptions options;
  options.limits.head_ms = 60;
  options.limits.body_ms = 60;
  TestServer server(ordinary_surface(), options);
  RawClient head = server.connect();
  head.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
  std::atomic<bool> answered{false};
  std::thread drip([&] {
    auto next = std::chrono::steady_clock::now();
    while (!answered && head.send("x")) {
      next += std::chrono::milliseconds(2);
      while (std::chrono::steady_clock::now() < next) std::this_thread::yield();
    }
  });
  const std::string all = head.read_to_end();
  answered = true;
  drip.join();
  head.finish_sending();
  EXPECT_EQ(status_of(all), 408) << all;
  RawClient silent = server.connect();
  silent.send("GET /hello HTTP/1.1\r\nHost");
  EXPECT_EQ(status_of(silent.read_to_end()), 408);
  RawClient body = server.connect();
  body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_EQ(status_of(body.read_to_end()), 408);
}

TEST(ServerLimits, closes_idle_connections_silently) {
  // Protects: the idle deadline, for connections that never spoke and for those between requests.
  ServerOptions options;
  options.limits.idle_ms = 400;
  TestServer server(ordinary_surface(), options);
  RawClient mute = server.connect();
  RawClient client = server.connect();
  client.send(get("/hello"));
  EXPECT_EQ(status_of(client.read_response()), 200);
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(mute.read_to_end(), "");
}

TEST(ServerLimits, cuts_off_a_client_that_does_not_read) {
  // Protects: the write deadline; a full socket does not hold a connection for ever.
  ServerOptions options;
  options.limits.write_ms = 200;
  TestServer server(ordinary_surface(), options);
  RawClient client = server.connect();
  for (int i = 0; i < 16; ++i) client.send(get("/large"));  // 64 MiB, more than sockets can hold
  client.await_bytes();
  while (server.server().running() > 2) std::this_thread::yield();  // two acceptors are left
  EXPECT_LT(client.read_to_end().size(), std::size_t{40} * 1024 * 1024);
}

TEST(ServerLimits, bounds_the_number_of_connections) {
  // Protects: the connection limit answers 503 and frees its place when a connection ends.
  ServerOptions options;
  options.limits.connections_max = 2;
  TestServer server(ordinary_surface(), options);
  RawClient first = server.connect();
  first.send(get("/hello"));
  EXPECT_EQ(status_of(first.read_response()), 200);
  {
    RawClient second = server.connect();
    second.send(get("/hello"));
    EXPECT_EQ(status_of(second.read_response()), 200);
    EXPECT_EQ(status_of(server.connect().read_to_end()), 503);
  }
  while (server.server().running() > 3) std::this_thread::yield();
  EXPECT_EQ(status_of(server.ask(get("/hello"))), 200);
}

}  // namespace
}  // namespace bursar::net
