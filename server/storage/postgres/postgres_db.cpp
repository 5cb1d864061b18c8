// Transactions on PostgreSQL. Writes run SERIALIZABLE: the domain is written as if there were a single
// writer (read, decide, save), and READ COMMITTED or REPEATABLE READ would let two such functions each
// act on what the other is changing (lost updates, write skew). A function that loses is run again.
// Reads run REPEATABLE READ READ ONLY: one snapshot, never a conflict.
#include "storage/postgres/postgres_db.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "storage/migrator.hpp"

namespace bursar::storage::postgres {
namespace {

constexpr int k_attempts_max = 64;
constexpr int k_reconnects_max = 2;
constexpr const char* k_begin_write = "begin isolation level serializable";
constexpr const char* k_begin_read = "begin isolation level repeatable read read only";
// One migration at a time on a server; held by the session.
constexpr const char* k_migration_lock = "select pg_advisory_lock(4784195370)";

/// How one run of a write function ended.
struct Attempt {
  bool committed = false;
  Remedy remedy = Remedy::none;
  std::exception_ptr failure;
};

// A connection left inside a transaction is cleaned or, when that fails, left to be replaced.
void leave_transaction(Connection& connection) noexcept {
  try {
    if (!connection.is_lost() && connection.in_transaction()) connection.run("rollback");
  } catch (const StorageError&) {
  }
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

Attempt attempt_write(Connection& connection, const Db::WriteBody& body) {
  Attempt attempt;
  try {
    if (connection.is_lost()) connection.reconnect();
    connection.run(k_begin_write);
    PostgresTx tx(connection);
    const Verdict verdict = run_body(body, tx, attempt.failure);
    attempt.remedy = tx.remedy();
    if (verdict == Verdict::commit) {
      commit(connection);
      attempt.committed = true;
    }
  } catch (const PostgresError& error) {
    attempt.remedy = error.remedy();
    attempt.failure = std::current_exception();
  } catch (...) {
    attempt.failure = std::current_exception();
  }
  leave_transaction(connection);
  return attempt;
}

template <class Job, class Run>
void serve(WorkQueue<Job>& queue, Run run) {
  std::vector<Job> jobs;
  while (queue.take(jobs, 1)) {
    run(jobs.front());
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
      writes_(options.limits.write_queue_max),
      reads_(options.limits.read_queue_max) {
  const std::size_t writers = inline_ ? 1 : options.limits.writers;
  const std::size_t readers = inline_ ? 1 : options.limits.readers;
  for (std::size_t i = 0; i < writers; ++i)
    writers_.push_back(std::make_unique<Connection>(url_, require_durable_));
  for (std::size_t i = 0; i < readers; ++i)
    readers_.push_back(std::make_unique<Connection>(url_, require_durable_));
  if (!inline_) start_threads();
}

void PostgresDb::start_threads() {
  for (const auto& writer : writers_)
    threads_.emplace_back(
        [this, &writer] { serve(writes_, [&](const WriteJob& job) { run_write(*writer, job); }); });
  for (const auto& reader : readers_)
    threads_.emplace_back(
        [this, &reader] { serve(reads_, [&](const ReadJob& job) { run_read(*reader, job); }); });
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
  run_write(*writers_.front(), job);
  return true;
}

bool PostgresDb::submit_read(ReadBody body, Completion completion) {
  ReadJob job{std::move(body), std::move(completion)};
  if (!inline_) return reads_.push(std::move(job));
  run_read(*readers_.front(), job);
  return true;
}

void PostgresDb::run_write(Connection& connection, const WriteJob& job) {
  // Functions that lost once run again one after the other, so that one of them always gets through.
  std::unique_lock lane(retry_lane_, std::defer_lock);
  int reconnects = 0;
  Attempt attempt;
  for (int tried = 0; tried < k_attempts_max; ++tried) {
    attempt = attempt_write(connection, job.body);
    if (attempt.remedy == Remedy::none) break;
    if (attempt.remedy == Remedy::reconnect && ++reconnects > k_reconnects_max) break;
    if (!lane.owns_lock()) lane.lock();
  }
  if (lane.owns_lock()) lane.unlock();
  complete(job.completion, attempt.failure);
  if (attempt.committed) listeners_.notify();
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
    const Attempt attempt = attempt_write(connection, [&](Tx& tx) {
      step(static_cast<DriverTx&>(tx));
      return true;
    });
    if (attempt.failure) std::rethrow_exception(attempt.failure);
  });
}

}  // namespace bursar::storage::postgres
