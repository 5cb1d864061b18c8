// A serving process as one of several on its database: the only one on its data directory, the only
// one with its node number.
#pragma once

#include <string>

#include "app/app.hpp"
#include "payments/node.hpp"

namespace bursar::app {

/// Holds data directory and node number from construction to destruction. Make it before anything
/// that writes ids; start_node_renewal() keeps the number while the server runs.
class NodeHold {
 public:
  /// Throws std::runtime_error when another server runs on the data directory or holds the number.
  explicit NodeHold(Core& core);
  ~NodeHold();
  NodeHold(const NodeHold&) = delete;
  NodeHold& operator=(const NodeHold&) = delete;
  const payments::NodeHolder& holder() const { return holder_; }

 private:
  void lock_folder();

  Core& core_;
  int lock_ = -1;
  payments::NodeHolder holder_;
};

/// Renews until the server stops. When another server has taken the number, which needs this one to
/// have been cut off from the database for long, it ends the process as SIGTERM does.
void start_node_renewal(Core& core, net::Server& server, const NodeHold& hold);

}  // namespace bursar::app
