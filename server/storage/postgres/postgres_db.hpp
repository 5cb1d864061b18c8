// The PostgreSQL driver: a bounded queue served by writer connections and another by reader
// connections, each on a thread of its own.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "storage/driver.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/work_queue.hpp"

namespace bursar::storage::postgres {

class PostgresTx final : public DriverTx {
 public:
  explicit PostgresTx(Connection& connection) : connection_(connection) {}
  Dialect dialect() const override { return Dialect::postgres; }
  std::int64_t exec(std::string_view sql, const Params& params) override;
  void query(std::string_view sql, const Params& params, const RowVisitor& visit) override;
  void script(std::string_view sql) override;
  /// What the failed statement calls for; none while all is well.
  Remedy remedy() const { return remedy_; }

 private:
  template <class F>
  auto guarded(F run);
  Connection& connection_;
  Remedy remedy_ = Remedy::none;
  int visiting_ = 0;
};

class PostgresDb final : public Db {
 public:
  explicit PostgresDb(const Options& options);
  ~PostgresDb() override;

  Dialect dialect() const override { return Dialect::postgres; }
  bool submit_write(WriteBody body, Completion completion) override;
  bool submit_read(ReadBody body, Completion completion) override;
  bool submit_sheddable_read(ReadBody body, Completion completion) override;
  void on_commit(std::function<void()> notify) override { listeners_.add(std::move(notify)); }
  void migrate(const std::vector<Migration>& migrations) override;

 private:
  bool push_read(ReadBody body, Completion completion, bool sheddable);
  void run_group(Connection& connection, std::span<const WriteJob> group);
  void run_read(Connection& connection, const ReadJob& job);
  void start_threads();

  const std::string url_;
  const bool inline_;
  const bool require_durable_;
  const std::size_t group_max_;
  std::atomic<bool> lane_exists_{false};  ///< the table that write groups lock is there
  CommitListeners listeners_;
  std::vector<std::unique_ptr<Connection>> writers_;
  std::vector<std::unique_ptr<Connection>> readers_;
  WorkQueue<WriteJob> writes_;
  LaneQueue<ReadJob> reads_;
  std::vector<std::thread> threads_;
};

}  // namespace bursar::storage::postgres
