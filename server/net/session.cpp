// The life of a connection: head, route, body, handler, answer, and again.
#include "net/session.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/chunked.hpp"
#include "net/live_stream.hpp"
#include "net/request_head.hpp"
#include "net/response_head.hpp"
#include "net/target.hpp"
#include "net/tasks.hpp"

namespace bursar::net {

namespace {

using Parts = std::array<std::string_view, 3>;

constexpr std::size_t k_read_bytes = 4 * 1024;
constexpr std::size_t k_body_reserve_max = 64 * 1024;
constexpr std::int64_t k_place_pause_ms = 50;  ///< between two looks for a free place

/// One request and its answer on their way through the session.
struct Exchange {
  RequestHead head;
  Request request;
  const Route* route = nullptr;  ///< null: the fallback, or a refusal
  bool head_only = false;
  bool keep_alive = true;
};

std::string fresh_request_id(CryptoRandom& random) {
  std::array<unsigned char, 20> bytes{};
  random.fill(bytes);
  std::string id = "rq_";
  for (const unsigned char byte : bytes) id.push_back(k_base62[byte % k_base62.size()]);
  return id;
}

Method method_of(std::string_view name) {
  for (const Method method : {Method::post, Method::put, Method::patch, Method::del})
    if (method_name(method) == name) return method;
  return Method::get;
}

std::string_view body_of(const Response& response) {
  return response.static_body.empty() ? std::string_view(response.body) : response.static_body;
}

HeadOptions head_options(const Exchange& exchange, const Response& response) {
  HeadOptions options;
  options.keep_alive = exchange.keep_alive;
  options.chunked = response.live && !exchange.head.version_1_0;
  options.until_close = response.live && exchange.head.version_1_0;
  options.body_size = body_of(response).size();
  return options;
}

class Session {
 public:
  Session(Connection& connection, const Host& host) : connection_(connection), host_(host) {}
  Task<void> run();

 private:
  Task<bool> serve_one();
  Task<Result<std::size_t>> read_head();
  Task<Result<void>> read_body(Exchange& exchange);
  Task<Result<void>> read_sized_body(std::string& body, std::size_t size);
  Task<Result<void>> read_chunked_body(std::string& body, std::size_t body_max);
  Task<bool> read_more();
  Result<void> open_request(Exchange& exchange, std::size_t head_size);
  Result<void> choose_route(Exchange& exchange, Response& refusal);
  void begin_life(Exchange& exchange);
  Task<LoadGate::Hold> enter(const Route& route, const Request& request);
  Task<Response> handle(Exchange& exchange);
  Response shape_error(const Error& error, const Request& request) const;
  Response shape_failure(const std::exception_ptr& failure, const Exchange& exchange) const;
  void finish_response(Exchange& exchange, Response& response) const;
  std::string checked_head(Exchange& exchange, Response& response) const;
  Task<bool> refuse(Exchange& exchange, Response response);
  Task<bool> answer(Exchange& exchange, Response& response);
  Task<bool> write_body(std::string head, std::string_view body);
  Task<void> run_live(Exchange& exchange, Response& response, std::string head);
  void log_request(const Exchange& exchange, const Response& response) const;

  Connection& connection_;
  const Host& host_;
  std::string unread_;  ///< bytes received and not yet used: the next pipelined requests
};

Task<void> Session::run() {
  for (bool open = true; open;) open = co_await serve_one();
  connection_.close();
}

Task<bool> Session::read_more() {
  std::array<char, k_read_bytes> piece;
  const std::size_t count = co_await connection_.read_some(piece.data(), piece.size());
  unread_.append(piece.data(), count);
  co_return count > 0;
}

/// Length of the next head, 0 when the peer is done. Errors: as find_head_end, request_timeout.
Task<Result<std::size_t>> Session::read_head() {
  std::size_t scanned = 0;
  bool started = !unread_.empty();
  if (unread_.empty()) unread_.shrink_to_fit();
  connection_.deadline_in(started ? host_.limits.head_ms : host_.limits.idle_ms);
  for (;;) {
    if (unread_.starts_with("\r\n")) unread_.erase(0, 2);  // allowed once before a request line
    const Result<std::size_t> end = find_head_end(unread_, scanned, host_.limits);
    if (!end || *end > 0) co_return end;
    connection_.idle = !started;
    if (connection_.idle && host_.stopping->load() && !connection_.has_input())
      co_return std::size_t{0};
    const bool more = co_await read_more();
    connection_.idle = false;
    if (!more && started && connection_.timed_out())
      co_return invalid("", "request_timeout", "the request did not arrive in time");
    if (!more) co_return std::size_t{0};
    if (!started) connection_.deadline_in(host_.limits.head_ms);
    started = true;
  }
}

/// Turns the head into a Request. On an error nothing after it can be trusted to be a request.
Result<void> Session::open_request(Exchange& exchange, std::size_t head_size) {
  Request& request = exchange.request;
  Result<RequestHead> head =
      parse_head(std::string_view(unread_).substr(0, head_size), host_.limits);
  unread_.erase(0, head_size);
  if (!head) return std::move(head).error();
  exchange.head = *std::move(head);
  exchange.head_only = exchange.head.method == "HEAD";
  exchange.keep_alive = exchange.head.keep_alive;
  request.method = method_of(exchange.head.method);
  request.headers = std::move(exchange.head.headers);
  request.target = exchange.head.target;
  std::string forwarded;  // several headers read as one list
  for (const auto& [name, value] : request.headers)
    if (name == "x-forwarded-for") forwarded += (forwarded.empty() ? "" : ",") + value;
  request.peer_ip = host_.trusted.client_ip(connection_.peer_ip(), forwarded);
  return ok();
}

/// Finds the row and checks the size of the body that is announced.
Result<void> Session::choose_route(Exchange& exchange, Response& refusal) {
  Request& request = exchange.request;
  Result<Target> target = parse_target(request.target, host_.limits);
  if (!target) return std::move(target).error();
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  Router::Match match = host_.router->find(exchange.head.method, target->segments);
  exchange.route = match.route;
  for (auto& [name, value] : match.params)
    request.params.emplace(std::move(name), std::move(value));
  const bool reads = exchange.head.method == "GET" || exchange.head_only;
  if (!match.route && !match.allow.empty()) {
    refusal.with("allow", match.allow);
    return invalid("", "method_not_allowed", "this path answers " + match.allow);
  }
  if (!match.route && !(reads && host_.surface.fallback)) return not_found("this path");
  const std::size_t body_max = match.route ? match.route->body_max : 0;
  if (exchange.head.content_length.value_or(0) > body_max)
    return invalid("", "body_too_large",
                   "the body is longer than " + std::to_string(body_max) + " bytes");
  return ok();
}

Task<Result<void>> Session::read_sized_body(std::string& body, std::size_t size) {
  const std::size_t ready = std::min(size, unread_.size());
  body.reserve(std::min(size, k_body_reserve_max));  // what is announced is not yet owed
  body.assign(unread_, 0, ready);
  unread_.erase(0, ready);
  std::array<char, k_read_bytes> piece;
  while (body.size() < size) {
    const std::size_t count =
        co_await connection_.read_some(piece.data(), std::min(piece.size(), size - body.size()));
    if (count == 0) co_return invalid("", "request_timeout", "the body did not arrive in time");
    body.append(piece.data(), count);
  }
  co_return ok();
}

Task<Result<void>> Session::read_chunked_body(std::string& body, std::size_t body_max) {
  ChunkDecoder decoder(body_max);
  for (;;) {
    const Result<std::size_t> used = decoder.feed(unread_, body);
    if (!used) co_return used.error();
    unread_.erase(0, *used);
    if (decoder.done()) co_return ok();
    const bool more = co_await read_more();
    if (!more) co_return invalid("", "request_timeout", "the body did not arrive in time");
  }
}

Task<Result<void>> Session::read_body(Exchange& exchange) {
  if (!exchange.head.has_body()) co_return ok();
  if (exchange.head.expects_continue && unread_.empty()) {
    const Parts interim{"HTTP/1.1 100 Continue\r\n\r\n", "", ""};
    const bool written = co_await connection_.write(interim, host_.limits.write_ms);
    if (!written) co_return invalid("", "request_timeout", "the peer is gone");
  }
  connection_.deadline_in(host_.limits.body_ms);
  const std::size_t body_max = exchange.route ? exchange.route->body_max : 0;
  std::string& body = exchange.request.body;
  if (exchange.head.chunked) co_return co_await read_chunked_body(body, body_max);
  co_return co_await read_sized_body(body, *exchange.head.content_length);
}

Response Session::shape_error(const Error& error, const Request& request) const {
  if (host_.surface.shape_error) return host_.surface.shape_error(error, request);
  return to_problem(error, request.request_id);
}

Response Session::shape_failure(const std::exception_ptr& failure, const Exchange& exchange) const {
  const Request& request = exchange.request;
  bool bug = false;
  try {
    std::rethrow_exception(failure);
  } catch (const Bug&) {
    bug = true;
  } catch (...) {
    bug = false;
  }
  host_.log->write(LogLevel::error, bug ? "a request met a bug" : "a request failed",
                   {{"operation", exchange.route ? exchange.route->operation_id : "fallback"},
                    {"exception", describe(failure)},
                    {"request_id", request.request_id}});
  if (!bug && host_.surface.shape_exception)
    if (std::optional<Response> shaped = host_.surface.shape_exception(failure, request))
      return *std::move(shaped);
  if (host_.surface.shape_internal_error) return host_.surface.shape_internal_error(request);
  return internal_error(request.request_id);
}

void Session::begin_life(Exchange& exchange) {
  const bool sheddable = is_sheddable(*exchange.route);
  const Limits& limits = host_.limits;
  exchange.request.life = std::make_shared<RequestLife>(
      sheddable, *host_.clock, sheddable ? limits.sheddable_wait_ms : limits.critical_wait_ms);
  connection_.answering(exchange.request.life);
}

/// A sheddable request without a place waits a moment for one: a list that comes late is better
/// than a refusal, and callers that ask again at once are slowed down.
Task<LoadGate::Hold> Session::enter(const Route& route, const Request& request) {
  const bool sheddable = request.life->sheddable();
  const bool credential = route.access == Access::session || route.access == Access::api_key;
  LoadGate::Hold place = host_.gate->enter(sheddable, credential);
  if (place || !sheddable) co_return place;
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  for (std::int64_t waited_ms = 0; waited_ms < host_.limits.place_wait_ms && !place;
       waited_ms += k_place_pause_ms) {
    timer.expires_after(std::chrono::milliseconds(k_place_pause_ms));
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (request.life->over() || host_.stopping->load()) break;
    place = host_.gate->enter(true);
  }
  co_return place;
}

Task<Response> Session::handle(Exchange& exchange) {
  LoadGate::Hold place;
  if (exchange.route) {
    begin_life(exchange);
    place = co_await enter(*exchange.route, exchange.request);
    if (!place) co_return shape_error(overloaded(), exchange.request);
  }
  std::exception_ptr failure;
  try {
    if (exchange.route && host_.surface.guard) {
      std::optional<Response> stopped =
          co_await host_.surface.guard->admit(*exchange.route, exchange.request);
      if (stopped) co_return *std::move(stopped);
    }
    if (exchange.route) co_return co_await exchange.route->handler(exchange.request);
    co_return co_await host_.surface.fallback(exchange.request);
  } catch (...) {
    failure = std::current_exception();
  }
  co_return shape_failure(failure, exchange);
}

void Session::finish_response(Exchange& exchange, Response& response) const {
  if (exchange.route && host_.surface.guard)
    host_.surface.guard->finish(*exchange.route, exchange.request, response);
  if (host_.surface.decorate) host_.surface.decorate(exchange.request, response);
  if (host_.stopping->load() || response.live) exchange.keep_alive = false;
}

void Session::log_request(const Exchange& exchange, const Response& response) const {
  if (!host_.log->takes(LogLevel::info)) return;
  const std::int64_t took_ns = host_.clock->tick().ns - exchange.request.received_tick_ns;
  host_.log->write(LogLevel::info, "request",
                   {{"method", exchange.head.method},
                    {"route", exchange.route ? std::string_view(exchange.route->path) : "-"},
                    {"status", static_cast<std::int64_t>(response.status)},
                    {"us", took_ns / 1'000},
                    {"request_id", exchange.request.request_id}});
}

Task<bool> Session::write_body(std::string head, std::string_view body) {
  const std::size_t slice = host_.limits.write_slice_bytes;
  Parts parts{head, body.substr(0, slice), ""};
  bool written = co_await connection_.write(parts, host_.limits.write_ms);
  for (std::size_t at = slice; written && at < body.size(); at += slice) {
    parts = {body.substr(at, slice), "", ""};
    written = co_await connection_.write(parts, host_.limits.write_ms);
  }
  co_return written;
}

Task<void> Session::run_live(Exchange& exchange, Response& response, std::string head) {
  const Parts parts{head, "", ""};
  const bool written = co_await connection_.write(parts, host_.limits.write_ms);
  if (!written) co_return;
  LiveStream stream(connection_, *host_.stopping, host_.limits.write_ms,
                    !exchange.head.version_1_0);
  std::exception_ptr failure;
  try {
    co_await response.live(stream);
    co_await stream.finish();
  } catch (const StreamClosed&) {
    co_return;  // the ordinary end of a live feed
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure)
    (void)shape_failure(failure, exchange);  // logged; the missing last chunk tells the client
}

/// The head, or that of a 500 when the response breaks the framing or a last touch failed.
std::string Session::checked_head(Exchange& exchange, Response& response) const {
  try {
    finish_response(exchange, response);
    return response_head(response, exchange.request.request_id, host_.clock->now(),
                         head_options(exchange, response));
  } catch (...) {
    response = shape_failure(std::current_exception(), exchange);
  }
  exchange.keep_alive = false;
  return response_head(response, exchange.request.request_id, host_.clock->now(),
                       head_options(exchange, response));
}

/// True when the connection can take another request.
Task<bool> Session::answer(Exchange& exchange, Response& response) {
  std::string head = checked_head(exchange, response);
  if (response.live && !exchange.head_only) {
    co_await run_live(exchange, response, std::move(head));
    log_request(exchange, response);
    co_return false;
  }
  const bool bodiless = exchange.head_only || response.status == 204 || response.status == 304;
  const bool written =
      co_await write_body(std::move(head), bodiless ? std::string_view() : body_of(response));
  log_request(exchange, response);
  co_return written&& exchange.keep_alive;
}

/// Answers a request whose body was not read: the connection ends, gently.
Task<bool> Session::refuse(Exchange& exchange, Response response) {
  exchange.keep_alive = false;
  co_await answer(exchange, response);
  co_await connection_.linger(host_.limits.linger_ms);
  co_return false;
}

Task<bool> Session::serve_one() {
  Exchange exchange;
  exchange.request.peer_ip = connection_.peer_ip();
  const Result<std::size_t> head_size = co_await read_head();
  connection_.no_deadline();
  if (head_size && *head_size == 0) co_return false;
  exchange.request.request_id = fresh_request_id(*host_.random);
  exchange.request.received_tick_ns = host_.clock->tick().ns;
  const std::string& id = exchange.request.request_id;
  if (!head_size) co_return co_await refuse(exchange, to_problem(head_size.error(), id));
  if (Result<void> opened = open_request(exchange, *head_size); !opened)
    co_return co_await refuse(exchange, to_problem(opened.error(), id));
  if (host_.proxies_only && !host_.trusted.contains(connection_.peer_ip())) {
    const Error plain{ErrorKind::forbidden,
                      "plain_http_refused",
                      "plain HTTP is answered for the configured proxy only",
                      {},
                      {}};
    co_return co_await refuse(exchange, to_problem(plain, id));
  }
  Response extra;
  if (Result<void> chosen = choose_route(exchange, extra); !chosen) {
    Response refusal = shape_error(chosen.error(), exchange.request);
    for (auto& header : extra.headers) refusal.headers.push_back(std::move(header));
    exchange.route = nullptr;
    if (exchange.head.has_body()) co_return co_await refuse(exchange, std::move(refusal));
    co_return co_await answer(exchange, refusal);
  }
  const std::size_t announced = exchange.head.chunked && exchange.route
                                    ? exchange.route->body_max
                                    : exchange.head.content_length.value_or(0);
  LoadGate::Hold room = host_.gate->make_room(announced);
  if (!room) co_return co_await refuse(exchange, shape_error(overloaded(), exchange.request));
  if (Result<void> read = co_await read_body(exchange); !read)
    co_return co_await refuse(exchange, shape_error(read.error(), exchange.request));
  connection_.no_deadline();
  Response response = co_await handle(exchange);
  connection_.answering(nullptr);
  exchange.request.body = {};  // a client that reads its answer slowly holds no room of others
  room = {};
  if (response.hang_up) co_return false;
  co_return co_await answer(exchange, response);
}

}  // namespace

Task<void> serve(std::shared_ptr<Connection> connection, const Host& host) {
  const bool encrypted = co_await connection->handshake(host.limits.head_ms);
  if (!encrypted) co_return;
  Session session(*connection, host);
  co_await session.run();
}

}  // namespace bursar::net
