// The people at the desk: they look at what has no answer, take some of it back, and decide by what
// the acquirer's statement says where nothing else is left.
#pragma once

#include "simulation/node.hpp"

namespace bursar::simulation {

class Desk {
 public:
  Desk(World& world, Node& node) : world_(world), node_(node) {}
  /// Looks now and then until `until`; what nobody can be asked about is taken back after it too.
  void open(Instant until);

 private:
  void look();
  bool wants_back(const payments::UnansweredOperation& row);
  void decide(const payments::UnansweredOperation& row);

  World& world_;
  Node& node_;
  Instant until_;
};

}  // namespace bursar::simulation
