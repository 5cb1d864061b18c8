// The background of batches: checks what was uploaded, carries out what was confirmed at a bounded
// rate, and follows what became of it. Woken, and looking once a second for what others left.
#pragma once

#include <functional>
#include <memory>

#include "base/call.hpp"
#include "batches/batches.hpp"
#include "net/log.hpp"
#include "net/server.hpp"
#include "storage/storage.hpp"

namespace bursar::batches {

/// What the runner needs of the process; everything outlives the server's stop().
struct RunnerServices {
  storage::Db& db;
  Ports ports;
  net::Server& server;
  net::Log& log;
  Actor actor;  ///< job actor; reaches everything
  Tools tools;
  std::function<void(AttemptId)> dispatch;  ///< sends an attempt
  std::function<std::int64_t()> backlog;    ///< attempts accepted and not yet sent
  /// Whether the request that a batch waits for is still open.
  std::function<bool(storage::Tx&, const Call&, const Waiting&)> still_waits;
  std::int64_t lines_per_s = 200;  ///< of this server, over all its batches
};

class Runner {
 public:
  explicit Runner(RunnerServices services);
  ~Runner();
  /// Spawns the loops; call once, before the server starts.
  void start();
  /// There is something to do. Any thread; never blocks.
  void notify();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::batches
