// The reader of the live feed: after each commit it reads new events once for all subscribers.
#include "outbox/runner_feed.hpp"

#include "net/await.hpp"

namespace bursar::outbox {
namespace {

constexpr std::int64_t k_batch = 1'000;
constexpr std::int64_t k_idle_ms = 500;  // other processes on the same database give no wake-up
                                         // here

}  // namespace

void LiveFeed::Impl::wake_all() {
  const std::lock_guard lock(mutex);
  for (net::Wake* wake : waiting) wake->notify();
}

net::Task<void> LiveFeed::Impl::read_forever() {
  const bool numbers_later = db.dialect() == storage::Dialect::postgres;
  auto newest = [](storage::Tx& tx) -> Result<std::int64_t> { return last_seq(tx); };
  auto last = co_await net::read(db, std::move(newest));
  std::int64_t position = last ? *last : 0;
  while (!server.stopping() && !stopping) {
    auto change = [](storage::Tx& tx) -> Result<void> {
      assign_sequence(tx);
      return ok();
    };
    if (numbers_later) (void)co_await net::write(db, std::move(change));
    auto query = [position](storage::Tx& tx) -> Result<std::vector<StoredEvent>> {
      return after(tx, position, k_batch);
    };
    auto events = co_await net::read(db, std::move(query));
    if (events && !events->empty()) {
      std::vector<Frame> fresh;
      for (const StoredEvent& stored : *events) fresh.push_back(make_frame(stored));
      position = fresh.back().seq;
      frames.append(std::move(fresh));
      wake_all();
      if (events->size() == static_cast<std::size_t>(k_batch)) continue;
    }
    co_await committed->wait(k_idle_ms);
  }
}

LiveFeed::LiveFeed(storage::Db& db, net::Server& server, const Clock& clock)
    : impl_(std::make_shared<Impl>(db, server, clock)) {}

LiveFeed::~LiveFeed() = default;

void LiveFeed::start() {
  impl_->committed = std::make_unique<net::Wake>(impl_->server.executor());
  impl_->db.on_commit([weak = std::weak_ptr<Impl>(impl_)] {
    if (const auto impl = weak.lock()) impl->committed->notify();
  });
  impl_->server.spawn("live feed", [impl = impl_] { return impl->read_forever(); });
}

void LiveFeed::stop() {
  impl_->stopping = true;
  if (impl_->committed) impl_->committed->notify();
  impl_->wake_all();
}

std::size_t LiveFeed::subscribers() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->waiting.size();
}

}  // namespace bursar::outbox
