// The running parts of the live feed, shared by its reader and its subscribers.
#pragma once

#include <atomic>
#include <list>

#include "net/wake.hpp"
#include "outbox/frames.hpp"
#include "outbox/runner.hpp"

namespace bursar::outbox {

struct LiveFeed::Impl : std::enable_shared_from_this<LiveFeed::Impl> {
  static constexpr std::size_t k_frames_max = 4'096;

  storage::Db& db;
  net::Server& server;
  const Clock& clock;
  Frames frames{k_frames_max};
  std::unique_ptr<net::Wake> committed;  ///< given after each durable commit
  std::atomic<bool> stopping{false};
  mutable std::mutex mutex;
  std::list<net::Wake*> waiting;  ///< one per subscriber, under the mutex

  Impl(storage::Db& db_, net::Server& server_, const Clock& clock_)
      : db(db_), server(server_), clock(clock_) {}

  net::Task<void> read_forever();
  net::Task<net::Response> follow(net::Request& request);
  net::Task<void> serve(net::Stream& stream, Subscription subscription, std::int64_t position);
  net::Task<Frames::Slice> from_database(std::int64_t position, const Subscription& subscription);
  void wake_all();
};

}  // namespace bursar::outbox
