// The customers: they authenticate, approve at their wallet and pay transfers at the acquirer, or
// refuse, cancel, come late, or never come. What they do there takes no way through the process.
#pragma once

#include <set>

#include "simulation/world.hpp"

namespace bursar::simulation {

class Customers {
 public:
  explicit Customers(World& world) : world_(world) {}
  /// They look for what is asked of them until `until`.
  void start(Instant until);

 private:
  void look();
  void decide(const simulator::Operation& operation);
  void act(const std::string& provider_reference, const simulator::CustomerAct& act);

  World& world_;
  Instant until_;
  std::set<std::int64_t> seen_;
};

}  // namespace bursar::simulation
