// The SQLite driver: one writer thread that commits groups, and reader threads on WAL snapshots.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "storage/driver.hpp"
#include "storage/sqlite/writer.hpp"
#include "storage/work_queue.hpp"

namespace bursar::storage::sqlite {

class SqliteDb final : public Db {
 public:
  explicit SqliteDb(const Options& options);
  ~SqliteDb() override;

  Dialect dialect() const override { return Dialect::sqlite; }
  bool submit_write(WriteBody body, Completion completion) override;
  bool submit_read(ReadBody body, Completion completion) override;
  bool submit_sheddable_read(ReadBody body, Completion completion) override;
  void on_commit(std::function<void()> notify) override { listeners_.add(std::move(notify)); }
  void migrate(const std::vector<Migration>& migrations) override;

 private:
  bool push_read(ReadBody body, Completion completion, bool sheddable);
  void write_loop();
  void read_loop(Connection& connection);

  const bool inline_;
  const std::size_t group_max_;
  CommitListeners listeners_;
  Writer writer_;
  std::vector<std::unique_ptr<Connection>> readers_;
  WorkQueue<WriteJob> writes_;
  LaneQueue<ReadJob> reads_;
  std::vector<std::thread> read_threads_;
  std::thread write_thread_;
};

/// Path of a "sqlite:…" URL.
std::string path_of(const std::string& url);

}  // namespace bursar::storage::sqlite
