// The network between the process and the acquirer: it delays, loses, repeats and tears what
// passes, and hands the caller what an HTTP client would see of that.
#pragma once

#include <functional>

#include "providers/providers.hpp"
#include "simulation/world.hpp"

namespace bursar::simulation {

class Network {
 public:
  /// Gets the end of an exchange; possibly again later (a late or repeated answer).
  using Done = std::function<void(const providers::WireResponse&)>;
  explicit Network(World& world) : world_(world) {}
  void exchange(const providers::WireRequest& request, Done done);

 private:
  struct Exchange;
  void arrive(const std::shared_ptr<Exchange>& exchange);
  void travel_back(const std::shared_ptr<Exchange>& exchange, const simulator::Reply& reply);
  std::string torn(std::string body);
  std::int64_t short_way_ms() { return 1 + static_cast<std::int64_t>(world_.random.below(40)); }

  World& world_;
};

}  // namespace bursar::simulation
