// Group commit and checkpoints. A commit or sync that fails is never tried again: what the disk
// holds is then unknown, so the writer refuses everything after it and asks the process to end
//
#include "storage/sqlite/writer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "storage/sql_text.hpp"

namespace bursar::storage::sqlite {
namespace {

// Under load the WAL may grow by so many more thresholds before callers are made to wait for a
// checkpoint.
constexpr int k_busy_thresholds = 3;
// After a group that had to run twice the next ones are likely to hold the like.
constexpr int k_careful_groups = 16;

// A full disk or a busy file leaves the database as it was; anything else leaves it unknown.
bool is_survivable(int code) {
  return code == SQLITE_FULL || code == SQLITE_BUSY || code == SQLITE_CONSTRAINT;
}

bool is_damage(int code) {
  return code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
         code == SQLITE_NOMEM;
}

}  // namespace

template <class F>
auto SqliteTx::guarded(F run) {
  require_usable();
  try {
    return run();
  } catch (const StorageError&) {
    lose(std::current_exception());
    throw;
  }
}

std::int64_t SqliteTx::exec(std::string_view sql, const Params& params) {
  check(visiting_ == 0, "a visitor of rows must not write");
  return guarded([&] { return connection_.exec(sql, params); });
}

void SqliteTx::query(std::string_view sql, const Params& params, const RowVisitor& visit) {
  guarded([&] {
    connection_.query(sql, params, [&](const Row& row) {
      const Visit running(visiting_);
      visit(row);
    });
  });
}

void SqliteTx::script(std::string_view sql) {
  for (const std::string& statement : split_statements(sql)) exec(statement, {});
}

Writer::Writer(const ConnectionOptions& connection, const Options& options,
               CommitListeners& listeners)
    : listeners_(listeners),
      on_fatal_(options.on_fatal),
      checkpoint_pages_(options.limits.checkpoint_pages),
      connection_(connection),
      checkpoint_at_(checkpoint_pages_) {
  sqlite3_wal_hook(
      connection_.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Writer*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

void Writer::run_group(std::vector<WriteJob>& group) {
  std::vector<Outcome> outcomes(group.size());
  bool changed = false;
  try {
    if (!broken_.empty()) throw StorageError(broken_);
    changed = run_transaction(group, outcomes);
  } catch (...) {
    // None of the group is durable, and a refusal may have seen what was lost.
    for (Outcome& outcome : outcomes) outcome.failure = std::current_exception();
  }
  for (std::size_t i = 0; i < group.size(); ++i)
    complete(group[i].completion, std::move(outcomes[i].failure));
  if (changed) listeners_.notify();
  if (!broken_.empty() && on_fatal_) std::exchange(on_fatal_, nullptr)(broken_);
}

bool Writer::run_transaction(const std::vector<WriteJob>& group, std::vector<Outcome>& outcomes) {
  try {
    connection_.run("begin immediate");
    careful_groups_ = std::max(0, careful_groups_ - 1);
    if (group.size() == 1) {
      run_alone(group[0], outcomes[0]);
    } else if (careful_groups_ > 0 || !run_together(group, outcomes)) {
      for (std::size_t i = 0; i < group.size(); ++i) run_in_savepoint(group[i], outcomes[i]);
    }
    if (connection_.in_transaction()) connection_.run("commit");
  } catch (const StorageError& error) {
    abandon(connection_.last_failure(), error.what());
    throw;
  }
  for (const Outcome& outcome : outcomes)
    if (outcome.verdict == Verdict::commit) return true;
  return false;
}

void Writer::run_alone(const WriteJob& job, Outcome& outcome) {
  judge(job, outcome);
  if (outcome.verdict == Verdict::roll_back) connection_.run("rollback");
}

// A savepoint copies every page before its first change: a sixth of the writer's time. Most
// functions that refuse have changed nothing, so most groups do without.
bool Writer::run_together(const std::vector<WriteJob>& group, std::vector<Outcome>& outcomes) {
  for (std::size_t i = 0; i < group.size(); ++i) {
    const std::int64_t before = connection_.changes();
    judge(group[i], outcomes[i]);
    if (outcomes[i].verdict == Verdict::commit || connection_.changes() == before) continue;
    connection_.run("rollback");
    connection_.run("begin immediate");
    outcomes.assign(group.size(), {});
    careful_groups_ = k_careful_groups;
    return false;
  }
  return true;
}

void Writer::run_in_savepoint(const WriteJob& job, Outcome& outcome) {
  connection_.run("savepoint one");
  judge(job, outcome);
  if (outcome.verdict == Verdict::roll_back) connection_.run("rollback to one");
  connection_.run("release one");
}

void Writer::judge(const WriteJob& job, Outcome& outcome) {
  SqliteTx tx(connection_);
  outcome.verdict = run_body(job.body, tx, outcome.failure);
  // SQLite rolls everything back on some failures, and a damaged file must not be written to.
  if (!connection_.in_transaction() || is_damage(connection_.last_failure()))
    throw SqliteError(
        fmt::format("the group of writes is lost: {}", sqlite3_errstr(connection_.last_failure())),
        connection_.last_failure());
  if (outcome.verdict == Verdict::roll_back) return;
  // A deferred foreign key would otherwise stop the commit of the whole group.
  int open_keys = 0;
  int unused = 0;
  sqlite3_db_status(connection_.handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &open_keys, &unused, 0);
  if (open_keys == 0) return;
  outcome.verdict = Verdict::roll_back;
  outcome.failure =
      std::make_exception_ptr(ConstraintError("a deferred foreign key has no target"));
}

void Writer::abandon(int code, const std::string& why) {
  if (is_survivable(code)) {
    try {
      if (connection_.in_transaction()) connection_.run("rollback");
      return;
    } catch (const StorageError&) {
      // A transaction that cannot be rolled back is as bad as a failed commit.
    }
  }
  broken_ = fmt::format("the database takes no more writes until a restart: {}", why);
  sqlite3_db_config(connection_.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                    static_cast<int*>(nullptr));
}

void Writer::checkpoint_if_due(bool idle) {
  if (wal_pages_ < checkpoint_pages_) checkpoint_at_ = checkpoint_pages_;  // the WAL started anew
  if (!broken_.empty() ||
      wal_pages_ < checkpoint_at_ + (idle ? 0 : k_busy_thresholds * checkpoint_pages_))
    return;
  int in_wal = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr,
                                             SQLITE_CHECKPOINT_PASSIVE, &in_wal, &moved);
  // A long reader keeps the WAL from starting anew; the next try waits for as many pages again.
  checkpoint_at_ = wal_pages_ + checkpoint_pages_;
  const int primary = code & 0xff;
  if (primary == SQLITE_OK || primary == SQLITE_LOCKED || is_survivable(primary)) return;
  abandon(primary, fmt::format("checkpoint: {}", sqlite3_errmsg(connection_.handle())));
  if (on_fatal_) std::exchange(on_fatal_, nullptr)(broken_);
}

}  // namespace bursar::storage::sqlite
