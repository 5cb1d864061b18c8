// One look a second finds accounts with something to do; each is worked on by one coroutine of this
// process. Two processes may ask the same: what is sent is the stored bytes, whoever sends them.
#include "chain/runner.hpp"

#include <map>
#include <mutex>

#include "chain/ask.hpp"
#include "net/await.hpp"

namespace bursar::chain {
namespace {

using net::Task;
using storage::Tx;

constexpr std::int64_t k_look_ms = k_second_ms;
constexpr std::int64_t k_rest_ms = 5 * k_second_ms;
constexpr int k_steps_max = 200;  // of one account before others get their turn

providers::Reach reach_of(net::Reach reach) {
  switch (reach) {
    case net::Reach::not_sent: return providers::Reach::not_sent;
    case net::Reach::unknown: return providers::Reach::unknown;
    case net::Reach::answered: return providers::Reach::answered;
  }
  return providers::Reach::unknown;
}

}  // namespace

struct Runner::Impl : std::enable_shared_from_this<Runner::Impl> {
  RunnerServices services;
  std::mutex mutex;
  std::map<ProviderAccountId, Instant> not_before;  ///< under the mutex; far away while worked on

  explicit Impl(RunnerServices services_) : services(std::move(services_)) {}

  Instant now() const { return services.ports.clock.now(); }
  bool take(ProviderAccountId account) {
    const std::lock_guard lock(mutex);
    const auto found = not_before.find(account);
    if (found != not_before.end() && found->second > now()) return false;
    not_before[account] = Instant{INT64_MAX};
    return true;
  }
  void give_back(ProviderAccountId account, bool rests) {
    const std::lock_guard lock(mutex);
    not_before[account] = rests ? now().plus_ms(k_rest_ms) : Instant{0};
  }

  Task<providers::WireResponse> exchange(const Ask& ask) {
    net::ClientRequest request;
    request.url = ask.base_url + ask.wire.path;
    request.headers = ask.wire.headers;
    request.body = std::string(ask.wire.body.reveal());
    const net::Exchange answer = co_await services.client.send(std::move(request));
    providers::WireResponse response;
    response.reach = reach_of(answer.reach);
    response.status = answer.status;
    response.body = answer.body;
    response.failure = answer.failure;
    co_return response;
  }

  Task<Turn> begin(ProviderAccountId account) {
    const Call call = services.ports.call(services.clerk);
    auto change = [this, call, account](Tx& tx) {
      return next_ask(tx, call, services.keys, account);
    };
    const auto turn = co_await net::write(services.db, std::move(change));
    co_return turn ? *turn : Turn{std::nullopt, true};
  }

  Task<Turn> go_on(const Ask& ask) {
    const providers::WireResponse response = co_await exchange(ask);
    const Call call = services.ports.call(services.clerk);
    auto change = [this, call, ask, response](Tx& tx) {
      return take_answer(tx, call, services.keys, ask, response);
    };
    const auto turn = co_await net::write(services.db, std::move(change));
    co_return turn ? *turn : Turn{std::nullopt, true};
  }

  /// As long as there is something to do; true when the account should rest a while.
  Task<bool> work_on(ProviderAccountId account) {
    for (int steps = 0; steps < k_steps_max && !services.server.stopping();) {
      Turn turn = co_await begin(account);
      if (!turn.next) co_return turn.rests;
      for (; turn.next && !services.server.stopping(); ++steps) {
        const Ask ask = *turn.next;
        turn = co_await go_on(ask);
      }
      if (turn.rests) co_return true;
    }
    co_return false;
  }

  Task<void> work(ProviderAccountId account) {
    bool rests = true;
    try {
      rests = co_await work_on(account);
    } catch (const std::exception& error) {
      services.log.write(net::LogLevel::error, "transactions of a chain wait",
                         {{"error", error.what()}});
    }
    give_back(account, rests);
  }

  Task<void> look() {
    auto query = [at = now()](Tx& tx) -> Result<std::vector<ProviderAccountId>> {
      return due_accounts(tx, at);
    };
    const auto due = co_await net::read(services.db, std::move(query));
    if (!due) co_return;
    for (const ProviderAccountId account : *due) {
      if (!take(account)) continue;
      services.server.spawn("transactions of a chain",
                            [self = shared_from_this(), account] { return self->work(account); });
    }
  }

  Task<void> run() {
    while (!services.server.stopping()) {
      try {
        co_await look();
      } catch (const std::exception& error) {
        services.log.write(net::LogLevel::error, "transactions of a chain wait",
                           {{"error", error.what()}});
      }
      co_await services.server.sleep(k_look_ms);
    }
  }
};

Runner::Runner(RunnerServices services) : impl_(std::make_shared<Impl>(std::move(services))) {}

Runner::~Runner() = default;

void Runner::start() {
  impl_->services.server.spawn("chain desk", [impl = impl_] { return impl->run(); });
}

}  // namespace bursar::chain
