// The reader of the live feed: after each commit it reads new events once for all subscribers.
#include "outbox/runner_feed.hpp"

#include <algorithm>

#include "net/await.hpp"

namespace bursar::outbox {
namespace {

constexpr std::int64_t k_batch = 1'000;
/// How long a stream may outlive what it rests on, the time of a look aside; whoever ends a session
/// may do so in another process.
constexpr std::int64_t k_judge_ms = 300;
constexpr std::int64_t k_idle_ms = 500;  // other processes on the same database give no wake-up
                                         // here

}  // namespace

void LiveFeed::Impl::wake_all() {
  const std::lock_guard lock(mutex);
  for (const Follower& follower : waiting) follower.wake->notify();
}

std::vector<SessionId> LiveFeed::Impl::sessions_followed() {
  std::vector<SessionId> sessions;
  const std::lock_guard lock(mutex);
  for (const Follower& follower : waiting)
    if (follower.session) sessions.push_back(follower.session);
  std::sort(sessions.begin(), sessions.end());
  sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
  return sessions;
}

void LiveFeed::Impl::end_changed(const std::map<std::int64_t, std::string>& marks) {
  const std::lock_guard lock(mutex);
  for (Follower& follower : waiting) {
    if (!follower.session) continue;
    const auto now = marks.find(follower.session.key);
    if (now == marks.end() || now->second == follower.mark) continue;
    follower.is_over = true;
    follower.wake->notify();
  }
}

// Somebody who began to follow during the read is not in its answer; they are judged next time.
net::Task<void> LiveFeed::Impl::judge_once() {
  const std::vector<SessionId> sessions = sessions_followed();
  if (sessions.empty()) co_return;
  auto query = [this, &sessions](storage::Tx& tx) -> Result<std::map<std::int64_t, std::string>> {
    auto marks = standings.marks(tx, sessions, clock.now());
    for (const SessionId session : sessions) marks.emplace(session.key, "");
    return marks;
  };
  const auto marks = co_await net::read(db, std::move(query));
  if (marks) end_changed(*marks);
}

net::Task<void> LiveFeed::Impl::judge_forever() {
  while (!server.stopping() && !stopping) {
    co_await server.sleep(k_judge_ms);
    if (followers > 0) co_await judge_once();
  }
}

net::Task<std::int64_t> LiveFeed::Impl::newest() {
  auto query = [](storage::Tx& tx) -> Result<std::int64_t> { return last_seq(tx); };
  const auto last = co_await net::read(db, std::move(query));
  co_return last ? *last : frames.newest();
}

/// Reads what follows the position; true when there may be more at once.
net::Task<bool> LiveFeed::Impl::read_once(std::int64_t& position) {
  auto query = [position](storage::Tx& tx) -> Result<std::vector<StoredEvent>> {
    return after(tx, position, k_batch);
  };
  const auto events = co_await net::read(db, std::move(query));
  if (!events || events->empty()) co_return false;
  std::vector<Frame> fresh;
  for (const StoredEvent& stored : *events) fresh.push_back(make_frame(stored));
  position = fresh.back().seq;
  frames.append(std::move(fresh));
  wake_all();
  co_return events->size() == static_cast<std::size_t>(k_batch);
}

// While nobody follows, nothing is read: on a busy server that is a tenth of its work. The first
// subscriber finds the frames empty and reads the little it lacks from the database.
net::Task<void> LiveFeed::Impl::read_forever() {
  const bool numbers_later = db.dialect() == storage::Dialect::postgres;
  std::int64_t position = 0;
  bool followed = false;
  while (!server.stopping() && !stopping) {
    if (followers == 0) {
      followed = false;
      co_await work->wait(k_idle_ms);
      continue;
    }
    auto change = [](storage::Tx& tx) -> Result<void> {
      assign_sequence(tx);
      return ok();
    };
    if (numbers_later) (void)co_await net::write(db, std::move(change));
    if (!followed) {
      position = co_await newest();
      frames.restart(position);
      wake_all();
      followed = true;
    }
    const bool more = co_await read_once(position);
    if (!more) co_await work->wait(k_idle_ms);
  }
}

LiveFeed::LiveFeed(storage::Db& db, net::Server& server, const Clock& clock, Standings standings)
    : impl_(std::make_shared<Impl>(db, server, clock, std::move(standings))) {}

LiveFeed::~LiveFeed() = default;

void LiveFeed::start() {
  impl_->work = std::make_unique<net::Wake>(impl_->server.executor());
  impl_->db.on_commit([weak = std::weak_ptr<Impl>(impl_)] {
    if (const auto impl = weak.lock(); impl && impl->followers > 0) impl->work->notify();
  });
  impl_->server.spawn("live feed", [impl = impl_] { return impl->read_forever(); });
  if (impl_->standings.marks)
    impl_->server.spawn("live feed judge", [impl = impl_] { return impl->judge_forever(); });
}

void LiveFeed::stop() {
  impl_->stopping = true;
  if (impl_->work) impl_->work->notify();
  impl_->wake_all();
}

std::size_t LiveFeed::subscribers() const { return impl_->followers; }

}  // namespace bursar::outbox
