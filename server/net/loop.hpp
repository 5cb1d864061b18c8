// One I/O thread: its io_context, its connections and the sweep that enforces their deadlines.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>
#include <unordered_set>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/connection.hpp"

namespace bursar::net {

/// All members but start() and join() are used on the loop's own thread only.
class Loop {
 public:
  explicit Loop(std::chrono::milliseconds sweep_every);
  boost::asio::io_context& context() { return context_; }
  void start();
  /// Ends the thread; connections that are still open stay as they are.
  void join();

  void add(Connection& connection) { connections_.insert(&connection); }
  void remove(Connection& connection) { connections_.erase(&connection); }
  void stop_connections();
  void close_connections();

 private:
  void sweep();

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds sweep_every_;
  std::unordered_set<Connection*> connections_;
  std::thread thread_;
};

}  // namespace bursar::net
