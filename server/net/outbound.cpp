// Socket and TLS operations of the client; Beast parses the responses.
#include "net/outbound.hpp"

#include <optional>

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.hpp"
#include "net/wake.hpp"

namespace bursar::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr auto k_quiet = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t k_answer_head_max = 64 * 1024;
constexpr int k_interim_max = 8;  ///< 1xx responses before the final one

/// What a resolver hands to the waiting coroutine, which may have given up by then.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), wake(executor) {}
  tcp::resolver resolver;
  Wake wake;
  bool done = false;
  boost::system::error_code failed;
  std::vector<tcp::endpoint> endpoints;
};

}  // namespace

struct Outbound::State {
  State(const asio::any_io_executor& executor_, std::shared_ptr<asio::ssl::context> context_)
      : executor(executor_), socket(executor_), timer(executor_), context(std::move(context_)) {}
  asio::any_io_executor executor;
  tcp::socket socket;
  asio::steady_timer timer;
  std::uint64_t timer_turn = 0;  // a handler of an earlier turn does nothing
  bool expired = false;
  std::shared_ptr<asio::ssl::context> context;
  std::optional<asio::ssl::stream<tcp::socket&>> tls;
  std::vector<tcp::endpoint> endpoints;
  boost::beast::flat_buffer buffer;
};

Outbound::Outbound(const asio::any_io_executor& executor, std::shared_ptr<asio::ssl::context> tls)
    : state_(std::make_unique<State>(executor, std::move(tls))) {}

Outbound::~Outbound() = default;

bool Outbound::expired() const { return state_->expired; }

void Outbound::close() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

void Outbound::expire_in(std::int64_t wait_ms) {
  const std::uint64_t turn = ++state_->timer_turn;
  state_->timer.expires_after(std::chrono::milliseconds(wait_ms));
  state_->timer.async_wait([weak = weak_from_this(), turn](const boost::system::error_code&) {
    const std::shared_ptr<Outbound> self = weak.lock();
    if (!self || self->state_->timer_turn != turn) return;
    self->state_->expired = true;
    self->close();
  });
}

void Outbound::never_expire() {
  ++state_->timer_turn;
  state_->timer.cancel();
}

/// getaddrinfo cannot be interrupted, so the coroutine stops waiting for it instead.
Task<std::string> Outbound::resolve(const Destination& to, std::int64_t wait_ms) {
  boost::system::error_code not_an_address;
  const asio::ip::address address = asio::ip::make_address(to.host, not_an_address);
  if (!not_an_address) {
    state_->endpoints = {tcp::endpoint(address, static_cast<std::uint16_t>(std::stoul(to.port)))};
    co_return "";
  }
  auto lookup = std::make_shared<Lookup>(state_->executor);
  lookup->resolver.async_resolve(
      to.host, to.port, tcp::resolver::numeric_service,
      [lookup](const boost::system::error_code& failed, const tcp::resolver::results_type& found) {
        lookup->done = true;
        lookup->failed = failed;
        for (const auto& entry : found) lookup->endpoints.push_back(entry.endpoint());
        lookup->wake.notify();
      });
  co_await lookup->wake.wait(wait_ms);
  if (!lookup->done) co_return "the name " + to.host + " was not resolved in time";
  if (lookup->failed)
    co_return "the name " + to.host + " cannot be resolved: " + lookup->failed.message();
  state_->endpoints = std::move(lookup->endpoints);
  co_return "";
}

Task<std::string> Outbound::connect_any(const Client::Options& options) {
  std::string reason = "the name has no address";
  for (const tcp::endpoint& endpoint : state_->endpoints) {
    const std::string ip = endpoint.address().to_string();
    if (options.allow_address && !options.allow_address(ip)) {
      reason = "the address " + ip + " is not allowed";
      continue;
    }
    boost::system::error_code ignored;
    state_->socket.close(ignored);
    const auto [failed] = co_await state_->socket.async_connect(endpoint, k_quiet);
    if (!failed) {
      state_->socket.set_option(tcp::no_delay(true), ignored);
      co_return "";
    }
    reason = "cannot connect to " + ip + ": " + (state_->expired ? "timed out" : failed.message());
    if (state_->expired || failed == asio::error::operation_aborted) break;
  }
  co_return reason;
}

Task<std::string> Outbound::shake_hands(const std::string& host) {
  state_->tls.emplace(state_->socket, *state_->context);
  boost::system::error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (not_an_address) SSL_set_tlsext_host_name(state_->tls->native_handle(), host.c_str());
  state_->tls->set_verify_mode(asio::ssl::verify_peer);
  state_->tls->set_verify_callback(asio::ssl::host_name_verification(host));
  const auto [failed] =
      co_await state_->tls->async_handshake(asio::ssl::stream_base::client, k_quiet);
  if (!failed) co_return "";
  co_return "TLS with " + host + " failed: " + (state_->expired ? "timed out" : failed.message());
}

Task<std::string> Outbound::connect(const Destination& to, const Client::Options& options,
                                    std::int64_t wait_ms) {
  expire_in(wait_ms);
  std::string failure = co_await resolve(to, wait_ms);
  if (!failure.empty()) co_return failure;
  if (state_->expired) co_return "the name " + to.host + " was not resolved in time";
  failure = co_await connect_any(options);
  if (failure.empty() && to.tls) failure = co_await shake_hands(to.host);
  if (failure.empty() && state_->expired) failure = "connecting to " + to.host + " timed out";
  co_return failure;
}

Task<Outbound::Written> Outbound::write(std::string_view bytes) {
  Written written;
  boost::system::error_code failure;
  std::size_t count = 0;
  if (state_->tls) {
    written.any = true;  // how much of a record reached the kernel is not known
    const auto [failed, sent] =
        co_await asio::async_write(*state_->tls, asio::buffer(bytes.data(), bytes.size()), k_quiet);
    failure = failed;
    count = sent;
  } else {
    const auto [failed, sent] = co_await asio::async_write(
        state_->socket, asio::buffer(bytes.data(), bytes.size()), k_quiet);
    failure = failed;
    count = sent;
    written.any = sent > 0;
  }
  written.complete = !failure && count == bytes.size();
  if (failure) written.failure = state_->expired ? "timed out while sending" : failure.message();
  co_return written;
}

Task<std::string> Outbound::read_response(Exchange& exchange, std::size_t body_max) {
  reusable_ = false;
  for (int interim = 0; interim < k_interim_max; ++interim) {
    http::response_parser<http::string_body> parser;
    parser.body_limit(body_max);
    parser.header_limit(k_answer_head_max);
    boost::system::error_code failure;
    if (state_->tls) {
      const auto [failed, count] =
          co_await http::async_read(*state_->tls, state_->buffer, parser, k_quiet);
      failure = failed;
    } else {
      const auto [failed, count] =
          co_await http::async_read(state_->socket, state_->buffer, parser, k_quiet);
      failure = failed;
    }
    if (failure) co_return state_->expired ? "no complete answer in time" : failure.message();
    const auto& message = parser.get();
    if (message.result_int() / 100 == 1) continue;
    if (message.result_int() < 200 || message.result_int() > 599)
      co_return "the answer has no valid status";
    exchange.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
      exchange.headers.emplace_back(
          fold_case({field.name_string().data(), field.name_string().size()}),
          std::string(field.value().data(), field.value().size()));
    reusable_ = parser.keep_alive() && !parser.need_eof() && state_->buffer.size() == 0;
    exchange.body = std::move(parser.get().body());
    co_return "";
  }
  co_return "too many interim answers";
}

bool Outbound::still_open() {
  if (!state_->socket.is_open()) return false;
  char byte = 0;
  const ssize_t count = ::recv(state_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  // Silence is the only good sign: an end, an error or bytes nobody asked for make it unusable.
  return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

Result<Destination> parse_destination(const std::string& url) {
  const auto refuse = [](std::string why) {
    return invalid("url", "malformed_url", std::move(why));
  };
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) return refuse("the URL is malformed");
  const boost::urls::url_view view = *parsed;
  if (view.scheme_id() != boost::urls::scheme::http &&
      view.scheme_id() != boost::urls::scheme::https)
    return refuse("the URL is neither http nor https");
  if (view.has_userinfo()) return refuse("the URL holds credentials");
  Destination to;
  to.tls = view.scheme_id() == boost::urls::scheme::https;
  to.host = view.host_address();
  if (to.host.empty() || to.host.find_first_of(" \r\n\t/") != std::string::npos)
    return refuse("the URL has no host");
  to.port =
      view.has_port() && !view.port().empty() ? std::string(view.port()) : (to.tls ? "443" : "80");
  if (view.has_port() && view.port_number() == 0) return refuse("the URL has no valid port");
  to.authority = std::string(view.encoded_host_and_port());
  to.target = std::string(view.encoded_target());
  if (to.target.empty() || to.target.front() != '/') to.target.insert(0, "/");
  return to;
}

}  // namespace bursar::net
