// The one connection that writes and checkpoints. It runs groups of write functions: all in
// one transaction, one durable commit, then every completion of the group.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "storage/driver.hpp"
#include "storage/sqlite/connection.hpp"

namespace bursar::storage::sqlite {

class SqliteTx final : public DriverTx {
 public:
  explicit SqliteTx(Connection& connection) : connection_(connection) {}
  Dialect dialect() const override { return Dialect::sqlite; }
  std::int64_t exec(std::string_view sql, const Params& params) override;
  void query(std::string_view sql, const Params& params, const RowVisitor& visit) override;
  void script(std::string_view sql) override;

 private:
  template <class F>
  auto guarded(F run);
  Connection& connection_;
  int visiting_ = 0;  ///< depth of running visitors
};

class Writer {
 public:
  Writer(const ConnectionOptions& connection, const Options& options, CommitListeners& listeners);

  /// Runs one group and calls every completion exactly once. Not thread-safe.
  void run_group(std::vector<WriteJob>& group);
  /// Moves committed pages from the WAL to the database once enough have gathered. `idle`: nobody
  /// waits.
  void checkpoint_if_due(bool idle);

 private:
  struct Outcome {
    Verdict verdict = Verdict::roll_back;
    std::exception_ptr failure;
  };
  /// The transaction of a group; throws when it is lost as a whole.
  bool run_transaction(const std::vector<WriteJob>& group, std::vector<Outcome>& outcomes);
  void run_alone(const WriteJob& job, Outcome& outcome);
  /// False when a function has to be undone: the group must then run again, one savepoint each.
  bool run_together(const std::vector<WriteJob>& group, std::vector<Outcome>& outcomes);
  void run_in_savepoint(const WriteJob& job, Outcome& outcome);
  void judge(const WriteJob& job, Outcome& outcome);
  void abandon(int code, const std::string& why);

  CommitListeners& listeners_;
  FatalHandler on_fatal_;
  const int checkpoint_pages_;
  Connection connection_;
  int wal_pages_ = 0;       ///< pages in the WAL after the latest commit
  int careful_groups_ = 0;  ///< groups to come that start with savepoints
  int checkpoint_at_ = 0;   ///< WAL size that makes the next checkpoint due when idle
  std::string broken_;      ///< why nothing is written any more; empty while sound
};

}  // namespace bursar::storage::sqlite
