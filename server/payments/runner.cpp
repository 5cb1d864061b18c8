// Loops of the runner. An answer once received is recorded whatever it takes: when storage is busy
// or away the record is tried again until it is durable, because forgetting it would make a known
// outcome unknown.
#include "payments/runner.hpp"

#include <atomic>
#include <deque>
#include <mutex>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "ledger/ledger.hpp"
#include "net/await.hpp"
#include "net/wake.hpp"
#include "payments/clock_watch.hpp"
#include "payments/steps.hpp"

namespace bursar::payments {
namespace {

using net::Task;
using storage::Tx;

constexpr std::int64_t k_in_flight_max = 256;
constexpr std::int64_t k_questions_max = 64;  // under way at once
constexpr std::int64_t k_claim_max = 64;
constexpr std::size_t k_fresh_max = 16'384;  // beyond it the database alone remembers
constexpr std::int64_t k_idle_ms = 1'000;    // leftovers of other processes and of full queues
constexpr std::int64_t k_look_ms = 250;      // between looks into the database under load
constexpr std::int64_t k_retry_ms = 200;
/// A claim is sent within this time or not at all. Far below the time after which absence proves at
/// any provider that a call never came: a process that slept in between must not send what others
/// have given up by then.
constexpr std::int64_t k_send_within_ms = 20 * k_second_ms;
constexpr int k_stop_tries = 40;  // with the pauses between them: most of the drain
constexpr std::int64_t k_mature_batch = 500;
constexpr std::int64_t k_hold_step_batch = 100;
constexpr std::int64_t k_hold_look_ms = 15 * k_second_ms;

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

/// When an attempt was claimed. The wall clock counts the sleep of a whole machine, the other one
/// is never set.
struct ClaimedAt {
  Instant at;
  Tick tick;
  bool is_long_ago(const Clock& clock) const {
    const std::int64_t ran_ms = (clock.tick().ns - tick.ns) / 1'000'000;
    return std::max(clock.now().ms - at.ms, ran_ms) > k_send_within_ms;
  }
};

/// Counts something under way for as long as it lives, however it ends.
class Counted {
 public:
  explicit Counted(std::atomic<std::int64_t>& count) : count_(&count) { ++*count_; }
  Counted(Counted&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  Counted& operator=(Counted&&) = delete;
  ~Counted() {
    if (count_ != nullptr) --*count_;
  }

 private:
  std::atomic<std::int64_t>* count_;
};

}  // namespace

struct Runner::Impl : std::enable_shared_from_this<Runner::Impl> {
  RunnerServices services;
  std::atomic<std::int64_t> in_flight{0};
  std::atomic<std::int64_t> asking{0};
  std::mutex mutex;
  std::deque<AttemptId> fresh;      ///< under the mutex, as what follows
  std::unique_ptr<net::Wake> wake;  ///< of the dispatch loop, on its executor; null before it runs
  bool started = false;
  ClockWatch clock_watch;  ///< of the dispatch loop

  explicit Impl(RunnerServices services_) : services(std::move(services_)) {}

  Call call(const Actor& actor) { return services.ports.call(actor); }
  bool stopping() const { return services.server.stopping(); }
  void log_error(std::string_view what, std::string_view detail) {
    services.log.write(net::LogLevel::error, what, {{"error", detail}});
  }

  void wake_up() {
    const std::lock_guard lock(mutex);
    if (wake) wake->notify();
  }

  std::vector<AttemptId> take_fresh(std::int64_t most) {
    const std::lock_guard lock(mutex);
    std::vector<AttemptId> taken;
    while (!fresh.empty() && static_cast<std::int64_t>(taken.size()) < most) {
      taken.push_back(fresh.front());
      fresh.pop_front();
    }
    return taken;
  }

  /// A pause that a stop does not cut short.
  Task<void> pause() {
    net::Wake never(co_await boost::asio::this_coro::executor);
    co_await never.wait(k_retry_ms);
  }

  /// Runs a write until it is durable, through busy queues and broken surroundings. During a stop
  /// it still tries for most of the drain; after that phase sending, which is durable, says enough.
  template <class F>
  Task<void> write_surely(std::string what, F body) {
    for (int tries_at_stop = 0; tries_at_stop < k_stop_tries;) {
      try {
        const auto done = co_await net::write(services.db, body);
        if (done) co_return;
        if (done.error().kind != ErrorKind::unavailable) {
          log_error(what, done.error().message);
          co_return;
        }
      } catch (const Bug&) {
        throw;
      } catch (const std::exception& error) {
        log_error(what, error.what());
      }
      if (stopping()) ++tries_at_stop;
      co_await pause();
    }
  }

  /// To the desk of payment files. When its commit is not known, neither is what became of it.
  Task<providers::WireResponse> hand_over(const providers::WireRequest& wire) {
    if (!services.desk) co_return not_sent("there is no desk of payment files here");
    providers::WireResponse response;
    response.reach = providers::Reach::unknown;
    try {
      auto body = [this, wire](Tx& tx) {
        return services.desk(tx, call(services.dispatcher), wire);
      };
      auto taken = co_await net::write(services.db, std::move(body));
      if (taken) response = *std::move(taken);
      else response = not_sent(taken.error().message);
    } catch (const storage::StorageError& error) {
      response.failure = error.what();
    }
    co_return response;
  }

  Task<providers::WireResponse> exchange(const providers::AccountConfig& account,
                                         const providers::WireRequest& wire) {
    if (wire.method == providers::k_desk_method) co_return co_await hand_over(wire);
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

  /// Why a claimed attempt must not leave; empty when it may. Puts the verification value in.
  std::string objection(Dispatch& dispatch, const ClaimedAt& claimed) {
    if (claimed.is_long_ago(services.ports.clock)) return "too late to be sent after its claim";
    if (!dispatch.unsendable.empty()) return dispatch.unsendable;
    if (!dispatch.needs_cvv) return {};
    Secret cvv = services.cvvs.take(dispatch.attempt);
    if (cvv.empty()) return "the verification value was lost before the call";
    if (dispatch.request.card) dispatch.request.card->cvv = std::move(cvv);
    return {};
  }

  /// The operation goes on at another account: with the verification value, which has been nowhere
  /// but in this process's memory and stays there for as long as anybody waits for the payment.
  void go_on(AttemptId next, Dispatch& dispatch) {
    if (dispatch.request.card && !dispatch.request.card->cvv.empty())
      services.cvvs.put(next, std::move(dispatch.request.card->cvv),
                        services.ports.clock.now().plus_ms(k_send_within_ms));
    const std::lock_guard lock(mutex);
    if (fresh.size() < k_fresh_max) fresh.push_back(next);
  }

  Task<void> send(Dispatch dispatch, ClaimedAt claimed, [[maybe_unused]] Counted counted) {
    std::string request_masked;
    providers::WireResponse response;
    const providers::Adapter* adapter = providers::find_adapter(dispatch.adapter);
    std::string why = adapter == nullptr ? "there is no adapter " + dispatch.adapter
                                         : objection(dispatch, claimed);
    if (why.empty()) {
      const providers::WireRequest wire = adapter->build(dispatch.request, dispatch.config);
      request_masked = providers::masked_body(wire.body.reveal());
      response = co_await exchange(dispatch.config, wire);
    } else {
      response = not_sent(std::move(why));
    }
    auto next = std::make_shared<std::optional<AttemptId>>();
    auto record = [this, id = dispatch.attempt, response, request_masked,
                   next](Tx& tx) -> Result<void> {
      auto recorded = record_exchange(tx, call(services.provider), id, response, request_masked);
      if (!recorded) return recorded.error();
      *next = *recorded;
      return ok();
    };
    co_await write_surely("an answer could not be recorded", std::move(record));
    if (*next) go_on(**next, dispatch);
    wake_up();
  }

  /// Claims what fits into the flight and starts it; returns how many.
  Task<std::int64_t> claim(std::vector<AttemptId> only) {
    const std::int64_t room = std::min(k_claim_max, k_in_flight_max - in_flight);
    if (room <= 0) co_return 0;
    const Clock& clock = services.ports.clock;
    const ClaimedAt claimed_at{clock.now(), clock.tick()};
    auto change = [this, only = std::move(only), room](Tx& tx) {
      return claim_prepared(tx, call(services.dispatcher), services.keys, only, room);
    };
    auto claimed = co_await net::write(services.db, std::move(change));
    if (!claimed) co_return 0;  // storage is busy: the attempts stay prepared and due
    for (Dispatch& dispatch : *claimed) {
      // std::function wants a copyable closure; the count moves out of a shared box.
      auto counted = std::make_shared<Counted>(in_flight);
      services.server.spawn("provider call", [self = shared_from_this(), counted, claimed_at,
                                              dispatch = std::move(dispatch)]() mutable {
        return self->send(std::move(dispatch), claimed_at, std::move(*counted));
      });
    }
    co_return static_cast<std::int64_t>(claimed->size());
  }

  /// Why a claimed question must not leave; empty when it may.
  std::string objection(const Question& question, const ClaimedAt& claimed) {
    if (question.method == AskMethod::query) return {};
    if (claimed.is_long_ago(services.ports.clock)) return "too late to be sent after its claim";
    return std::string(question_objection(question, services.ports.clock.now()));
  }

  Task<void> ask(Question question, ClaimedAt claimed, [[maybe_unused]] Counted counted) {
    const providers::Adapter* adapter = providers::find_adapter(question.adapter);
    if (adapter == nullptr) co_return;
    providers::WireResponse response;
    std::string why = objection(question, claimed);
    if (why.empty()) {
      const providers::WireRequest wire = adapter->build(question.request, question.config);
      response = co_await exchange(question.config, wire);
    } else {
      response = not_sent(std::move(why));
    }
    auto record = [this, question, response](Tx& tx) {
      return record_reply(tx, call(services.provider), question, response);
    };
    co_await write_surely("a reply could not be recorded", std::move(record));
    wake_up();
  }

  Task<std::int64_t> claim_due_questions() {
    const std::int64_t room = k_questions_max - asking;
    if (room <= 0) co_return 0;
    const Clock& clock = services.ports.clock;
    const ClaimedAt claimed_at{clock.now(), clock.tick()};
    auto change = [this, room](Tx& tx) {
      return claim_questions(tx, call(services.dispatcher), services.keys, room);
    };
    auto questions = co_await net::write(services.db, std::move(change));
    if (!questions) co_return 0;
    // Looked at after the claim: a jump before it is seen, one after it does not matter.
    const Instant even_since = clock_watch.even_since(services.ports.clock);
    for (Question& question : *questions) {
      question.clock_even_since = even_since;
      auto counted = std::make_shared<Counted>(asking);
      services.server.spawn("provider question", [self = shared_from_this(), counted, claimed_at,
                                                  question = std::move(question)]() mutable {
        return self->ask(std::move(question), claimed_at, std::move(*counted));
      });
    }
    co_return static_cast<std::int64_t>(questions->size());
  }

  /// Does what the database says is due; returns how long there is nothing more to do.
  Task<std::int64_t> look() {
    auto ask_database = [](Tx& tx) -> Result<std::optional<Instant>> { return next_due(tx); };
    const auto due = co_await net::read(services.db, std::move(ask_database));
    if (!due || !*due) co_return k_idle_ms;
    const std::int64_t wait_ms = (*due)->ms - services.ports.clock.now().ms;
    if (wait_ms > 0) co_return std::min(wait_ms, k_idle_ms);
    std::vector<AttemptId> any;
    const std::int64_t sent = co_await claim(std::move(any));
    const std::int64_t asked = co_await claim_due_questions();
    co_return sent + asked > 0 ? 0 : k_retry_ms;
  }

  /// One turn of the dispatch loop; returns how long it may rest.
  Task<std::int64_t> turn(Tick& looked_at) {
    std::vector<AttemptId> only = take_fresh(std::min(k_claim_max, k_in_flight_max - in_flight));
    const bool busy = !only.empty();
    if (busy) (void)co_await claim(std::move(only));
    const Tick now = services.ports.clock.tick();
    if (busy && now.ns - looked_at.ns < k_look_ms * 1'000'000) co_return 0;
    looked_at = now;
    const std::int64_t rest_ms = co_await look();
    co_return busy ? 0 : rest_ms;
  }

  Task<void> dispatch_forever() {
    {
      auto own = std::make_unique<net::Wake>(co_await boost::asio::this_coro::executor);
      const std::lock_guard lock(mutex);
      wake = std::move(own);
    }
    auto adopt = [this](Tx& tx) -> Result<std::int64_t> {
      return adopt_orphans(tx, call(services.dispatcher));
    };
    co_await write_surely("orphans could not be adopted", std::move(adopt));
    Tick looked_at;
    (void)clock_watch.even_since(services.ports.clock);
    while (!stopping()) {
      std::int64_t rest_ms = k_retry_ms;
      try {
        rest_ms = co_await turn(looked_at);
      } catch (const std::exception& error) {
        log_error("dispatching failed", error.what());
      }
      if (rest_ms > 0) co_await wake->wait(rest_ms);
    }
  }

  /// A stop must not wait for the end of the dispatch loop's rest.
  Task<void> end_rest_at_stop() {
    while (!stopping()) co_await services.server.sleep(k_hour_ms);
    wake_up();
  }

  /// Takes or lets go what holds have come due for.
  Task<void> hold_steps_forever() {
    while (!stopping()) {
      try {
        auto change = [this](Tx& tx) {
          return take_due_hold_steps(tx, call(services.dispatcher), k_hold_step_batch);
        };
        const auto made = co_await net::write(services.db, std::move(change));
        if (made && !made->empty()) wake_up();
      } catch (const std::exception& error) {
        log_error("steps on holds failed", error.what());
      }
      co_await services.server.sleep(k_hold_look_ms);
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
        log_error("maturing failed", error.what());
      }
      co_await services.server.sleep(k_minute_ms);
    }
  }
};

Runner::Runner(RunnerServices services) : impl_(std::make_shared<Impl>(std::move(services))) {}

Runner::~Runner() = default;

void Runner::start() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->started = true;
  }
  impl_->services.server.spawn("dispatch", [impl = impl_] { return impl->dispatch_forever(); });
  impl_->services.server.spawn("stop", [impl = impl_] { return impl->end_rest_at_stop(); });
  impl_->services.server.spawn("hold steps", [impl = impl_] { return impl->hold_steps_forever(); });
  impl_->services.server.spawn("maturity", [impl = impl_] { return impl->mature_forever(); });
}

void Runner::notify(AttemptId attempt) {
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->started || impl_->fresh.size() >= k_fresh_max) return;
  impl_->fresh.push_back(attempt);
  if (impl_->wake) impl_->wake->notify();
}

std::int64_t Runner::in_flight() const { return impl_->in_flight; }

std::int64_t Runner::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return static_cast<std::int64_t>(impl_->fresh.size());
}

}  // namespace bursar::payments
