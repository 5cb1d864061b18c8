// A bounded queue between callers and storage threads: a full queue refuses at once, so overload
// becomes an answer to the caller and never memory.
#pragma once

#include <algorithm>
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

/// Two queues with the same takers. Ordinary jobs go first; sheddable ones never hold all takers
/// (unless there is but one), so an ordinary job soon finds a free one.
template <class Job>
class LaneQueue {
 public:
  struct Bounds {
    std::size_t ordinary_max = 0;
    std::size_t sheddable_max = 0;
    std::size_t takers = 1;
  };
  explicit LaneQueue(Bounds bounds)
      : bounds_(bounds), sheddable_takers_(std::max<std::size_t>(bounds.takers, 2) - 1) {}

  /// False when the lane is full or the queue closed; `job` is then untouched.
  bool push(Job&& job, bool sheddable) {
    {
      const std::lock_guard lock(mutex_);
      std::deque<Job>& lane = sheddable ? sheddable_ : ordinary_;
      if (closed_ || lane.size() >= (sheddable ? bounds_.sheddable_max : bounds_.ordinary_max))
        return false;
      lane.push_back(std::move(job));
    }
    ready_.notify_one();
    return true;
  }

  /// Waits for a job and calls `run(job)`. False once closed and empty.
  template <class Run>
  bool run_next(Run run) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return may_take() || is_finished(); });
    if (!may_take()) return false;
    const bool sheddable = ordinary_.empty();
    std::deque<Job>& lane = sheddable ? sheddable_ : ordinary_;
    Job job = std::move(lane.front());
    lane.pop_front();
    if (sheddable) ++sheddable_running_;
    const bool last = is_finished();
    lock.unlock();
    if (last) ready_.notify_all();
    run(job);
    if (!sheddable) return true;
    lock.lock();
    --sheddable_running_;
    lock.unlock();
    ready_.notify_one();
    return true;
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

 private:
  bool may_take() const {
    return !ordinary_.empty() || (!sheddable_.empty() && sheddable_running_ < sheddable_takers_);
  }
  bool is_finished() const { return closed_ && ordinary_.empty() && sheddable_.empty(); }

  const Bounds bounds_;
  const std::size_t sheddable_takers_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> ordinary_;
  std::deque<Job> sheddable_;
  std::size_t sheddable_running_ = 0;
  bool closed_ = false;
};

}  // namespace bursar::storage
