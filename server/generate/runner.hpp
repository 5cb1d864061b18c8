// Live traffic for the demo: an open-loop stream of sales and refunds through the public API, as
// shops' systems would send them. Bounded in rate; loopback only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "generate/generate.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

namespace bursar::generate {

struct TrafficOptions {
  std::string api_url;  ///< "http://127.0.0.1:8481"
  std::int64_t payments_per_minute = 40;
  std::uint64_t seed = 1;
  std::vector<Secret> api_keys;  ///< one per shop of the world, same order
};

class Traffic {
 public:
  Traffic(World world, TrafficOptions options, net::Client& client, net::Server& server,
          const Clock& clock);
  ~Traffic();
  /// Spawns the stream on the server; it ends when the server stops.
  void start();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace bursar::generate
