// Tests of live bodies: their wire form, peers that leave or do not read, and the server's stop.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "net/loopback.hpp"
#include "net/wake.hpp"

namespace bursar::net {
namespace {

constexpr const char* k_follow = "GET /live HTTP/1.1\r\nHost: a\r\n\r\n";

/// What the handlers of one test saw; shared with the threads of the server.
struct Seen {
  std::atomic<int> started{0};
  std::atomic<int> ended{0};
};

/// A server whose /live runs `body` and counts how often it began and ended.
std::unique_ptr<TestServer> serving(const std::shared_ptr<Seen>& seen,
                                    std::function<Task<void>(Stream&)> body,
                                    ServerOptions options = {}) {
  Surface surface;
  surface.routes.push_back(
      open_route(Method::get, "/live", "get_live", [seen, body](Request&) -> Task<Response> {
        Response response;
        response.with("content-type", "text/event-stream");
        response.live = [seen, body](Stream& stream) -> Task<void> {
          struct Count {
            std::shared_ptr<Seen> seen;
            ~Count() { ++seen->ended; }
          };
          const Count count{seen};
          ++seen->started;
          co_await body(stream);
        };
        co_return response;
      }));
  return std::make_unique<TestServer>(std::move(surface), std::move(options));
}

/// Waits until the stream closes, however long.
Task<void> wait_for_close(Stream& stream) {
  Wake wake(co_await boost::asio::this_coro::executor);
  stream.on_close([&wake] { wake.notify(); });
  while (!stream.closed()) {
    const bool woken = co_await wake.wait(60'000);
    if (woken) continue;
  }
  stream.on_close(nullptr);
}

void wait_until(const std::atomic<int>& count, int value) {
  while (count.load() != value) std::this_thread::yield();
}

TEST(LiveStream, sends_frames_as_chunks_and_ends_the_body) {
  // Protects: the wire form of a feed; the last chunk tells that nothing was cut off.
  const auto seen = std::make_shared<Seen>();
  const auto server = serving(seen, [](Stream& stream) -> Task<void> {
    co_await stream.send("data: one\n\n");
    co_await stream.send(std::make_shared<const std::string>("data: two\n\n"));
  });
  RawClient client = server->connect();
  client.send(k_follow);
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_EQ(status_of(head), 200);
  EXPECT_NE(head.find("transfer-encoding: chunked"), std::string::npos);
  EXPECT_EQ(client.read_to_end(), "b\r\ndata: one\n\n\r\nb\r\ndata: two\n\n\r\n0\r\n\r\n");
}

TEST(LiveStream, sends_bare_bytes_to_http_1_0) {
  // Protects: an old client gets no chunk sizes among its data.
  const auto seen = std::make_shared<Seen>();
  const auto server =
      serving(seen, [](Stream& stream) -> Task<void> { co_await stream.send("data: one\n\n"); });
  RawClient client = server->connect();
  client.send("GET /live HTTP/1.0\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.read_to_end().ends_with("\r\n\r\ndata: one\n\n"));
}

TEST(LiveStream, notices_a_peer_that_leaves) {
  // Protects: a closed browser tab frees its place without waiting for the next event.
  const auto seen = std::make_shared<Seen>();
  const auto server = serving(seen, wait_for_close);
  {
    RawClient client = server->connect();
    client.send(k_follow);
    client.read_until("\r\n\r\n");
    wait_until(seen->started, 1);
    EXPECT_EQ(seen->ended, 0);
  }
  wait_until(seen->ended, 1);
}

TEST(LiveStream, cuts_off_a_reader_that_does_not_read) {
  // Protects: one reader that stops reading holds neither memory nor its place for ever.
  const auto seen = std::make_shared<Seen>();
  ServerOptions options;
  options.limits.write_ms = 100;
  const auto server = serving(
      seen,
      [](Stream& stream) -> Task<void> {
        const auto much = std::make_shared<const std::string>(1024 * 1024, 'x');
        for (;;) co_await stream.send(much);
      },
      options);
  RawClient client = server->connect();
  client.send(k_follow);
  wait_until(seen->ended, 1);
  EXPECT_FALSE(client.read_to_end().ends_with("0\r\n\r\n")) << "what was cut off must show it";
}

TEST(LiveStream, ends_properly_when_the_server_stops) {
  // Protects: stop() does not wait for live feeds; clients see a complete body.
  const auto seen = std::make_shared<Seen>();
  const auto server = serving(seen, wait_for_close);
  RawClient client = server->connect();
  client.send(k_follow);
  client.read_until("\r\n\r\n");
  wait_until(seen->started, 1);
  server->server().stop();
  EXPECT_EQ(seen->ended, 1);
  EXPECT_EQ(client.read_to_end(), "0\r\n\r\n");
}

}  // namespace
}  // namespace bursar::net
