// Shards of subscribers, one per I/O thread; an event costs one message per shard.
#include "net/broadcast.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "net/event_stream.hpp"
#include "net/wake.hpp"

namespace bursar::net {

namespace asio = boost::asio;

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

/// An event on its way, shared by all streams.
struct Published {
  Broadcast event;
  std::shared_ptr<const std::string> frame;
};

/// One stream's queue; used on its I/O thread only.
struct Subscription {
  Subscription(const asio::any_io_executor& executor, Stream& stream_, Subscriber subscriber_,
               std::size_t queue_max_)
      : stream(stream_),
        subscriber(std::move(subscriber_)),
        queue_max(queue_max_),
        wake(executor) {}

  void offer(const std::shared_ptr<const Published>& published) {
    if (behind || (subscriber.wants && !subscriber.wants(published->event))) return;
    behind = queue.size() >= queue_max;
    if (behind) stream.abort();  // cuts a write that hangs on the slow reader
    else queue.push_back(published);
    wake.notify();
  }

  Stream& stream;
  Subscriber subscriber;
  std::size_t queue_max;
  Wake wake;
  std::deque<std::shared_ptr<const Published>> queue;
  bool behind = false;
};

/// The subscriptions of one I/O thread; the list is touched on that thread only.
struct Shard {
  asio::any_io_executor executor;
  std::vector<Subscription*> subscriptions;
};

}  // namespace

struct Broadcaster::Impl {
  Options options;
  mutable std::mutex mutex;
  std::vector<std::shared_ptr<Shard>> shards;  // of threads that have subscribers
  std::size_t count = 0;

  void join(Subscription& subscription, const asio::any_io_executor& executor) {
    const std::lock_guard lock(mutex);
    auto found = std::find_if(shards.begin(), shards.end(),
                              [&](const auto& shard) { return shard->executor == executor; });
    if (found == shards.end())
      found = shards.insert(shards.end(), std::make_shared<Shard>(Shard{executor, {}}));
    (*found)->subscriptions.push_back(&subscription);
    ++count;
  }

  // An empty shard goes at once: its executor may not outlive its last subscriber.
  void leave(Subscription& subscription) {
    const std::lock_guard lock(mutex);
    for (auto shard = shards.begin(); shard != shards.end(); ++shard) {
      if (std::erase((*shard)->subscriptions, &subscription) == 0) continue;
      --count;
      if ((*shard)->subscriptions.empty()) shards.erase(shard);
      return;
    }
  }

  Task<void> feed(Subscription& subscription);
  Task<void> drain(Subscription& subscription, std::int64_t after);
};

namespace {

/// Registers for the life of a coroutine frame.
template <class Impl>
class Membership {
 public:
  Membership(Impl& impl, Subscription& subscription, const asio::any_io_executor& executor)
      : impl_(impl), subscription_(subscription) {
    impl_.join(subscription_, executor);
  }
  ~Membership() { impl_.leave(subscription_); }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

 private:
  Impl& impl_;
  Subscription& subscription_;
};

}  // namespace

Broadcaster::Broadcaster() : Broadcaster(Options{}) {}

Broadcaster::Broadcaster(Options options) : impl_(std::make_shared<Impl>()) {
  impl_->options = options;
}

Broadcaster::~Broadcaster() = default;

std::size_t Broadcaster::subscribers() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->count;
}

void Broadcaster::publish(Broadcast event) {
  auto published = std::make_shared<Published>();
  published->frame = std::make_shared<const std::string>(
      event_frame(std::to_string(event.id), event.event, event.json));
  published->event = std::move(event);
  const std::lock_guard lock(impl_->mutex);  // held while posting: the shards' executors live,
                                             // order holds
  for (const std::shared_ptr<Shard>& shard : impl_->shards)
    asio::post(shard->executor, [shard, published = std::shared_ptr<const Published>(published)] {
      for (Subscription* subscription : shard->subscriptions) subscription->offer(published);
    });
}

Task<void> Broadcaster::serve(Stream& stream, Subscriber subscriber) {
  const std::shared_ptr<Impl> impl = impl_;
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  Subscription subscription(executor, stream, std::move(subscriber), impl->options.queue_max);
  const Membership membership(*impl, subscription, executor);
  stream.on_close([&subscription] { subscription.wake.notify(); });
  std::exception_ptr failure;
  try {
    co_await impl->feed(subscription);
  } catch (...) {
    failure = std::current_exception();
  }
  stream.on_close(nullptr);
  if (failure) std::rethrow_exception(failure);
}

Task<void> Broadcaster::Impl::feed(Subscription& subscription) {
  Stream& stream = subscription.stream;
  std::int64_t after = 0;
  if (subscription.subscriber.replay) after = co_await subscription.subscriber.replay(stream);
  EventStream frames(stream);
  co_await frames.heartbeat();  // the client learns that the feed is open
  const auto pause = std::chrono::milliseconds(options.heartbeat_ms);
  SteadyTime next_heartbeat = std::chrono::steady_clock::now() + pause;
  while (!stream.closed() && !subscription.behind) {
    co_await drain(subscription, after);
    const SteadyTime now = std::chrono::steady_clock::now();
    if (now >= next_heartbeat) {
      bool go_on = true;
      if (subscription.subscriber.may_continue)
        go_on = co_await subscription.subscriber.may_continue();
      if (!go_on) co_return;
      co_await frames.heartbeat();
      next_heartbeat = now + pause;
    }
    if (!subscription.queue.empty()) continue;
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(next_heartbeat - now);
    co_await subscription.wake.wait(std::max<std::int64_t>(rest.count(), 1));
  }
}

/// Sends what has been collected; `after` is the last id the replay sent.
Task<void> Broadcaster::Impl::drain(Subscription& subscription, std::int64_t after) {
  while (!subscription.queue.empty() && !subscription.behind) {
    const std::shared_ptr<const Published> next = std::move(subscription.queue.front());
    subscription.queue.pop_front();
    if (next->event.id > after) co_await subscription.stream.send(next->frame);
  }
}

}  // namespace bursar::net
