// Socket operations of one connection.
#include "net/connection.hpp"

#include <poll.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace bursar::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {
constexpr auto k_quiet = asio::as_tuple(asio::use_awaitable);
/// Bytes a client may send into a live stream before it counts as misbehaving.
constexpr std::size_t k_dropped_max = 64 * 1024;
}  // namespace

struct Connection::Tls {
  Tls(tcp::socket& socket, std::shared_ptr<asio::ssl::context> settings)
      : context(std::move(settings)), stream(socket, *context) {}
  std::shared_ptr<asio::ssl::context> context;  // outlives the stream when certificates are
                                                // reloaded
  asio::ssl::stream<tcp::socket&> stream;
};

Connection::Connection(tcp::socket socket, std::shared_ptr<asio::ssl::context> tls)
    : socket_(std::move(socket)) {
  boost::system::error_code failed;
  socket_.set_option(tcp::no_delay(true), failed);
  const tcp::endpoint peer = socket_.remote_endpoint(failed);
  if (!failed) {
    const asio::ip::address address = peer.address();
    peer_ip_ = address.is_v6() && address.to_v6().is_v4_mapped()
                   ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
                   : address.to_string();
  }
  if (tls) tls_ = std::make_unique<Tls>(socket_, std::move(tls));
}

Connection::~Connection() = default;

Task<bool> Connection::handshake(std::int64_t wait_ms) {
  if (!tls_) co_return true;
  deadline_in(wait_ms);
  const auto [failed] =
      co_await tls_->stream.async_handshake(asio::ssl::stream_base::server, k_quiet);
  no_deadline();
  co_return !failed;
}

Task<std::size_t> Connection::read_some(char* to, std::size_t size) {
  if (timed_out_) co_return 0;
  const auto target = asio::buffer(to, size);
  if (tls_) {
    const auto [failed, count] = co_await tls_->stream.async_read_some(target, k_quiet);
    co_return failed ? 0 : count;
  }
  const auto [failed, count] = co_await socket_.async_read_some(target, k_quiet);
  co_return failed ? 0 : count;
}

Task<bool> Connection::write(std::array<std::string_view, 3> parts, std::int64_t wait_ms) {
  std::array<asio::const_buffer, 3> buffers;
  for (std::size_t i = 0; i < parts.size(); ++i)
    buffers[i] = asio::buffer(parts[i].data(), parts[i].size());
  timed_out_ = false;  // a late request is still told so
  deadline_in(wait_ms);
  boost::system::error_code failure;
  if (tls_) {
    const auto [failed, count] = co_await asio::async_write(tls_->stream, buffers, k_quiet);
    failure = failed;
  } else {
    const auto [failed, count] = co_await asio::async_write(socket_, buffers, k_quiet);
    failure = failed;
  }
  no_deadline();
  co_return !failure;
}

Task<void> Connection::linger(std::int64_t wait_ms) {
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  timed_out_ = false;
  deadline_in(wait_ms);
  std::array<char, 4096> waste{};
  for (;;) {
    const auto [failed, count] = co_await socket_.async_read_some(asio::buffer(waste), k_quiet);
    if (failed) break;
  }
  close();
}

void Connection::deadline_in(std::int64_t wait_ms) {
  deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
}

void Connection::no_deadline() { deadline_ = std::chrono::steady_clock::time_point::max(); }

void Connection::check_deadline(std::chrono::steady_clock::time_point now) {
  if (now < deadline_) return;
  no_deadline();
  timed_out_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::check_peer() {
  if (!answering_) return;
  // Nobody reads while a handler runs, so the end of the stream has to be asked for.
  pollfd peer{socket_.native_handle(), POLLRDHUP, 0};
  if (::poll(&peer, 1, 0) > 0) answering_->abandon();
}

void Connection::watch(std::function<void()> gone) {
  gone_ = std::move(gone);
  watch_more();
}

void Connection::watch_more() {
  auto done = [self = shared_from_this()](const boost::system::error_code& failed,
                                          std::size_t count) {
    self->dropped_count_ += count;
    if (!failed && self->dropped_count_ <= k_dropped_max) return self->watch_more();
    if (self->gone_) std::exchange(self->gone_, nullptr)();
  };
  if (tls_) tls_->stream.async_read_some(asio::buffer(dropped_), std::move(done));
  else socket_.async_read_some(asio::buffer(dropped_), std::move(done));
}

void Connection::stop() {
  if (gone_) std::exchange(gone_, nullptr)();
  if (idle && !has_input()) close();
}

bool Connection::has_input() const {
  boost::system::error_code failed;
  return socket_.available(failed) > 0 && !failed;
}

void Connection::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace bursar::net
