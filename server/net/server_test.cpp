// Tests of the server over real loopback sockets: requests, routing, answers, errors and the stop.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include "net/server_fixture.hpp"

namespace bursar::net {
namespace {

using namespace std::string_literals;

TEST(Server, answers_a_request_with_its_id_and_no_server_header) {
  // Protects: the plain exchange; X-Request-Id on each response; nothing that names the software.
  TestServer server(ordinary_surface());
  const std::string answer = server.ask(get("/hello"));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_TRUE(answer.ends_with(R"({"hello":"world"})")) << answer;
  EXPECT_NE(answer.find("x-request-id: rq_"), std::string::npos);
  EXPECT_NE(answer.find("content-type: application/json"), std::string::npos);
  EXPECT_EQ(answer.find("erver:"), std::string::npos);
}

TEST(Server, keeps_the_connection_and_serves_pipelined_requests_in_order) {
  // Protects: HTTP/1.1 keep-alive; several requests in one packet answered in order, bodies not
  // mixed.
  TestServer server(ordinary_surface());
  RawClient client = server.connect();
  client.send(post("/echo", "one") + get("/hello") + post("/echo", "three") + "\r\n" +
              post("/echo", ""));
  EXPECT_TRUE(client.read_response().ends_with("\r\n\r\none"));
  EXPECT_TRUE(client.read_response().ends_with("world\"}"));
  EXPECT_TRUE(client.read_response().ends_with("\r\n\r\nthree"));
  EXPECT_TRUE(client.read_response().ends_with("content-length: 0\r\n\r\n"));
}

TEST(Server, reads_requests_that_arrive_byte_by_byte) {
  // Protects: no state of the reader depends on how TCP cuts the bytes.
  TestServer server(ordinary_surface());
  RawClient client = server.connect();
  for (const char byte : post("/echo", "slowly")) client.send(std::string(1, byte));
  EXPECT_TRUE(client.read_response().ends_with("\r\n\r\nslowly"));
}

TEST(Server, closes_when_asked_and_for_http_1_0) {
  // Protects: Connection: close and HTTP/1.0 end the connection after the answer.
  TestServer server(ordinary_surface());
  for (const std::string& request :
       {get("/hello", "Connection: foo, Close\r\n"), "GET /hello HTTP/1.0\r\n\r\n"s}) {
    RawClient client = server.connect();
    client.send(request);
    const std::string all = client.read_to_end();
    EXPECT_EQ(status_of(all), 200);
    EXPECT_NE(all.find("connection: close"), std::string::npos);
  }
}

TEST(Server, answers_head_without_a_body) {
  // Protects: HEAD finds GET routes, tells the length and sends nothing more.
  TestServer server(ordinary_surface());
  RawClient client = server.connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string all = client.read_to_end();
  EXPECT_NE(all.find("content-length: 17\r\n"), std::string::npos);
  EXPECT_TRUE(all.ends_with("\r\n\r\n"));
}

TEST(Server, decodes_path_query_and_cookie) {
  // Protects: handlers see decoded values; an encoded slash stays inside its parameter.
  TestServer server(ordinary_surface());
  const std::string answer = server.ask(
      get("/items/a%2Fb%20c?x=1+2&y=%C3%A9&flag", "Cookie: other=1; session=s3; x=2\r\n"));
  EXPECT_TRUE(
      answer.ends_with("/items/a/b c|a/b c|x=1 2|y=é|flag=|127.0.0.1|s3|"
                       "/items/a%2Fb%20c?x=1+2&y=%C3%A9&flag"))
      << answer;
}

TEST(Server, prefers_a_static_segment_to_a_parameter) {
  // Protects: /items/latest is not the item called "latest".
  TestServer server(ordinary_surface());
  EXPECT_TRUE(server.ask(get("/items/latest")).ends_with("world\"}"));
}

TEST(Server, answers_404_and_405_as_problems) {
  // Protects: unknown paths and methods; Allow lists what the path answers; the connection lives
  // on.
  TestServer server(ordinary_surface());
  RawClient client = server.connect();
  client.send(get("/nothing") + "PUT /items/7 HTTP/1.1\r\nHost: a\r\n\r\n" + get("/hello"));
  const std::string missing = client.read_response();
  EXPECT_EQ(status_of(missing), 404);
  EXPECT_NE(missing.find("application/problem+json"), std::string::npos);
  EXPECT_NE(missing.find(R"("code":"not_found")"), std::string::npos);
  const std::string wrong_method = client.read_response();
  EXPECT_EQ(status_of(wrong_method), 405);
  EXPECT_NE(wrong_method.find("allow: GET, HEAD, DELETE\r\n"), std::string::npos) << wrong_method;
  EXPECT_EQ(status_of(client.read_response()), 200);
}

TEST(Server, answers_expect_100_continue) {
  // Protects: a client that waits for permission gets it once, before its body, and not for
  // refusals.
  TestServer server(ordinary_surface());
  RawClient client = server.connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_TRUE(client.read_response().ends_with("ok"));
  RawClient refused = server.connect();
  refused.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99\r\n\r\n");
  EXPECT_EQ(status_of(refused.read_to_end()), 413);
}

TEST(Server, reads_chunked_bodies) {
  // Protects: chunks, extensions and trailers; what follows on the connection is still a request.
  TestServer server(ordinary_surface());
  RawClient client = server.connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nx-trailer: content-length: 9\r\n\r\n" +
      get("/hello"));
  EXPECT_TRUE(client.read_response().ends_with("\r\n\r\nabc0123456789"));
  EXPECT_EQ(status_of(client.read_response()), 200);
}

TEST(Server, sends_large_bodies_whole) {
  // Protects: the slices of a large body add up.
  TestServer server(ordinary_surface());
  const std::string answer = server.ask(get("/large"));
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, std::size_t{4} * 1024 * 1024);
}

TEST(Server, hides_exceptions_and_logs_them_masked) {
  // Protects: no exception text reaches a client; the log has it under the request id, cards
  // masked.
  TestServer server(ordinary_surface());
  for (const std::string path : {"/exception", "/bug", "/split"}) {
    const std::string answer = server.ask(get(path));
    EXPECT_EQ(status_of(answer), 500) << path;
    EXPECT_EQ(answer.find("secret"), std::string::npos);
    EXPECT_EQ(answer.find("impossible"), std::string::npos);
    EXPECT_EQ(answer.find("x: y"), std::string::npos);
    const std::size_t id = answer.find("\"request_id\":\"rq_");
    ASSERT_NE(id, std::string::npos) << answer;
    EXPECT_NE(server.logged().find(answer.substr(id, 38)), std::string::npos);
  }
  EXPECT_NE(server.logged().find("the secret of [card]"), std::string::npos);
  EXPECT_NE(server.logged().find("server_fixture.hpp"), std::string::npos)
      << "a bug is logged with its place";
}

TEST(Server, shapes_errors_and_exceptions_as_the_surface_wants) {
  // Protects: shape_error, shape_exception and decorate reach every answer; a Bug is never
  // reshaped.
  Surface surface = ordinary_surface();
  surface.shape_error = [](const Error& error, const Request&) {
    return json_response(http_status(error), "{\"error\":\"" + error.code + "\"}");
  };
  surface.shape_exception = [](const std::exception_ptr&, const Request&) {
    return std::optional(json_response(503, "{\"error\":\"away\"}").with("retry-after", "2"));
  };
  surface.decorate = [](const Request&, Response& response) { response.with("x-decorated", "1"); };
  TestServer server(std::move(surface));
  EXPECT_TRUE(server.ask(get("/nothing")).ends_with(R"({"error":"not_found"})"));
  EXPECT_EQ(status_of(server.ask(get("/exception"))), 503);
  EXPECT_EQ(status_of(server.ask(get("/bug"))), 500);
  for (const std::string& request :
       {get("/hello"), get("/nothing"), get("/bug"), "broken\r\n\r\n"s})
    EXPECT_NE(server.ask(request).find("x-decorated: 1"), std::string::npos) << request;
}

TEST(Server, gives_an_internal_error_the_shape_of_the_surface) {
  // Protects: a bug and an unshaped exception answer in the body the surface documents, and say
  // nothing of the failure.
  Surface surface = ordinary_surface();
  surface.shape_internal_error = [](const Request& request) {
    return json_response(500, "{\"mine\":\"" + request.request_id + "\"}");
  };
  TestServer server(std::move(surface));
  for (const std::string path : {"/bug", "/exception", "/split?v=x"}) {
    const std::string answer = server.ask(get(path));
    EXPECT_EQ(status_of(answer), 500) << path;
    EXPECT_NE(answer.find("{\"mine\":\"rq_"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("impossible"), std::string::npos);
    EXPECT_EQ(answer.find("secret"), std::string::npos);
  }
}

TEST(Server, hangs_up_when_a_response_says_so) {
  // Protects: the simulator's lost answers: the request ran, and not one byte comes back.
  Surface surface;
  surface.routes.push_back(open_route(Method::get, "/lost", "get_lost", hang_up));
  TestServer server(std::move(surface));
  RawClient client = server.connect();
  client.send(get("/lost") + get("/lost"));
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(Server, logs_requests_by_route_without_query_or_headers) {
  // Protects: the access log holds the template, never what the client put into path or query.
  TestServer server(ordinary_surface());
  server.ask(get("/items/private?token=hidden", "Authorization: Bearer hidden\r\n"));
  while (server.logged().empty()) std::this_thread::yield();
  const std::string line = server.logged();
  EXPECT_NE(line.find("\"route\":\"/items/{id}\",\"status\":200"), std::string::npos) << line;
  EXPECT_EQ(line.find("private"), std::string::npos);
  EXPECT_EQ(line.find("hidden"), std::string::npos);
}

TEST(Server, believes_forwarded_addresses_of_trusted_proxies_only) {
  // Protects: R-13; a stranger cannot choose the address that limits and audit see.
  const std::string request =
      get("/items/1", "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.1.2.3\r\n");
  TestServer direct(ordinary_surface());
  EXPECT_NE(direct.ask(request).find("|127.0.0.1|"), std::string::npos);
  ServerOptions options;
  options.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"};
  TestServer proxied(ordinary_surface(), options);
  EXPECT_NE(proxied.ask(request).find("|203.0.113.9|"), std::string::npos);
  EXPECT_NE(proxied.ask(get("/items/1", "X-Forwarded-For: nonsense\r\n")).find("|127.0.0.1|"),
            std::string::npos);
}

TEST(Server, refuses_open_addresses_without_tls_or_proxy) {
  // Protects: T-02 at start-up, naming the address; a stated proxy needs its address too.
  SystemClock clock;
  SystemRandom random;
  ServerOptions options;
  {
    Server server(options, clock, random);
    try {
      server.listen({"0.0.0.0", 0, ordinary_surface(), std::nullopt});
      FAIL() << "an open listener was accepted";
    } catch (const std::invalid_argument& refusal) {
      EXPECT_NE(std::string(refusal.what()).find("0.0.0.0"), std::string::npos);
    }
  }
  options.behind_proxy = true;
  Server server(options, clock, random);
  EXPECT_THROW(server.listen({"0.0.0.0", 0, ordinary_surface(), std::nullopt}),
               std::invalid_argument);
  EXPECT_THROW(server.listen({"localhost", 0, ordinary_surface(), std::nullopt}),
               std::invalid_argument);
}

TEST(Server, refuses_a_port_that_is_taken) {
  // Protects: SO_REUSEPORT does not let two servers share a port in silence.
  TestServer first(ordinary_surface());
  SystemClock clock;
  SystemRandom random;
  Server second({}, clock, random);
  EXPECT_THROW(second.listen({"127.0.0.1", first.port(), ordinary_surface(), std::nullopt}),
               std::exception);
}

TEST(Server, finishes_requests_under_way_when_it_stops) {
  // Protects: V-06; what was accepted is answered, idle connections end, later ones are not
  // accepted.
  std::atomic<bool> begun{false};
  std::atomic<bool> released{false};
  Surface surface = ordinary_surface();
  surface.routes.push_back(open_route(Method::get, "/held", "get_held", [&](Request& request) {
    return held(request, begun, released);
  }));
  TestServer server(std::move(surface));
  RawClient idle = server.connect();
  idle.send(get("/hello"));
  EXPECT_EQ(status_of(idle.read_response()), 200);
  RawClient busy = server.connect();
  busy.send(get("/held") + get("/hello"));
  while (!begun) std::this_thread::yield();
  auto stopped = std::async(std::launch::async, [&] { server.server().stop(); });
  EXPECT_EQ(idle.read_to_end(), "");
  released = true;
  const std::string all = busy.read_to_end();
  EXPECT_EQ(status_of(all), 200);
  EXPECT_NE(all.find("connection: close"), std::string::npos);
  stopped.get();
  EXPECT_EQ(server.server().running(), 0u);
  EXPECT_THROW(server.connect(), std::runtime_error);
}

TEST(Server, cuts_off_what_outlasts_the_drain) {
  // Protects: stop() ends in bounded time although a client never finishes its request.
  ServerOptions options;
  options.drain_ms = 50;
  TestServer server(ordinary_surface(), options);
  RawClient client = server.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  while (server.server().running() < 3) std::this_thread::yield();
  const auto before = std::chrono::steady_clock::now();
  server.server().stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(3));
  EXPECT_EQ(server.server().running(), 0u);
}

TEST(Server, runs_counts_and_ends_spawned_coroutines) {
  // Protects: the one starter of coroutines logs what escapes; sleepers wake at the stop.
  TestServer server(ordinary_surface());
  std::promise<void> slept;
  server.server().spawn("thrower", []() -> Task<void> {
    throw std::runtime_error("lost");
    co_return;
  });
  server.server().spawn("sleeper", [&]() -> Task<void> {
    while (!server.server().stopping()) co_await server.server().sleep(3'600'000);
    slept.set_value();
  });
  while (server.logged().find("\"exception\":\"lost\"") == std::string::npos)
    std::this_thread::yield();
  EXPECT_NE(server.logged().find("\"task\":\"thrower\""), std::string::npos);
  const auto before = std::chrono::steady_clock::now();
  server.server().stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5)) << "nobody woke it";
  slept.get_future().get();
  EXPECT_EQ(server.server().running(), 0u);
}

}  // namespace
}  // namespace bursar::net
