// The loops: claim (a write), send (outside of any transaction), conclude (a write).
#include "notify/runner.hpp"

#include <curl/curl.h>

#include "net/await.hpp"
#include "net/system_ports.hpp"

namespace bursar::notify {
namespace {

// Other servers on the same database give no wake-up here, and a mail may take half a second.
constexpr std::int64_t k_poll_ms = 400;
constexpr std::int64_t k_kept_ms = 90 * k_day_ms;
constexpr std::size_t k_pool_queue = 4;

}  // namespace

struct Runner::Impl {
  explicit Impl(RunnerServices given) : services(std::move(given)) {}

  Sender sender() const { return {services.ports.ids.node(), services.keys}; }
  Call call() const { return services.ports.call(services.actor); }

  net::Task<void> run(Channel channel);
  net::Task<bool> turn(Channel channel);
  net::Task<Attempt> send(const Claim& claim);
  net::Task<void> drop_ended();

  RunnerServices services;
  std::atomic<bool> stopping{false};
  Instant next_clean{};
  net::WorkerPool pool{1, k_pool_queue};
};

net::Task<Attempt> Runner::Impl::send(const Claim& claim) {
  if (claim.channel == Channel::sms)
    co_return co_await send_sms(services.client, *services.gateways.sms, claim);
  auto start = [this, mail = std::make_shared<const Claim>(claim)](auto done) {
    auto finish = std::make_shared<decltype(done)>(std::move(done));
    const bool queued = pool.submit([this, mail, finish] {
      (*finish)(send_mail(*services.gateways.mail, *mail, stopping), nullptr);
    });
    if (!queued) (*finish)(Attempt{Outcome::not_sent, "this server is busy"}, nullptr);
  };
  Attempt attempt = co_await net::await_callback<Attempt>(std::move(start));
  co_return attempt;
}

/// One message; true when there may be another one.
net::Task<bool> Runner::Impl::turn(Channel channel) {
  const Instant now = services.ports.clock.now();
  auto look = [channel, now](storage::Tx& tx) -> Result<bool> { return has_due(tx, channel, now); };
  const auto due = co_await net::read(services.db, std::move(look));
  if (!due || !*due) co_return false;
  auto take = [this, channel, context = call()](storage::Tx& tx) -> Result<std::optional<Claim>> {
    return claim_next(tx, context, channel, sender());
  };
  const auto claim = co_await net::write(services.db, std::move(take));
  if (!claim || !*claim) co_return false;
  const Attempt attempt = co_await send(**claim);
  auto close = [this, &claim, &attempt, context = call()](storage::Tx& tx) -> Result<void> {
    conclude(tx, context, **claim, sender(), attempt);
    return ok();
  };
  const auto closed = co_await net::write(services.db, std::move(close));
  if (attempt.outcome != Outcome::sent)
    services.log.write(net::LogLevel::warn, "a message could not be sent",
                       {{"channel", std::string(channel_name(channel))},
                        {"message_id", (**claim).id.text()},
                        {"error", attempt.error}});
  co_return closed.has_value() && !stopping;
}

net::Task<void> Runner::Impl::drop_ended() {
  const Instant now = services.ports.clock.now();
  if (now < next_clean) co_return;
  next_clean = now.plus_ms(k_hour_ms);
  auto forget = [now](storage::Tx& tx) -> Result<std::int64_t> {
    return forget_ended(tx, now.plus_ms(-k_kept_ms));
  };
  (void)co_await net::write(services.db, std::move(forget));
}

net::Task<void> Runner::Impl::run(Channel channel) {
  while (!services.server.stopping() && !stopping) {
    bool more = false;
    try {
      more = co_await turn(channel);
      if (channel == Channel::mail) co_await drop_ended();
    } catch (const std::exception& error) {
      services.log.write(net::LogLevel::error, "sending messages failed",
                         {{"error", error.what()}});
    }
    if (!more) co_await services.server.sleep(k_poll_ms);
  }
}

Runner::Runner(RunnerServices services) : impl_(std::make_shared<Impl>(std::move(services))) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

Runner::~Runner() { stop(); }

void Runner::start() {
  Impl& impl = *impl_;
  const Call call = impl.call();
  const Gateways& gateways = impl.services.gateways;
  const std::string& key = impl.services.keys.public_key;
  (void)impl.services.db.write([&](storage::Tx& tx) -> Result<std::int64_t> {
    set_channel(tx, call, Channel::mail, gateways.mail.has_value(), key);
    set_channel(tx, call, Channel::sms, gateways.sms.has_value(), key);
    return adopt(tx, call.now, impl.services.ports.ids.node());
  });
  const auto spawn = [this](Channel channel, std::string name) {
    impl_->services.server.spawn(std::move(name),
                                 [impl = impl_, channel] { return impl->run(channel); });
  };
  if (gateways.mail) spawn(Channel::mail, "mail");
  if (gateways.sms) spawn(Channel::sms, "text messages");
}

void Runner::stop() { impl_->stopping = true; }

}  // namespace bursar::notify
