// Idle connections of one client, kept per I/O context: a socket belongs to its context, is used on
// that context's thread and must be gone before it. A service of the context therefore owns them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "net/outbound.hpp"

namespace bursar::net {

/// Idle connections of one client on one context. Thread-safe.
class Shelf {
 public:
  Shelf(std::size_t count_max, std::int64_t idle_ms) : count_max_(count_max), idle_ms_(idle_ms) {}
  /// The connection used last that is still open, or null. Dead and overdue ones are dropped.
  std::shared_ptr<Outbound> take(const std::string& key, Tick now);
  void put(std::string key, std::shared_ptr<Outbound> connection, Tick now);
  void close();  ///< drops all and keeps none from now on

 private:
  struct Idle {
    std::string key;
    std::shared_ptr<Outbound> connection;
    Tick since;
  };
  const std::size_t count_max_;
  const std::int64_t idle_ms_;
  std::mutex mutex_;
  bool closed_ = false;
  std::vector<Idle> idle_;  // oldest first
};

class ConnectionPool {
 public:
  ConnectionPool(std::size_t count_max, std::int64_t idle_ms)
      : count_max_(count_max), idle_ms_(idle_ms) {}
  ~ConnectionPool();
  std::shared_ptr<Shelf> shelf(const boost::asio::any_io_executor& executor);

 private:
  const std::size_t count_max_;
  const std::int64_t idle_ms_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Shelf>> shelves_;
};

}  // namespace bursar::net
