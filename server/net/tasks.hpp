// The one place that starts coroutines: counts them, logs what escapes, and can wait for the last.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "net/http.hpp"
#include "net/log.hpp"

namespace bursar::net {

/// Thread-safe. Must outlive every coroutine it started.
class Tasks {
 public:
  explicit Tasks(Log& log) : log_(log) {}

  /// Starts `body` on `executor`. Nothing else in the program may start a coroutine.
  void start(const boost::asio::any_io_executor& executor, std::string name,
             std::function<Task<void>()> body);
  /// Waits until none runs; false when `wait` passed first.
  bool wait_idle(std::chrono::milliseconds wait);
  /// Asks every running coroutine to end at its next suspension point.
  void cancel_all();
  std::size_t running() const;

 private:
  struct Entry;
  using Place = std::list<std::shared_ptr<Entry>>::iterator;
  void ended(Place place, std::exception_ptr failure);

  Log& log_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::list<std::shared_ptr<Entry>> entries_;
  bool cancelled_ = false;
};

/// What an exception says, for the log only.
std::string describe(const std::exception_ptr& failure);

}  // namespace bursar::net
