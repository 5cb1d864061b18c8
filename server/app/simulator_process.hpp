// The simulator as a child process of the demo: started on a free port, stopped with its parent.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/secret.hpp"

namespace bursar::app {

class SimulatorProcess {
 public:
  /// Starts the executable and waits for its line with address and key. Throws std::runtime_error.
  SimulatorProcess(const std::filesystem::path& executable, std::vector<std::string> arguments);
  /// Asks it to stop and waits.
  ~SimulatorProcess();
  SimulatorProcess(const SimulatorProcess&) = delete;
  SimulatorProcess& operator=(const SimulatorProcess&) = delete;

  const std::string& base_url() const { return base_url_; }
  const Secret& api_key() const { return api_key_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string base_url_;
  Secret api_key_;
};

}  // namespace bursar::app
