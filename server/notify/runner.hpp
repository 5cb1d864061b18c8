// Sends what is queued: one loop per channel that is set up. A message is claimed durably before it
// leaves and concluded after it; what a crash leaves between is repeated once.
#pragma once

#include <memory>

#include "net/client.hpp"
#include "net/log.hpp"
#include "net/server.hpp"
#include "notify/runner_gateways.hpp"

namespace bursar::notify {

struct RunnerServices {
  storage::Db& db;
  Ports ports;
  net::Client& client;
  net::Server& server;
  net::Log& log;
  Gateways gateways;
  BoxKeys keys;
  Actor actor;  ///< the job that sends
};

class Runner {
 public:
  /// Everything referenced outlives the runner.
  explicit Runner(RunnerServices services);
  ~Runner();
  /// Writes down which channels are set up and spawns the loops; call once, before the server
  /// starts, on a server that may send.
  void start();
  /// An attempt under way gives up soon; before the server's own stop().
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::notify
