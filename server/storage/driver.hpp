// What both drivers share and nobody outside storage sees: jobs, the inner face of a transaction
// that the migrator needs, and the rule that a failed statement loses its transaction.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "storage/storage.hpp"

namespace bursar::storage {

struct WriteJob {
  Db::WriteBody body;
  Db::Completion completion;
};
struct ReadJob {
  Db::ReadBody body;
  Db::Completion completion;
};

/// A transaction as its driver sees it. Once a statement failed every later one is refused and the
/// function cannot commit, whatever it returns: PostgreSQL is so, hence SQLite is made so.
class DriverTx : public Tx {
 public:
  /// Runs a migration script of several statements, without parameters.
  virtual void script(std::string_view sql) = 0;
  const std::exception_ptr& failure() const { return failure_; }

 protected:
  void require_usable() const {
    if (failure_) throw StorageError("the transaction is lost: an earlier statement of it failed");
  }
  void lose(std::exception_ptr failure) { failure_ = std::move(failure); }

 private:
  std::exception_ptr failure_;
};

/// Counts the visitors that are running, also when one throws.
class Visit {
 public:
  explicit Visit(int& depth) : depth_(depth) { ++depth_; }
  ~Visit() { --depth_; }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  int& depth_;
};

/// How one write function ended inside the transaction.
enum class Verdict { commit, roll_back };

/// Runs `body`, turning an exception and a swallowed statement failure into `failure`.
inline Verdict run_body(const Db::WriteBody& body, DriverTx& tx, std::exception_ptr& failure) {
  try {
    if (body(tx) && !tx.failure()) return Verdict::commit;
    failure = tx.failure();
  } catch (...) {
    failure = std::current_exception();
  }
  return Verdict::roll_back;
}

/// A completion that throws would leave a caller waiting for ever: the process ends instead.
inline void complete(const Db::Completion& completion, std::exception_ptr failure) noexcept {
  completion(std::move(failure));
}

/// The functions registered with on_commit; may grow while commits run.
class CommitListeners {
 public:
  void add(std::function<void()> notify) {
    const std::lock_guard lock(mutex_);
    auto grown = std::make_shared<std::vector<std::function<void()>>>(*all_);
    grown->push_back(std::move(notify));
    all_ = std::move(grown);
  }
  void notify() noexcept {
    std::shared_ptr<const std::vector<std::function<void()>>> all;
    {
      const std::lock_guard lock(mutex_);
      all = all_;
    }
    for (const auto& one : *all) one();
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const std::vector<std::function<void()>>> all_ =
      std::make_shared<std::vector<std::function<void()>>>();
};

}  // namespace bursar::storage
