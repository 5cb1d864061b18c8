// A bounded queue between callers and storage threads: a full queue refuses at once, so overload
// becomes an answer to the caller and never memory.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace bursar::storage {

/// Any thread may push; the owning driver's threads take. After close() what is queued is still
/// taken.
template <class Job>
class WorkQueue {
 public:
  explicit WorkQueue(std::size_t max) : max_(max) {}

  /// False when full or closed; `job` is then untouched.
  bool push(Job&& job) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || jobs_.size() >= max_) return false;
      jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
    return true;
  }

  /// Moves up to `max` waiting jobs to `out`, without waiting. False when there were none.
  bool try_take(std::vector<Job>& out, std::size_t max) {
    const std::lock_guard lock(mutex_);
    return move_to(out, max);
  }

  /// The same, waiting for a job. False once closed and empty.
  bool take(std::vector<Job>& out, std::size_t max) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    return move_to(out, max);
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

 private:
  bool move_to(std::vector<Job>& out, std::size_t max) {
    if (jobs_.empty()) return false;
    for (std::size_t taken = 0; taken < max && !jobs_.empty(); ++taken) {
      out.push_back(std::move(jobs_.front()));
      jobs_.pop_front();
    }
    return true;
  }

  const std::size_t max_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> jobs_;
  bool closed_ = false;
};

}  // namespace bursar::storage
