// The live feed: one reader follows the outbox and keeps the newest events ready as frames; every
// subscriber walks them at its own pace. A subscriber is only a position, so reconnecting with the
// last id seen leaves no gap: what is no longer in memory is read from the database.
#pragma once

#include <memory>
#include <vector>

#include "net/http.hpp"
#include "net/server.hpp"
#include "outbox/standing.hpp"
#include "storage/storage.hpp"

namespace bursar::outbox {

class LiveFeed {
 public:
  /// Everything referenced outlives the feed. Without `standings` a stream ends with its life only.
  LiveFeed(storage::Db& db, net::Server& server, const Clock& clock, Standings standings = {});
  ~LiveFeed();
  /// Spawns the reader; call once, before the server starts.
  void start();
  /// Wakes all subscribers so that they end; the server's stop() waits for them.
  void stop();
  /// GET /api/live of api/payments.yaml.
  std::vector<net::Route> routes();
  std::size_t subscribers() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::outbox
