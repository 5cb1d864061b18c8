// One SQLite connection with its prepared statements; used by one thread at a time. It sets and
// then asserts what durability rests on: WAL, the sync mode, no automatic checkpoints, no mapped
// memory.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/storage.hpp"

namespace bursar::storage::sqlite {

inline constexpr int k_application_id = 0x42'55'52'53;  ///< "BURS" in the file's header
inline constexpr int k_version_min = 3'051'003;  ///< first release without the WAL-reset defect

/// A StorageError with SQLite's primary result code, so that the writer can tell which are fatal.
class SqliteError : public StorageError {
 public:
  SqliteError(const std::string& what, int code) : StorageError(what), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

class Statement {
 public:
  Statement(sqlite3* handle, std::string sql);
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  sqlite3_stmt* handle() const { return handle_; }
  std::string_view sql() const { return sql_; }
  bool writes_rows() const { return writes_rows_; }
  /// Changes the database otherwise: tables, indexes, triggers.
  bool writes_schema() const { return !writes_rows_ && sqlite3_stmt_readonly(handle_) == 0; }
  void bind(const Params& params);

  bool in_use = false;  ///< a query over its rows is running

 private:
  void bind_one(int slot, const Param& param);
  std::string sql_;
  sqlite3_stmt* handle_ = nullptr;
  std::vector<int> slots_;  ///< slots_[n - 1] is SQLite's index of $n, 0 when the text skips n
  bool writes_rows_ = false;
};

enum class Role { writer, reader };

struct ConnectionOptions {
  std::string path;
  std::string vfs;
  std::string synchronous = "FULL";
  Role role = Role::writer;
};

class Connection {
 public:
  /// Throws StorageError: file unusable, not Bursar's, or a setting did not take.
  explicit Connection(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const { return handle_; }
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

  /// Primary result code of the latest failure, SQLITE_OK when there was none.
  int last_failure() const { return last_failure_; }

  std::int64_t exec(std::string_view sql, const Params& params);
  void query(std::string_view sql, const Params& params, const RowVisitor& visit);
  /// Grows with every row or schema change since the connection was opened.
  std::int64_t changes() const { return sqlite3_total_changes64(handle_) + schema_changes_; }
  /// Runs transaction control and other fixed text that returns nothing we read.
  void run(const char* sql);
  /// First column of the first row as text; empty when there is none.
  std::string setting(const char* sql);

 private:
  friend class StatementUse;
  void open(const ConnectionOptions& options);
  void configure(const ConnectionOptions& options);
  void require_own_file();
  void prepare_file(const std::string& path);
  std::shared_ptr<Statement> prepare(std::string_view sql);
  std::shared_ptr<Statement> find_or_prepare(std::string_view sql);
  /// One step; true when a row is there.
  bool step(Statement& statement);
  [[noreturn]] void fail(std::string_view sql);

  using Recent = std::list<std::shared_ptr<Statement>>;
  sqlite3* handle_ = nullptr;
  int last_failure_ = SQLITE_OK;
  std::int64_t schema_changes_ = 0;
  Recent recent_;  ///< most recently used first
  std::unordered_map<std::string_view, Recent::iterator> by_sql_;
  /// The statement last asked for with a text at such an address: most texts are constants, and
  /// comparing one is cheaper than hashing it.
  std::array<std::shared_ptr<Statement>, 128> by_address_;
};

}  // namespace bursar::storage::sqlite
