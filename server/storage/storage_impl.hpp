// Template bodies of Db: they carry a function's result across the storage thread.
#pragma once

#include <condition_variable>
#include <mutex>

#include "storage/storage.hpp"

namespace bursar::storage {

/// A latch for one completion; lets a synchronous caller wait.
class Waiter {
 public:
  void done(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
    finished_ = true;
    ready_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return finished_; });
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  bool finished_ = false;
  std::exception_ptr failure_;
};

template <class F>
TxResult<F> Db::write(F fn) {
  Waiter waiter;
  std::optional<TxResult<F>> result;
  const bool queued = submit_write(
      [&](Tx& tx) {
        result.reset();
        result.emplace(fn(tx));
        return result->has_value();
      },
      [&](std::exception_ptr failure) { waiter.done(std::move(failure)); });
  if (!queued) return storage_busy();
  waiter.wait();
  return std::move(*result);
}

template <class F>
TxResult<F> Db::read(F fn) {
  Waiter waiter;
  std::optional<TxResult<F>> result;
  const bool queued = submit_read(
      [&](Tx& tx) {
        result.reset();
        result.emplace(fn(tx));
      },
      [&](std::exception_ptr failure) { waiter.done(std::move(failure)); });
  if (!queued) throw StorageError("the read queue is full");
  waiter.wait();
  return std::move(*result);
}

template <class F, class D>
void Db::write_async(F fn, D done) {
  using R = TxResult<F>;
  auto result = std::make_shared<std::optional<R>>();
  auto finish = std::make_shared<D>(std::move(done));
  const bool queued = submit_write(
      [result, fn = std::move(fn)](Tx& tx) mutable {
        result->reset();
        result->emplace(fn(tx));
        return (*result)->has_value();
      },
      [result, finish](std::exception_ptr failure) {
        if (failure) (*finish)(R(storage_busy()), std::move(failure));
        else (*finish)(std::move(**result), nullptr);
      });
  if (!queued) (*finish)(R(storage_busy()), nullptr);
}

template <class F, class D>
void Db::read_async(F fn, D done, bool sheddable) {
  using R = TxResult<F>;
  auto result = std::make_shared<std::optional<R>>();
  auto finish = std::make_shared<D>(std::move(done));
  ReadBody body = [result, fn = std::move(fn)](Tx& tx) mutable {
    result->reset();
    result->emplace(fn(tx));
  };
  Completion completion = [result, finish](std::exception_ptr failure) {
    if (failure) (*finish)(R(storage_busy()), std::move(failure));
    else (*finish)(std::move(**result), nullptr);
  };
  const bool queued = sheddable ? submit_sheddable_read(std::move(body), std::move(completion))
                                : submit_read(std::move(body), std::move(completion));
  if (!queued) (*finish)(R(storage_busy()), nullptr);
}

}  // namespace bursar::storage
