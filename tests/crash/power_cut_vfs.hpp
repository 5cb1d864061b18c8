// A SQLite VFS over a SimulatedDisk, locks and shared WAL index included, so that the driver runs
// with its real layout of one writing and several reading connections.
#pragma once

#include <memory>
#include <string>

#include "crash/simulated_disk.hpp"

struct sqlite3_vfs;

namespace bursar::crash {

struct SharedFiles;

/// Registered under a name of its own while it lives. All connections on it must be closed before.
class PowerCutVfs {
 public:
  explicit PowerCutVfs(SimulatedDisk& disk);
  ~PowerCutVfs();
  PowerCutVfs(const PowerCutVfs&) = delete;
  PowerCutVfs& operator=(const PowerCutVfs&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::unique_ptr<SharedFiles> shared_;
  std::unique_ptr<sqlite3_vfs> vfs_;
};

}  // namespace bursar::crash
