// The subscriber side of the live feed: a position that walks the frames, with heartbeats in
// between.
#include "net/await.hpp"
#include "net/query_number.hpp"
#include "outbox/runner_feed.hpp"

namespace bursar::outbox {
namespace {

constexpr std::size_t k_bytes_max = 256 * 1024;  // of one send
constexpr std::int64_t k_heartbeat_ms = 15'000;
constexpr std::int64_t k_page = 500;
// However little changes, a stream ends in time, and the client comes back with its last id.
constexpr std::int64_t k_life_ms = 60'000;
constexpr std::size_t k_subscribers_max = 4'096;

}  // namespace

/// Keeps a subscriber registered for as long as it is served.
class LiveFeed::Impl::Registration {
 public:
  Registration(Impl& feed, Follower follower) : feed_(feed) {
    const std::lock_guard lock(feed_.mutex);
    place_ = feed_.waiting.insert(feed_.waiting.end(), std::move(follower));
    if (++feed_.followers == 1) feed_.work->notify();
  }
  ~Registration() {
    const std::lock_guard lock(feed_.mutex);
    feed_.waiting.erase(place_);
    --feed_.followers;
  }
  /// The session or the rights behind the stream are not what they were.
  bool is_over() const {
    const std::lock_guard lock(feed_.mutex);
    return place_->is_over;
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

 private:
  Impl& feed_;
  std::list<Follower>::iterator place_;
};

net::Task<Frames::Slice> LiveFeed::Impl::from_database(std::int64_t position,
                                                       const Subscription& subscription) {
  auto query = [position](storage::Tx& tx) -> Result<std::vector<StoredEvent>> {
    return after(tx, position, k_page);
  };
  const auto events = co_await net::read(db, std::move(query));
  Frames::Slice slice{.covered = true, .position = position};
  if (!events) co_return slice;
  for (const StoredEvent& stored : *events) {
    const Frame frame = make_frame(stored);
    slice.position = frame.seq;
    if (subscription.takes(frame)) slice.text += frame.text;
  }
  co_return slice;
}

net::Task<void> LiveFeed::Impl::serve(net::Stream& stream, Subscription subscription,
                                      std::int64_t position, Follower follower) {
  net::Wake wake(co_await boost::asio::this_coro::executor);
  follower.wake = &wake;
  const Registration registration(*this, std::move(follower));
  const Instant end = clock.now().plus_ms(k_life_ms);
  co_await stream.send("retry: 200\nid: " + std::to_string(position) + "\n\n");
  while (!stream.closed() && !stopping && !registration.is_over() && clock.now() < end) {
    Frames::Slice slice = frames.after(position, subscription, k_bytes_max);
    if (!slice.covered) slice = co_await from_database(position, subscription);
    const bool moved = slice.position > position;
    position = slice.position;
    if (!slice.text.empty()) co_await stream.send(std::move(slice.text));
    if (moved) continue;
    const std::int64_t before = frames.newest();
    co_await wake.wait(k_heartbeat_ms);
    if (frames.newest() == before && !stopping && !registration.is_over())
      co_await stream.send(": still here\n\n");
  }
}

net::Task<net::Response> LiveFeed::Impl::follow(net::Request& request) {
  Subscription subscription{.scope = request.actor.scope, .merchant = {}};
  if (const auto text = request.query_value("merchant_id"); text && !text->empty()) {
    const auto merchant = MerchantId::parse(*text);
    if (!merchant) co_return net::to_problem(merchant.error(), request.request_id);
    subscription.merchant = *merchant;
  }
  std::string_view wanted = request.header("last-event-id");
  if (wanted.empty()) wanted = request.query_value("after").value_or("");
  std::int64_t position = 0;
  if (wanted.empty()) {
    position = co_await newest();
  } else if (const auto number = net::whole_number(wanted)) {
    position = *number;
  } else {
    co_return net::to_problem(invalid("after", "invalid_parameter", "must be the id of an event"),
                              request.request_id);
  }
  if (followers >= k_subscribers_max)
    co_return net::to_problem({ErrorKind::unavailable,
                               "too_many_subscribers",
                               "too many live pages are open",
                               {},
                               {{"retry_after_s", "5"}}},
                              request.request_id);
  Follower follower;
  if (standings.admit) {
    // Read afresh with the mark it is compared to later: what changes in between ends the stream.
    auto look = [this, actor = request.actor](storage::Tx& tx) -> Result<Standing> {
      auto standing = standings.admit(tx, actor, clock.now());
      if (!standing) return unauthenticated("signed_out", "nobody is signed in here");
      return *std::move(standing);
    };
    auto standing = co_await net::read(db, std::move(look));
    if (!standing) co_return net::to_problem(standing.error(), request.request_id);
    subscription.scope = std::move(standing->scope);
    follower.session = request.actor.session;
    follower.mark = std::move(standing->mark);
  }
  net::Response response;
  response.with("Content-Type", "text/event-stream").with("Cache-Control", "no-store");
  response.live = [self = shared_from_this(), subscription, position,
                   follower](net::Stream& stream) {
    return self->serve(stream, subscription, position, follower);
  };
  co_return response;
}

std::vector<net::Route> LiveFeed::routes() {
  return {{.method = net::Method::get,
           .path = "/api/live",
           .operation_id = "follow_events",
           .permission = "live:read",
           .handler = [impl = impl_](net::Request& request) { return impl->follow(request); }}};
}

}  // namespace bursar::outbox
