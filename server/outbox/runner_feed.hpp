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
  /// One open stream: how it is woken, and how whoever reads it stood when it began.
  struct Follower {
    net::Wake* wake = nullptr;
    SessionId session;
    std::string mark;
    bool is_over = false;  ///< under the mutex
  };
  static constexpr std::size_t k_frames_max = 4'096;

  storage::Db& db;
  net::Server& server;
  const Clock& clock;
  Standings standings;
  Frames frames{k_frames_max};
  std::unique_ptr<net::Wake> work;  ///< given after each durable commit that somebody follows
  std::atomic<bool> stopping{false};
  mutable std::mutex mutex;
  std::list<Follower> waiting;            ///< one per subscriber, under the mutex
  std::atomic<std::size_t> followers{0};  ///< size of `waiting`

  Impl(storage::Db& db_, net::Server& server_, const Clock& clock_, Standings standings_)
      : db(db_), server(server_), clock(clock_), standings(std::move(standings_)) {}

  net::Task<void> read_forever();
  net::Task<bool> read_once(std::int64_t& position);
  net::Task<std::int64_t> newest();
  net::Task<net::Response> follow(net::Request& request);
  net::Task<void> serve(net::Stream& stream, Subscription subscription, std::int64_t position,
                        Follower follower);
  net::Task<void> judge_forever();
  net::Task<void> judge_once();
  std::vector<SessionId> sessions_followed();
  void end_changed(const std::map<std::int64_t, std::string>& marks);
  net::Task<Frames::Slice> from_database(std::int64_t position, const Subscription& subscription);
  void wake_all();
};

}  // namespace bursar::outbox
