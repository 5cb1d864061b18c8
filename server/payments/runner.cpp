// Loops of the runner. An answer once received is recorded whatever it takes: when storage is busy
// or away the record is tried again until it is durable, because forgetting it would make a known
// outcome unknown.
#include "payments/runner.hpp"

#include <atomic>
#include <deque>
#include <mutex>

#include "ledger/ledger.hpp"
#include "net/await.hpp"
#include "net/wake.hpp"
#include "payments/payments.hpp"

namespace bursar::payments {
namespace {

using net::Task;
using storage::Tx;

constexpr std::int64_t k_in_flight_max = 256;
constexpr std::int64_t k_claim_max = 64;
constexpr std::size_t k_fresh_max = 16'384;  // beyond it the database alone remembers
constexpr std::int64_t k_idle_ms = 1'000;    // leftovers of other processes and of full queues
constexpr std::int64_t k_retry_ms = 200;
constexpr std::int64_t k_mature_batch = 500;

net::Method method_of(std::string_view word) {
  return word == "GET" ? net::Method::get : net::Method::post;
}

providers::Reach reach_of(net::Reach reach) {
  switch (reach) {
    case net::Reach::not_sent: return providers::Reach::not_sent;
    case net::Reach::unknown: return providers::Reach::unknown;
    case net::Reach::answered: return providers::Reach::answered;
  }
  return providers::Reach::unknown;
}

providers::WireResponse not_sent(std::string failure) {
  providers::WireResponse response;
  response.reach = providers::Reach::not_sent;
  response.failure = std::move(failure);
  return response;
}

}  // namespace

struct Runner::Impl : std::enable_shared_from_this<Runner::Impl> {
  RunnerServices services;
  std::unique_ptr<net::Wake> wake;  ///< of the dispatch loop; null before start()
  std::atomic<std::int64_t> in_flight{0};
  std::mutex mutex;
  std::deque<AttemptId> fresh;  ///< under the mutex
  bool started = false;

  explicit Impl(RunnerServices services_) : services(std::move(services_)) {}

  Call call(const Actor& actor) { return services.ports.call(actor); }
  bool stopping() const { return services.server.stopping(); }

  std::vector<AttemptId> take_fresh(std::int64_t most) {
    const std::lock_guard lock(mutex);
    std::vector<AttemptId> taken;
    while (!fresh.empty() && static_cast<std::int64_t>(taken.size()) < most) {
      taken.push_back(fresh.front());
      fresh.pop_front();
    }
    return taken;
  }

  /// Runs a write until it is durable, through busy queues and broken surroundings; gives up on a
  /// stop.
  template <class F>
  Task<void> write_surely(std::string what, F body) {
    while (true) {
      try {
        const auto done = co_await net::write(services.db, body);
        if (done) co_return;
        if (done.error().kind != ErrorKind::unavailable) {
          services.log.write(net::LogLevel::error, what,
                             {{"code", done.error().code}, {"detail", done.error().message}});
          co_return;
        }
      } catch (const Bug&) {
        throw;
      } catch (const std::exception& error) {
        services.log.write(net::LogLevel::error, what, {{"error", error.what()}});
      }
      if (stopping()) co_return;  // phase sending is durable: after the restart it is asked about
      co_await services.server.sleep(k_retry_ms);
    }
  }

  Task<providers::WireResponse> exchange(const providers::AccountConfig& account,
                                         const providers::WireRequest& wire) {
    net::ClientRequest request;
    request.url = account.base_url + wire.path;
    request.method = method_of(wire.method);
    request.headers = wire.headers;
    request.body = std::string(wire.body.reveal());
    const net::Exchange answer = co_await services.client.send(std::move(request));
    providers::WireResponse response;
    response.reach = reach_of(answer.reach);
    response.status = answer.status;
    response.body = answer.body;
    response.failure = answer.failure;
    response.latency_us = answer.latency_us;
    co_return response;
  }

  Task<void> send(Dispatch dispatch) {
    std::string request_masked;
    providers::WireResponse response;
    const providers::Adapter* adapter = providers::find_adapter(dispatch.adapter);
    Secret cvv = dispatch.needs_cvv ? services.cvvs.take(dispatch.attempt) : Secret();
    if (adapter == nullptr) {
      response = not_sent("there is no adapter " + dispatch.adapter);
    } else if (dispatch.needs_cvv && cvv.empty()) {
      response = not_sent("the verification value was lost before the call");
    } else {
      if (dispatch.request.card) dispatch.request.card->cvv = std::move(cvv);
      const providers::WireRequest wire = adapter->build(dispatch.request, dispatch.config);
      request_masked = providers::masked_body(wire.body.reveal());
      response = co_await exchange(dispatch.config, wire);
    }
    auto record = [this, id = dispatch.attempt, response, request_masked](Tx& tx) {
      return record_answer(tx, call(services.provider), id, response, request_masked);
    };
    co_await write_surely("an answer could not be recorded", std::move(record));
    --in_flight;
    wake->notify();
  }

  /// Claims what fits into the flight and starts it; returns how many.
  Task<std::int64_t> claim(std::vector<AttemptId> only, std::int64_t most) {
    auto change = [this, only = std::move(only), most](Tx& tx) {
      return claim_prepared(tx, call(services.dispatcher), services.keys, only, most);
    };
    auto claimed = co_await net::write(services.db, std::move(change));
    if (!claimed) co_return 0;
    for (Dispatch& dispatch : *claimed) {
      ++in_flight;
      services.server.spawn("provider call",
                            [self = shared_from_this(), dispatch = std::move(dispatch)]() mutable {
                              return self->send(std::move(dispatch));
                            });
    }
    co_return static_cast<std::int64_t>(claimed->size());
  }

  Task<void> dispatch_forever() {
    auto adopt = [this](Tx& tx) -> Result<std::int64_t> {
      return adopt_orphans(tx, call(services.dispatcher));
    };
    co_await write_surely("orphans could not be adopted", std::move(adopt));
    std::int64_t leftovers = k_claim_max;  // accepted before this process was told of anything
    while (!stopping()) {
      const std::int64_t room = std::min(k_claim_max, k_in_flight_max - in_flight);
      if (room <= 0) {
        co_await wake->wait(k_idle_ms);
        continue;
      }
      std::int64_t started_now = 0;
      bool idle = false;
      try {
        std::vector<AttemptId> only = take_fresh(room);
        if (!only.empty()) started_now = co_await claim(std::move(only), room);
        else if (leftovers > 0) leftovers = started_now = co_await claim({}, room);
        else idle = true;
      } catch (const std::exception& error) {
        services.log.write(net::LogLevel::error, "claiming failed", {{"error", error.what()}});
        idle = true;
      }
      if (!idle) continue;
      const Tick before = services.ports.clock.tick();
      co_await wake->wait(k_idle_ms);
      // A whole idle wait passed: look for what other processes or a full queue left in the
      // database.
      if (services.ports.clock.tick().ns - before.ns >= (k_idle_ms - 50) * 1'000'000) leftovers = 1;
    }
  }

  Task<void> ask(Question question) {
    const providers::Adapter* adapter = providers::find_adapter(question.adapter);
    if (adapter == nullptr) co_return;
    const providers::WireResponse response =
        co_await exchange(question.config, adapter->build(question.request, question.config));
    auto record = [this, question, response](Tx& tx) {
      return record_reply(tx, call(services.provider), question, response);
    };
    co_await write_surely("a reply could not be recorded", std::move(record));
  }

  Task<void> ask_forever() {
    while (!stopping()) {
      try {
        auto change = [this](Tx& tx) {
          return claim_questions(tx, call(services.dispatcher), services.keys, k_claim_max);
        };
        auto questions = co_await net::write(services.db, std::move(change));
        if (questions)
          for (Question& question : *questions)
            services.server.spawn("provider question", [self = shared_from_this(),
                                                        question = std::move(question)]() mutable {
              return self->ask(std::move(question));
            });
      } catch (const std::exception& error) {
        services.log.write(net::LogLevel::error, "asking failed", {{"error", error.what()}});
      }
      co_await services.server.sleep(k_idle_ms);
    }
  }

  Task<void> mature_forever() {
    while (!stopping()) {
      try {
        for (std::int64_t matured = k_mature_batch; matured > 0 && !stopping();) {
          auto change = [this](Tx& tx) -> Result<std::int64_t> {
            return ledger::mature(tx, call(services.dispatcher), services.ports.clock.now(),
                                  k_mature_batch);
          };
          const auto done = co_await net::write(services.db, std::move(change));
          matured = done ? *done : 0;
        }
      } catch (const std::exception& error) {
        services.log.write(net::LogLevel::error, "maturing failed", {{"error", error.what()}});
      }
      co_await services.server.sleep(k_minute_ms);
    }
  }
};

Runner::Runner(RunnerServices services) : impl_(std::make_shared<Impl>(std::move(services))) {}

Runner::~Runner() = default;

void Runner::start() {
  impl_->wake = std::make_unique<net::Wake>(impl_->services.server.executor());
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->started = true;
  }
  impl_->services.server.spawn("dispatch", [impl = impl_] { return impl->dispatch_forever(); });
  impl_->services.server.spawn("questions", [impl = impl_] { return impl->ask_forever(); });
  impl_->services.server.spawn("maturity", [impl = impl_] { return impl->mature_forever(); });
}

void Runner::notify(AttemptId attempt) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (!impl_->started || impl_->fresh.size() >= k_fresh_max) return;
    impl_->fresh.push_back(attempt);
  }
  impl_->wake->notify();
}

std::int64_t Runner::in_flight() const { return impl_->in_flight; }

std::int64_t Runner::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return static_cast<std::int64_t>(impl_->fresh.size());
}

}  // namespace bursar::payments
