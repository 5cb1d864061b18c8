// Routes about the installation itself: reference words, health, liveness.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "net/http.hpp"
#include "payments/payments.hpp"
#include "storage/storage.hpp"

namespace bursar::system {

/// State of the payment runner, read without locks by the health route.
struct RunnerState {
  std::int64_t in_flight = 0;
  std::int64_t waiting = 0;
};

struct Services {
  storage::Db& db;
  Ports ports;
  std::string version;
  std::string environment;
  Instant started_at;
  std::function<RunnerState()> runner;
};

std::vector<net::Route> routes(Services services);

}  // namespace bursar::system
