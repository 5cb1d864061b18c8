// One exchange: take or open a connection, write, read, and say how far it came.
#include "net/client.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "net/connection_pool.hpp"
#include "net/outbound.hpp"
#include "net/tls.hpp"

namespace bursar::net {

namespace asio = boost::asio;

namespace {

bool breaks_head(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

bool sets_framing(std::string_view name) {
  static constexpr std::array<std::string_view, 5> k_ours{
      "host", "content-length", "transfer-encoding", "connection", "expect"};
  return std::find(k_ours.begin(), k_ours.end(), fold_case(name)) != k_ours.end();
}

/// Errors: malformed_header.
Result<Secret> wire_form(const ClientRequest& request, const Destination& to) {
  std::string wire = std::string(method_name(request.method)) + " " + to.target + " HTTP/1.1\r\n";
  wire += "host: " + to.authority + "\r\n";
  bool has_agent = false;
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || breaks_head(name) || breaks_head(value) ||
        name.find(':') != std::string::npos || sets_framing(name))
      return invalid(name, "malformed_header", "the header " + name + " cannot be sent");
    has_agent = has_agent || fold_case(name) == "user-agent";
    wire.append(name).append(": ").append(value).append("\r\n");
  }
  if (!has_agent) wire += "user-agent: bursar\r\n";
  if (request.method != Method::get || !request.body.empty())
    wire += "content-length: " + std::to_string(request.body.size()) + "\r\n";
  wire += "\r\n";
  wire += request.body;
  return Secret(std::move(wire));  // bodies may hold card numbers: wiped when the exchange ends
}

/// True, with the reason in `exchange`, when the coroutine was cancelled between two steps: a
/// signal that finds no operation under way would otherwise be lost.
Task<bool> was_cancelled(Exchange& exchange) {
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  const bool cancelled = state.cancelled() != asio::cancellation_type::none;
  if (cancelled) exchange.failure = "the exchange was cancelled";
  co_return cancelled;
}

}  // namespace

struct Client::Impl {
  Impl(const Clock& clock_, Options chosen)
      : clock(clock_),
        options(std::move(chosen)),
        tls(client_tls(options.authorities_file)),
        pool(options.idle_connections_max, options.idle_ms) {}
  const Clock& clock;
  Options options;
  std::shared_ptr<asio::ssl::context> tls;
  ConnectionPool pool;

  Task<void> run(const ClientRequest& request, Exchange& exchange);
  Task<std::shared_ptr<Outbound>> open(const ClientRequest& request, const Destination& to,
                                       Exchange& exchange);
  Task<bool> write(Outbound& connection, const Secret& wire, Exchange& exchange);
};

/// A new connection, or null with the reason in `exchange`.
Task<std::shared_ptr<Outbound>> Client::Impl::open(const ClientRequest& request,
                                                   const Destination& to, Exchange& exchange) {
  auto connection = std::make_shared<Outbound>(co_await asio::this_coro::executor, tls);
  const std::int64_t wait_ms = std::min(request.connect_ms, request.total_ms);
  exchange.failure = co_await connection->connect(to, options, wait_ms);
  if (!exchange.failure.empty()) connection.reset();
  co_return connection;
}

/// False when not a byte left: the caller may use another connection.
Task<bool> Client::Impl::write(Outbound& connection, const Secret& wire, Exchange& exchange) {
  const Outbound::Written written = co_await connection.write(wire.reveal());
  if (!written.complete) exchange.failure = "sending failed: " + written.failure;
  if (written.any) exchange.reach = Reach::unknown;
  co_return written.any;
}

Task<void> Client::Impl::run(const ClientRequest& request, Exchange& exchange) {
  const Result<Destination> to = parse_destination(request.url);
  if (!to) {
    exchange.failure = to.error().message;
    co_return;
  }
  const Result<Secret> wire = wire_form(request, *to);
  if (!wire) {
    exchange.failure = wire.error().message;
    co_return;
  }
  const std::shared_ptr<Shelf> shelf = pool.shelf(co_await asio::this_coro::executor);
  const Tick start = clock.tick();
  std::shared_ptr<Outbound> connection;
  for (bool pooled = true, sent = false; !sent;) {  // ends: each turn uses up one idle connection
    exchange.failure.clear();
    connection = shelf->take(to->key(), clock.tick());
    pooled = connection != nullptr;
    if (!pooled) connection = co_await open(request, *to, exchange);
    if (!connection) co_return;
    const bool given_up = co_await was_cancelled(exchange);
    if (given_up) co_return;
    const std::int64_t spent_ms = (clock.tick().ns - start.ns) / 1'000'000;
    connection->expire_in(std::max<std::int64_t>(request.total_ms - spent_ms, 0));
    sent = co_await write(*connection, *wire, exchange);
    if (!sent && !pooled) co_return;
  }
  if (!exchange.failure.empty()) co_return;
  const bool cancelled = co_await was_cancelled(exchange);
  if (cancelled) co_return;
  exchange.failure = co_await connection->read_response(exchange, options.body_max);
  connection->never_expire();
  if (!exchange.failure.empty()) co_return;
  exchange.reach = Reach::answered;
  if (connection->reusable()) shelf->put(to->key(), connection, clock.tick());
}

Client::Client(const Clock& clock) : Client(clock, Options{}) {}

Client::Client(const Clock& clock, Options options)
    : impl_(std::make_shared<Impl>(clock, std::move(options))) {}

Client::~Client() = default;

Task<Exchange> Client::send(ClientRequest request) {
  const std::shared_ptr<Impl> impl = impl_;
  // A cancelled coroutine must still learn how far its request came, not be thrown out of here.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  Exchange exchange;
  const Tick start = impl->clock.tick();
  co_await impl->run(request, exchange);
  exchange.latency_us = (impl->clock.tick().ns - start.ns) / 1'000;
  co_await asio::this_coro::throw_if_cancelled(throws);
  co_return exchange;
}

}  // namespace bursar::net
