// Transactions on PostgreSQL. The domain is written as if there were a single writer (read, decide,
// save), so a write must never act on what another is changing. SERIALIZABLE promises that by
// failing losers, and every payment touches the same few balances: most would lose, and groups
// would deadlock. Measured on such rows, one group at a time is three times as fast as four
// serializable writers. So a group first locks the lane, then takes its snapshot: whatever
// committed before is visible, nothing else is written meanwhile, on any node. REPEATABLE READ
// below that refuses what a foreign session changes. Reads run REPEATABLE READ READ ONLY: one
// snapshot, never a conflict.
#include "storage/postgres/postgres_db.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/check.hpp"
#include "storage/migrator.hpp"

namespace bursar::storage::postgres {
namespace {

constexpr int k_attempts_max = 16;
constexpr int k_reconnects_max = 2;
constexpr std::size_t k_group_max = 64;  // more savepoints would slow every other snapshot down
// LOCK TABLE takes no snapshot, and the server serves those who wait in order.
constexpr const char* k_begin_in_lane =
    "begin isolation level repeatable read; lock table schema_migration in exclusive mode";
// Before the first migration there is no lane.
constexpr const char* k_begin_without_lane = "begin isolation level serializable";
constexpr const char* k_begin_read = "begin isolation level repeatable read read only";
// One migration at a time on a server; held by the session.
constexpr const char* k_migration_lock = "select pg_advisory_lock(4784195370)";

// A connection left inside a transaction is cleaned or, when that fails, left to be replaced.
void leave_transaction(Connection& connection) noexcept {
  try {
    if (!connection.is_lost() && connection.in_transaction()) connection.run("rollback");
  } catch (const StorageError&) {}
}

void commit(Connection& connection) {
  try {
    const std::string tag = connection.run("commit");
    if (tag != "COMMIT") throw StorageError(fmt::format("commit answered {}", tag));
  } catch (const PostgresError& error) {
    if (error.remedy() == Remedy::run_again) throw;
    throw StorageError(fmt::format("the outcome of a commit is unknown: {}", error.what()));
  }
}

/// One run of a group of write functions in one transaction.
class Attempt {
 public:
  Attempt(Connection& connection, std::span<const WriteJob> group)
      : connection_(connection), group_(group), failures_(group.size()) {}

  /// `opening` begins the transaction.
  void run(const char* opening) {
    try {
      if (connection_.is_lost()) connection_.reconnect();
      connection_.run(opening);
      if (group_.size() == 1) run_alone();
      else run_in_savepoints();
    } catch (const PostgresError& error) {
      fail_all(error.remedy());
    } catch (...) {
      // None of the group is durable, and a refusal may have seen what was lost.
      fail_all(Remedy::none);
    }
    leave_transaction(connection_);
  }
  bool changed() const { return changed_; }
  /// A deferred constraint broke at commit: nothing is durable and it is not known whose it was.
  bool must_split() const { return must_split_; }
  /// What the group as a whole calls for.
  Remedy remedy() const { return remedy_; }
  std::exception_ptr take_failure(std::size_t i) { return std::move(failures_[i]); }

 private:
  void fail_all(Remedy remedy) {
    remedy_ = remedy;
    changed_ = false;
    for (std::exception_ptr& failure : failures_) failure = std::current_exception();
  }
  /// Runs one function. Throws when its failure is that of the whole transaction.
  Verdict judge(std::size_t i) {
    PostgresTx tx(connection_);
    const Verdict verdict = run_body(group_[i].body, tx, failures_[i]);
    if (tx.remedy() != Remedy::none) throw PostgresError("the transaction is lost", tx.remedy());
    return verdict;
  }
  void run_alone() {
    if (judge(0) == Verdict::roll_back) return;
    commit(connection_);
    changed_ = true;
  }
  void run_in_savepoints() {
    connection_.run("savepoint one");
    for (std::size_t i = 0; i < group_.size(); ++i) {
      const bool keep = judge(i) == Verdict::commit;
      connection_.run(keep ? "release one; savepoint one" : "rollback to one");
      changed_ = changed_ || keep;
    }
    try {
      commit(connection_);
    } catch (const ConstraintError&) {
      must_split_ = true;
    }
  }

  Connection& connection_;
  std::span<const WriteJob> group_;
  std::vector<std::exception_ptr> failures_;
  Remedy remedy_ = Remedy::none;
  bool changed_ = false;
  bool must_split_ = false;
};

template <class Job, class Run>
void serve(WorkQueue<Job>& queue, std::size_t max, Run run) {
  std::vector<Job> jobs;
  while (queue.take(jobs, max)) {
    run(jobs);
    jobs.clear();
  }
}

}  // namespace

template <class F>
auto PostgresTx::guarded(F run) {
  require_usable();
  try {
    return run();
  } catch (const PostgresError& error) {
    remedy_ = error.remedy();
    lose(std::current_exception());
    throw;
  } catch (const StorageError&) {
    lose(std::current_exception());
    throw;
  }
}

std::int64_t PostgresTx::exec(std::string_view sql, const Params& params) {
  check(visiting_ == 0, "a visitor of rows must not write");
  return guarded([&] { return connection_.exec(sql, params); });
}

void PostgresTx::query(std::string_view sql, const Params& params, const RowVisitor& visit) {
  guarded([&] {
    connection_.query(sql, params, [&](const Row& row) {
      const Visit running(visiting_);
      visit(row);
    });
  });
}

void PostgresTx::script(std::string_view sql) {
  guarded([&] { connection_.run(std::string(sql).c_str()); });
}

PostgresDb::PostgresDb(const Options& options)
    : url_(options.url),
      inline_(options.run_inline),
      require_durable_(options.synchronous == "FULL"),
      group_max_(std::min(options.limits.group_max, k_group_max)),
      writes_(options.limits.write_queue_max),
      reads_({options.limits.read_queue_max, options.limits.sheddable_queue_max,
              options.limits.readers}) {
  const std::size_t writers = inline_ ? 1 : options.limits.writers;
  const std::size_t readers = inline_ ? 1 : options.limits.readers;
  for (std::size_t i = 0; i < writers; ++i)
    writers_.push_back(std::make_unique<Connection>(url_, require_durable_));
  for (std::size_t i = 0; i < readers; ++i)
    readers_.push_back(std::make_unique<Connection>(url_, require_durable_));
  lane_exists_ = writers_.front()->setting("select to_regclass('schema_migration')") != "";
  if (!inline_) start_threads();
}

void PostgresDb::start_threads() {
  for (const auto& writer : writers_)
    threads_.emplace_back([this, &writer] {
      serve(writes_, group_max_,
            [&](const std::vector<WriteJob>& group) { run_group(*writer, group); });
    });
  for (const auto& reader : readers_)
    threads_.emplace_back([this, &reader] {
      const auto run = [&](const ReadJob& job) { run_read(*reader, job); };
      for (bool open = true; open;) open = reads_.run_next(run);
    });
}

PostgresDb::~PostgresDb() {
  // What was accepted is still carried out.
  writes_.close();
  reads_.close();
  for (std::thread& thread : threads_) thread.join();
}

bool PostgresDb::submit_write(WriteBody body, Completion completion) {
  WriteJob job{std::move(body), std::move(completion)};
  if (!inline_) return writes_.push(std::move(job));
  std::vector<WriteJob> group;
  group.push_back(std::move(job));
  run_group(*writers_.front(), group);
  return true;
}

bool PostgresDb::submit_read(ReadBody body, Completion completion) {
  return push_read(std::move(body), std::move(completion), false);
}

bool PostgresDb::submit_sheddable_read(ReadBody body, Completion completion) {
  return push_read(std::move(body), std::move(completion), true);
}

bool PostgresDb::push_read(ReadBody body, Completion completion, bool sheddable) {
  ReadJob job{std::move(body), std::move(completion)};
  if (!inline_) return reads_.push(std::move(job), sheddable);
  run_read(*readers_.front(), job);
  return true;
}

void PostgresDb::run_group(Connection& connection, std::span<const WriteJob> group) {
  std::optional<Attempt> attempt;
  int reconnects = 0;
  for (int tried = 0; tried < k_attempts_max; ++tried) {
    attempt.emplace(connection, group);
    attempt->run(lane_exists_ ? k_begin_in_lane : k_begin_without_lane);
    if (attempt->remedy() == Remedy::none) break;
    if (attempt->remedy() == Remedy::reconnect && ++reconnects > k_reconnects_max) break;
  }
  if (attempt->must_split()) {
    for (std::size_t i = 0; i < group.size(); ++i) run_group(connection, group.subspan(i, 1));
    return;
  }
  for (std::size_t i = 0; i < group.size(); ++i)
    complete(group[i].completion, attempt->take_failure(i));
  if (attempt->changed()) listeners_.notify();
}

void PostgresDb::run_read(Connection& connection, const ReadJob& job) {
  std::exception_ptr failure;
  for (int tried = 0; tried <= k_reconnects_max; ++tried) {
    failure = nullptr;
    Remedy remedy = Remedy::none;
    try {
      if (connection.is_lost()) connection.reconnect();
      connection.run(k_begin_read);
      PostgresTx tx(connection);
      job.body(tx);
      remedy = tx.remedy();
      if (tx.failure()) std::rethrow_exception(tx.failure());
    } catch (const PostgresError& error) {
      remedy = error.remedy();
      failure = std::current_exception();
    } catch (...) {
      failure = std::current_exception();
    }
    leave_transaction(connection);
    if (remedy == Remedy::none) break;
  }
  complete(job.completion, std::move(failure));
}

void PostgresDb::migrate(const std::vector<Migration>& migrations) {
  Connection connection(url_, require_durable_);
  connection.run(k_migration_lock);
  apply_migrations(Dialect::postgres, migrations, [&](const std::function<void(DriverTx&)>& step) {
    std::vector<WriteJob> group(1);
    group[0].body = [&](Tx& tx) {
      step(static_cast<DriverTx&>(tx));
      return true;
    };
    Attempt attempt(connection, group);
    attempt.run(k_begin_without_lane);
    if (const auto failure = attempt.take_failure(0)) std::rethrow_exception(failure);
  });
  lane_exists_ = true;
}

}  // namespace bursar::storage::postgres
