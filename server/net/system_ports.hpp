// The production ports of base (clock, randomness) and a bounded pool of threads for work that is
// too slow for an I/O thread, such as password hashing.
#pragma once

#include <string>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"

namespace bursar::net {

/// The system's wall and monotonic clocks.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  Tick tick() const override;
  std::int64_t now_us() const override;
};

/// getrandom(2); throws std::system_error if the kernel refuses.
class SystemRandom final : public CryptoRandom {
 public:
  void fill(std::span<unsigned char> bytes) override;
};

/// Whether threads give way to all others of the machine that have something to do.
enum class Priority { normal, low };

/// Fixed threads and a bounded queue. Jobs must not throw; one that does ends the process.
class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t queue_max, Priority priority = Priority::normal);
  /// Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// False when the queue is full: nothing was queued and the caller answers 503.
  [[nodiscard]] bool submit(std::function<void()> job);

 private:
  void work();

  const std::size_t queue_max_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// Makes `name` ("Europe/Vienna") the time zone of the process; before any thread starts. Empty is
/// UTC. Throws std::runtime_error when the system does not know it.
void set_time_zone(const std::string& name);
/// Minute of the week in the time zone of the process, from Monday 00:00.
std::int64_t minute_of_week(Instant instant);

}  // namespace bursar::net
