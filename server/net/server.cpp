// Listeners, I/O threads, accepting and the graceful stop.
#include "net/server.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>

#include <sys/resource.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/loop.hpp"
#include "net/session.hpp"
#include "net/tasks.hpp"
#include "net/wake.hpp"

namespace bursar::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

namespace {

constexpr int k_backlog = 1'024;
constexpr std::int64_t k_accept_pause_ms = 50;  ///< after a failed accept: descriptors are short
constexpr milliseconds k_cancel_wait{2'000};    ///< for coroutines to end once cancelled
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// Each connection is a descriptor; the usual soft limit of 1,024 is below our own bound.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

milliseconds sweep_interval(const Limits& limits) {
  const std::int64_t shortest =
      std::min({limits.head_ms, limits.body_ms, limits.idle_ms, limits.write_ms, limits.linger_ms});
  return milliseconds(std::clamp<std::int64_t>(shortest / 8, 5, 250));
}

asio::ip::address parse_address(const std::string& text) {
  boost::system::error_code failed;
  const asio::ip::address address = asio::ip::make_address(text, failed);
  if (failed) throw std::invalid_argument("listener address " + text + " is not an IP address");
  return address;
}

tcp::acceptor open_acceptor(asio::io_context& context, const tcp::endpoint& endpoint, bool shared) {
  tcp::acceptor acceptor(context, endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  if (shared) acceptor.set_option(ReusePort(true));
  acceptor.bind(endpoint);
  return acceptor;
}

}  // namespace

/// One listener: its shared Host and an acceptor per thread.
struct Endpoint {
  std::string label;
  Host host;
  std::optional<TlsFiles> tls_files;
  std::mutex tls_mutex;
  std::shared_ptr<asio::ssl::context> tls;
  std::vector<tcp::acceptor> acceptors;  // one per loop, in the loops' order

  std::shared_ptr<asio::ssl::context> current_tls() {
    const std::lock_guard lock(tls_mutex);
    return tls;
  }
};

struct Server::Impl {
  Impl(ServerOptions chosen, const Clock& clock_, CryptoRandom& random_)
      : options(std::move(chosen)),
        clock(clock_),
        random(random_),
        own_log(clock_, LogLevel::warn),
        log(options.log ? *options.log : own_log),
        tasks(log),
        gate(options.limits, clock_) {
    if (options.threads == 0) throw std::invalid_argument("the server needs at least one thread");
    for (unsigned i = 0; i < options.threads; ++i)
      loops.push_back(std::make_unique<Loop>(sweep_interval(options.limits)));
  }

  ServerOptions options;
  const Clock& clock;
  CryptoRandom& random;
  Log own_log;
  Log& log;
  Tasks tasks;
  LoadGate gate;  ///< of all listeners together
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::unique_ptr<Endpoint>> endpoints;
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> next_loop{0};
  bool started = false;
  bool stopped = false;
  std::mutex stop_mutex;
  std::mutex sleepers_mutex;
  std::set<Wake*> sleepers;

  Task<void> accept_on(Endpoint& endpoint, std::size_t index);
  Task<void> run_session(std::shared_ptr<Connection> connection, Endpoint& endpoint, Loop& loop);
  void on_each_loop(const std::function<void(std::size_t)>& act);
  void close_acceptors();
  void wake_sleepers();
  bool is_own_thread() const;
};

void Server::Impl::on_each_loop(const std::function<void(std::size_t)>& act) {
  for (std::size_t i = 0; i < loops.size(); ++i)
    asio::post(loops[i]->context(), [act, i] { act(i); });
}

bool Server::Impl::is_own_thread() const {
  return std::any_of(loops.begin(), loops.end(), [](const std::unique_ptr<Loop>& loop) {
    return loop->context().get_executor().running_in_this_thread();
  });
}

/// Accepts for one listener on one loop until the acceptor is closed.
Task<void> Server::Impl::accept_on(Endpoint& endpoint, std::size_t index) {
  Loop& loop = *loops[index];
  tcp::acceptor& acceptor = endpoint.acceptors[index];
  asio::steady_timer pause(loop.context());
  while (!stopping.load()) {
    auto [failed, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (stopping.load() || !acceptor.is_open()) co_return;
    if (failed) {
      log.write(LogLevel::warn, "a connection could not be accepted",
                {{"listener", endpoint.label}, {"reason", failed.message()}});
      pause.expires_after(milliseconds(k_accept_pause_ms));
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    if (connections.fetch_add(1) >= options.limits.connections_max) {
      connections.fetch_sub(1);
      boost::system::error_code ignored;
      constexpr std::string_view k_full =
          "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: "
          "close\r\n\r\n";
      socket.non_blocking(true, ignored);
      if (!endpoint.host.proxies_only && !endpoint.tls_files)
        socket.write_some(asio::buffer(k_full), ignored);
      continue;
    }
    auto connection = std::make_shared<Connection>(std::move(socket), endpoint.current_tls());
    tasks.start(
        loop.context().get_executor(), "session",
        std::bind_front(&Impl::run_session, this, connection, std::ref(endpoint), std::ref(loop)));
  }
}

Task<void> Server::Impl::run_session(std::shared_ptr<Connection> connection, Endpoint& endpoint,
                                     Loop& loop) {
  loop.add(*connection);
  std::exception_ptr failure;
  try {
    co_await serve(connection, endpoint.host);
  } catch (...) {
    failure = std::current_exception();
  }
  loop.remove(*connection);
  connection->close();
  connections.fetch_sub(1);
  if (failure) std::rethrow_exception(failure);
}

void Server::Impl::close_acceptors() {
  on_each_loop([this](std::size_t index) {
    for (const std::unique_ptr<Endpoint>& endpoint : endpoints) {
      boost::system::error_code ignored;
      endpoint->acceptors[index].close(ignored);
    }
  });
}

void Server::Impl::wake_sleepers() {
  const std::lock_guard lock(sleepers_mutex);
  for (Wake* sleeper : sleepers) sleeper->notify();
}

Server::Server(ServerOptions options, const Clock& clock, CryptoRandom& random)
    : impl_(std::make_unique<Impl>(std::move(options), clock, random)) {}

Server::~Server() {
  stop();
  if (impl_->tasks.running() == 0) return;
  impl_->log.write(LogLevel::error, "coroutines did not end and are left behind",
                   {{"count", static_cast<std::int64_t>(impl_->tasks.running())}});
  (void)impl_.release();  // their frames point into it
}

std::uint16_t Server::listen(Listener listener) {
  check(!impl_->started, "listen() after start()");
  const asio::ip::address address = parse_address(listener.address);
  auto endpoint = std::make_unique<Endpoint>();
  Host& host = endpoint->host;
  host.trusted = TrustedPeers(impl_->options.trusted_proxies);
  if (!address.is_loopback() && !listener.tls) {
    if (!impl_->options.behind_proxy)
      throw std::invalid_argument("listener " + listener.address +
                                  " is reachable from outside: it needs TLS or behind_proxy");
    if (host.trusted.empty())
      throw std::invalid_argument("listener " + listener.address +
                                  " is behind a proxy whose address is not in trusted_proxies");
    host.proxies_only = true;
  }
  for (const Route& route : listener.surface.routes)
    if (route.access != Access::open && !listener.surface.guard)
      throw std::invalid_argument("route " + route.operation_id +
                                  " demands a credential and no guard judges it");
  host.router = std::make_unique<Router>(std::move(listener.surface.routes));
  host.surface = std::move(listener.surface);
  host.limits = impl_->options.limits;
  host.clock = &impl_->clock;
  host.random = &impl_->random;
  host.log = &impl_->log;
  host.gate = &impl_->gate;
  host.stopping = &impl_->stopping;
  endpoint->tls_files = listener.tls;
  if (listener.tls) endpoint->tls = server_tls(*listener.tls);

  tcp::endpoint at(address, listener.port);
  // SO_REUSEPORT would let a second server of the same user share the port in silence; this bind
  // fails.
  if (listener.port != 0) open_acceptor(impl_->loops.front()->context(), at, false);
  for (const std::unique_ptr<Loop>& loop : impl_->loops) {
    endpoint->acceptors.push_back(open_acceptor(loop->context(), at, true));
    at = endpoint->acceptors.back().local_endpoint();
  }
  for (tcp::acceptor& acceptor : endpoint->acceptors) acceptor.listen(k_backlog);
  endpoint->label = listener.address + ":" + std::to_string(at.port());
  impl_->endpoints.push_back(std::move(endpoint));
  return at.port();
}

void Server::start() {
  check(!impl_->started, "start() twice");
  impl_->started = true;
  raise_descriptor_limit();
  for (const std::unique_ptr<Endpoint>& endpoint : impl_->endpoints)
    for (std::size_t i = 0; i < impl_->loops.size(); ++i)
      impl_->tasks.start(impl_->loops[i]->context().get_executor(), "acceptor",
                         std::bind_front(&Impl::accept_on, impl_.get(), std::ref(*endpoint), i));
  for (const std::unique_ptr<Loop>& loop : impl_->loops) loop->start();
}

void Server::stop() {
  check(!impl_->is_own_thread(), "stop() from a thread of the server");
  const std::lock_guard lock(impl_->stop_mutex);
  if (impl_->stopped) return;
  impl_->stopped = true;
  impl_->stopping.store(true);
  if (!impl_->started) {  // nothing ran yet; let what was spawned see that it is over
    for (const std::unique_ptr<Loop>& loop : impl_->loops) loop->start();
  }
  impl_->close_acceptors();
  impl_->wake_sleepers();
  impl_->on_each_loop([impl = impl_.get()](std::size_t i) { impl->loops[i]->stop_connections(); });
  if (!impl_->tasks.wait_idle(milliseconds(impl_->options.drain_ms))) {
    impl_->log.write(LogLevel::warn, "requests were cut off at the end of the drain",
                     {{"count", static_cast<std::int64_t>(impl_->tasks.running())}});
    impl_->on_each_loop(
        [impl = impl_.get()](std::size_t i) { impl->loops[i]->close_connections(); });
    impl_->tasks.cancel_all();
    (void)impl_->tasks.wait_idle(k_cancel_wait);
  }
  for (const std::unique_ptr<Loop>& loop : impl_->loops) loop->join();
}

bool Server::stopping() const { return impl_->stopping.load(); }

void Server::reload_tls() {
  std::vector<std::shared_ptr<asio::ssl::context>> fresh;
  for (const std::unique_ptr<Endpoint>& endpoint : impl_->endpoints)
    fresh.push_back(endpoint->tls_files ? server_tls(*endpoint->tls_files) : nullptr);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const std::lock_guard lock(impl_->endpoints[i]->tls_mutex);
    impl_->endpoints[i]->tls = std::move(fresh[i]);
  }
}

asio::any_io_executor Server::executor() {
  const std::size_t index = impl_->next_loop.fetch_add(1) % impl_->loops.size();
  return impl_->loops[index]->context().get_executor();
}

void Server::spawn(std::string name, std::function<Task<void>()> body) {
  impl_->tasks.start(executor(), std::move(name), std::move(body));
}

Task<void> Server::sleep(std::int64_t wait_ms) {
  Wake wake(co_await asio::this_coro::executor);
  {
    const std::lock_guard lock(impl_->sleepers_mutex);
    if (stopping()) co_return;
    impl_->sleepers.insert(&wake);
  }
  std::exception_ptr failure;
  try {
    co_await wake.wait(wait_ms);
  } catch (...) {
    failure = std::current_exception();
  }
  {
    const std::lock_guard lock(impl_->sleepers_mutex);
    impl_->sleepers.erase(&wake);
  }
  if (failure) std::rethrow_exception(failure);
}

std::size_t Server::running() const { return impl_->tasks.running(); }

}  // namespace bursar::net
