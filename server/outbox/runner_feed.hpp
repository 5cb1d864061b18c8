// The running parts of the live feed, shared by its reader and its subscribers.
#pragma once

#include <atomic>
#include <list>

#include "net/wake.hpp"
#include "outbox/frames.hpp"
#include "outbox/runner.hpp"

namespace bursar::outbox {

struct LiveFeed::Impl : std::enable_shared_from_this<LiveFeed::Impl> {
  class Registration;
  static constexpr std::size_t k_frames_max = 4'096;

  storage::Db& db;
  net::Server& server;
  const Clock& clock;
  Frames frames{k_frames_max};
  std::unique_ptr<net::Wake> work;  ///< given after each durable commit that somebody follows
  std::atomic<bool> stopping{false};
  mutable std::mutex mutex;
  std::list<net::Wake*> waiting;          ///< one per subscriber, under the mutex
  std::atomic<std::size_t> followers{0};  ///< size of `waiting`

  Impl(storage::Db& db_, net::Server& server_, const Clock& clock_)
      : db(db_), server(server_), clock(clock_) {}

  net::Task<void> read_forever();
  net::Task<bool> read_once(std::int64_t& position);
  net::Task<std::int64_t> newest();
  net::Task<net::Response> follow(net::Request& request);
  net::Task<void> serve(net::Stream& stream, Subscription subscription, std::int64_t position,
                        std::int64_t life_ms);
  net::Task<Frames::Slice> from_database(std::int64_t position, const Subscription& subscription);
  void wake_all();
};

}  // namespace bursar::outbox
