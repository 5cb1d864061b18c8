// Fan-out of events to live streams: each event is serialised once and its bytes are shared by all
// who want it. A reader that falls behind is cut off, so that it comes back and asks from its last
// id; it never slows the others down.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "net/limits.hpp"

namespace bursar::net {

/// One published event. `labels` are whatever the predicates look at (keys of the tenants it
/// belongs to).
struct Broadcast {
  std::int64_t id = 0;  ///< ascending; the `id` of the frame
  std::string event;
  std::string json;
  std::vector<std::int64_t> labels;
};

/// What one live stream wants. Functions run on the stream's I/O thread and must be quick.
struct Subscriber {
  /// Null wants everything.
  std::function<bool(const Broadcast&)> wants;
  /// Asked at every heartbeat: false ends the stream (session over, role changed). Null never ends
  /// it.
  std::function<Task<bool>()> may_continue;
  /// Sends what was missed before the first live event and returns the last id it sent; events are
  /// being collected meanwhile, so nothing falls between the two. Null starts with what is
  /// published next.
  std::function<Task<std::int64_t>(Stream&)> replay;
};

class Broadcaster {
 public:
  struct Options {
    std::size_t queue_max = k_stream_queue_max;  ///< frames waiting for one stream
    std::int64_t heartbeat_ms = 15'000;
  };
  Broadcaster();
  explicit Broadcaster(Options options);
  ~Broadcaster();

  /// Hands the event to all who want it, in the order of the calls. Any thread; returns at once.
  void publish(Broadcast event);
  /// Serves one stream until the peer leaves, the server stops, the reader falls behind or
  /// may_continue says no. To be awaited in Response::live. Must end before the broadcaster does.
  Task<void> serve(Stream& stream, Subscriber subscriber);
  std::size_t subscribers() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::net
