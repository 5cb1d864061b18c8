// The loop of the background.
#include "provider_webhooks/runner.hpp"

#include "net/await.hpp"
#include "provider_webhooks/provider_webhooks.hpp"

namespace bursar::provider_webhooks {
namespace {

constexpr std::int64_t k_batch = 100;
constexpr std::int64_t k_look_ms = 2 * k_second_ms;

}  // namespace

Runner::Runner(RunnerServices services) : services_(std::move(services)) {}

net::Task<void> Runner::apply_all() {
  try {
    for (std::int64_t looked_at = k_batch; looked_at == k_batch && !services_.server.stopping();) {
      auto change = [this](storage::Tx& tx) {
        return apply_due(tx, services_.ports.call(services_.provider), k_batch);
      };
      const auto done = co_await net::write(services_.db, std::move(change));
      looked_at = done ? *done : 0;
    }
  } catch (const std::exception& error) {
    services_.log.write(net::LogLevel::error, "messages of providers could not be applied",
                        {{"error", error.what()}});
  }
}

net::Task<void> Runner::apply_forever() {
  while (!services_.server.stopping()) {
    bool is_due = true;
    try {
      auto ask = [](storage::Tx& tx) -> Result<std::optional<Instant>> { return next_due(tx); };
      const auto due = co_await net::read(services_.db, std::move(ask));
      is_due = due && *due && **due <= services_.ports.clock.now();
    } catch (const std::exception&) {
      is_due = false;
    }
    if (is_due) co_await apply_all();
    co_await services_.server.sleep(k_look_ms);
  }
}

void Runner::start() {
  started_ = true;
  services_.server.spawn("provider_webhooks", [this] { return apply_forever(); });
}

void Runner::notify() {
  if (started_) services_.server.spawn("provider webhook", [this] { return apply_all(); });
}

}  // namespace bursar::provider_webhooks
