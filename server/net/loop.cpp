// The I/O thread and its deadline sweep.
#include "net/loop.hpp"

#include <vector>

namespace bursar::net {

Loop::Loop(std::chrono::milliseconds sweep_every)
    : work_(context_.get_executor()), timer_(context_), sweep_every_(sweep_every) {}

void Loop::start() {
  thread_ = std::thread([this] {
    sweep();
    context_.run();
  });
}

void Loop::join() {
  if (!thread_.joinable()) return;
  context_.stop();
  thread_.join();
}

void Loop::sweep() {
  const auto now = std::chrono::steady_clock::now();
  for (Connection* connection : connections_) {
    connection->check_deadline(now);
    connection->check_peer();
  }
  timer_.expires_after(sweep_every_);
  timer_.async_wait([this](const boost::system::error_code& failed) {
    if (!failed) sweep();
  });
}

// Copies: closing may wake code that removes its connection.
void Loop::stop_connections() {
  for (Connection* connection : std::vector<Connection*>(connections_.begin(), connections_.end()))
    if (connections_.contains(connection)) connection->stop();
}

void Loop::close_connections() {
  for (Connection* connection : std::vector<Connection*>(connections_.begin(), connections_.end()))
    if (connections_.contains(connection)) connection->close();
}

}  // namespace bursar::net
