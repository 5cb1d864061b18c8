// Makes payment files at their cut-off, and puts those that want it into a folder.
#pragma once

#include <filesystem>

#include "base/call.hpp"
#include "net/log.hpp"
#include "net/server.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::bank {

struct RunnerServices {
  storage::Db& db;
  Ports ports;
  const vault::KeyRing& keys;
  net::Server& server;
  net::Log& log;
  Actor clerk;                   ///< job actor; reaches everything
  std::filesystem::path folder;  ///< where files of an account go, in a folder named after it
};

class Runner {
 public:
  explicit Runner(RunnerServices services);
  void start();

 private:
  net::Task<void> run();
  net::Task<void> make_due();
  net::Task<void> drop_all();

  RunnerServices services_;
};

}  // namespace bursar::bank
