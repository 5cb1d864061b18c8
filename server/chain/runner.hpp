// Carries what the desk asks of nodes and brings back what they say, account by account.
#pragma once

#include <memory>

#include "base/call.hpp"
#include "net/client.hpp"
#include "net/log.hpp"
#include "net/server.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::chain {

struct RunnerServices {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  net::Client& client;
  net::Server& server;
  net::Log& log;
  Actor clerk;  ///< job actor; reaches everything
};

class Runner {
 public:
  explicit Runner(RunnerServices services);
  ~Runner();
  void start();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::chain
