// A database of a test's own that can be closed and opened again, and what tests do to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/storage.hpp"
#include "testing/testing.hpp"
#include "upgrade/case_file.hpp"
#include "upgrade/schema.hpp"

namespace bursar::upgrade {

/// What a database holds: its schema, the record of its scripts, its rows.
struct Contents {
  Lines schema;
  Lines scripts;  ///< "payments/0001_payments.sql checksum"
  Lines rows;
};

class Scratch {
 public:
  explicit Scratch(storage::Dialect dialect) : place_(dialect) { reopen(); }

  storage::Db& db() { return *db_; }
  storage::Dialect dialect() const { return db_->dialect(); }
  /// As a process that ended and started again.
  void reopen();
  /// Why migrating was refused; empty when it was not.
  std::string failure_of(const std::vector<storage::Migration>& scripts);
  /// Runs statements as one write. Throws StorageError.
  void run(const std::vector<std::string>& statements);
  Contents contents();
  Lines schema();

 private:
  TestPlace place_;
  std::unique_ptr<storage::Db> db_;
};

/// Why migrating was refused; empty when it was not.
std::string failure_of(storage::Db& db, const std::vector<storage::Migration>& scripts);
Contents contents_of(storage::Db& db);

/// Skips the PostgreSQL half of a suite in a run without a server.
bool is_left_out(storage::Dialect dialect);

/// The scripts that `dialect` runs, in order.
std::vector<storage::Migration> scripts_for(storage::Dialect dialect);

}  // namespace bursar::upgrade
