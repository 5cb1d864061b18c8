// A signal that a coroutine waits for and any thread may give, so that runners sleep until there is
// work.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "net/http.hpp"

namespace bursar::net {

/// One waiter, on `executor`. Must be gone before the server that owns the executor.
class Wake {
 public:
  explicit Wake(const boost::asio::any_io_executor& executor);
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;
  /// Wakes the waiter, or lets the next wait return at once; several signals count as one. Any
  /// thread.
  void notify();
  /// Returns true when notified, false after `wait_ms`.
  Task<bool> wait(std::int64_t wait_ms);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace bursar::net
