// Loops of the runner. One piece at a time and batch after batch, so that a long one does not hold
// up a short one, and payments of others are never far behind.
#include "batches/runner.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "base/check.hpp"
#include "net/await.hpp"
#include "net/wake.hpp"

namespace bursar::batches {
namespace {

constexpr std::int64_t k_idle_ms = 1'000;
constexpr std::int64_t k_busy_ms = 100;
constexpr std::int64_t k_lines_at_once = 50;
constexpr std::int64_t k_batches_at_once = 8;
constexpr std::int64_t k_backlog_max = 200;
constexpr std::int64_t k_follow_at_once = 200;
constexpr std::int64_t k_follow_ms = 300;
constexpr std::int64_t k_waiting_max = 100;
constexpr std::int64_t k_waiting_ms = 2 * k_second_ms;

/// Between two turns. A pause for the sake of the rate is not cut short.
struct Rest {
  std::int64_t ms = 0;
  bool can_be_woken = false;
};

}  // namespace

struct Runner::Impl : std::enable_shared_from_this<Runner::Impl> {
  RunnerServices services;
  std::mutex mutex;
  std::unique_ptr<net::Wake> wake;  ///< under the mutex; null before the loop runs

  explicit Impl(RunnerServices services_) : services(std::move(services_)) {}

  bool stopping() const { return services.server.stopping(); }
  Call call() { return services.ports.call(services.actor); }
  void log_error(std::string_view what, std::string_view detail) {
    services.log.write(net::LogLevel::error, what, {{"error", detail}});
  }

  void wake_up() {
    const std::lock_guard lock(mutex);
    if (wake) wake->notify();
  }

  net::Task<std::vector<Due>> due() {
    auto query = [this](Tx& tx) -> Result<std::vector<Due>> {
      return due_batches(tx, call(), k_batches_at_once);
    };
    auto found = co_await net::read(services.db, std::move(query));
    std::vector<Due> none;
    co_return found ? std::move(*found) : std::move(none);
  }

  /// Returns whether there was something to check.
  net::Task<bool> check(BatchId id) {
    auto change = [this, id](Tx& tx) { return check_lines(tx, call(), services.tools, id); };
    const auto checked = co_await net::write(services.db, std::move(change));
    co_return checked&&* checked;
  }

  /// Carries out lines of one batch; returns how many.
  net::Task<std::int64_t> run(BatchId id) {
    bool is_broken = false;
    try {
      auto change = [this, id](Tx& tx) {
        return run_lines(tx, call(), services.tools, id, k_lines_at_once);
      };
      const auto ran = co_await net::write(services.db, std::move(change));
      if (!ran) co_return 0;
      for (const AttemptId attempt : ran->attempts) services.dispatch(attempt);
      co_return ran->lines;
    } catch (const Bug& bug) {
      log_error("lines of a batch could not be carried out", bug.what());
      is_broken = true;
    }
    if (!is_broken) co_return 0;
    co_return co_await run_one(id);
  }

  /// After something broke: the next line alone, put aside when it is the one.
  net::Task<std::int64_t> run_one(BatchId id) {
    bool is_broken = false;
    try {
      auto change = [this, id](Tx& tx) { return run_lines(tx, call(), services.tools, id, 1); };
      const auto ran = co_await net::write(services.db, std::move(change));
      if (!ran) co_return 0;
      for (const AttemptId attempt : ran->attempts) services.dispatch(attempt);
      co_return ran->lines;
    } catch (const Bug& bug) {
      log_error("a line of a batch was put aside", bug.what());
      is_broken = true;
    }
    if (!is_broken) co_return 0;
    auto change = [this, id](Tx& tx) { return set_aside(tx, call(), id); };
    (void)co_await net::write(services.db, std::move(change));
    co_return 1;
  }

  net::Task<std::int64_t> work_on(Due one) {
    std::int64_t lines = 0;
    try {
      if (one.step == Step::check) {
        const bool checked = co_await check(one.id);
        co_return checked ? 0 : -1;
      }
      lines = co_await run(one.id);
    } catch (const std::exception& error) {
      log_error("a batch could not go on", error.what());
      co_return -1;
    }
    co_return lines > 0 ? lines : -1;
  }

  /// One turn over what is due.
  net::Task<Rest> turn() {
    if (services.backlog() > k_backlog_max) co_return Rest{k_busy_ms, false};
    const std::vector<Due> all = co_await due();
    std::int64_t ran = 0;
    bool any = false;
    for (const Due& one : all) {
      if (stopping()) co_return Rest{};
      const std::int64_t lines = co_await work_on(one);
      any = any || lines >= 0;
      ran += std::max<std::int64_t>(lines, 0);
    }
    if (ran > 0)
      co_return Rest{ran * 1'000 / std::max<std::int64_t>(services.lines_per_s, 1), false};
    co_return any ? Rest{} : Rest{k_idle_ms, true};
  }

  net::Task<void> work_forever() {
    {
      auto own = std::make_unique<net::Wake>(co_await boost::asio::this_coro::executor);
      const std::lock_guard lock(mutex);
      wake = std::move(own);
    }
    while (!stopping()) {
      Rest rest{k_idle_ms, true};
      try {
        rest = co_await turn();
      } catch (const std::exception& error) {
        log_error("looking for batches failed", error.what());
      }
      if (rest.can_be_woken) co_await wake->wait(rest.ms);
      else if (rest.ms > 0) co_await services.server.sleep(rest.ms);
    }
  }

  net::Task<void> follow_forever() {
    while (!stopping()) {
      std::int64_t looked = 0;
      try {
        auto ask = [this](Tx& tx) -> Result<bool> {
          return has_lines_to_follow(tx, services.ports.clock.now());
        };
        const auto any = co_await net::read(services.db, std::move(ask));
        if (!any || !*any) {
          co_await services.server.sleep(k_follow_ms);
          continue;
        }
        auto change = [this](Tx& tx) { return follow_lines(tx, call(), k_follow_at_once); };
        const auto done = co_await net::write(services.db, std::move(change));
        looked = done ? *done : 0;
      } catch (const std::exception& error) {
        log_error("following lines of batches failed", error.what());
      }
      const std::int64_t rest_ms = looked == k_follow_at_once ? k_busy_ms : k_follow_ms;
      co_await services.server.sleep(rest_ms);
    }
  }

  /// Batches whose request came to nothing can be confirmed again.
  net::Task<void> release_forever() {
    while (!stopping()) {
      try {
        auto ask = [](Tx& tx) -> Result<bool> { return !waiting_batches(tx, 1).empty(); };
        const auto any = co_await net::read(services.db, std::move(ask));
        auto change = [this](Tx& tx) -> Result<void> {
          for (const Waiting& one : waiting_batches(tx, k_waiting_max))
            if (!services.still_waits(tx, call(), one))
              if (auto released = release_batch(tx, call(), one.id); !released) return released;
          return ok();
        };
        if (any && *any) (void)co_await net::write(services.db, std::move(change));
      } catch (const std::exception& error) {
        log_error("looking after batches that wait failed", error.what());
      }
      co_await services.server.sleep(k_waiting_ms);
    }
  }

  /// A stop must not wait for the end of a rest.
  net::Task<void> end_rest_at_stop() {
    while (!stopping()) co_await services.server.sleep(k_hour_ms);
    wake_up();
  }
};

Runner::Runner(RunnerServices services) : impl_(std::make_shared<Impl>(std::move(services))) {}

Runner::~Runner() = default;

void Runner::start() {
  net::Server& server = impl_->services.server;
  server.spawn("batches", [impl = impl_] { return impl->work_forever(); });
  server.spawn("batches follow", [impl = impl_] { return impl->follow_forever(); });
  server.spawn("batches release", [impl = impl_] { return impl->release_forever(); });
  server.spawn("batches stop", [impl = impl_] { return impl->end_rest_at_stop(); });
}

void Runner::notify() { impl_->wake_up(); }

}  // namespace bursar::batches
