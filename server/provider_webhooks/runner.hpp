// Applies received messages in the background, soon after each and again when a parked one is due.
#pragma once

#include "base/call.hpp"
#include "net/log.hpp"
#include "net/server.hpp"
#include "storage/storage.hpp"

namespace bursar::provider_webhooks {

struct RunnerServices {
  storage::Db& db;
  Ports ports;
  net::Server& server;
  net::Log& log;
  Actor provider;  ///< actor of what providers report; reaches everything
};

class Runner {
 public:
  explicit Runner(RunnerServices services);
  void start();
  /// Something was received. Any thread; never blocks. Before start() it waits in the database.
  void notify();

 private:
  net::Task<void> apply_all();
  net::Task<void> apply_forever();

  RunnerServices services_;
  bool started_ = false;
};

}  // namespace bursar::provider_webhooks
