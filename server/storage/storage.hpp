// The storage front door: Db runs functions of a transaction, Tx runs statements, Row reads
// columns. The domain cannot tell the drivers apart. Acknowledged means on disk: a write's
// completion runs only after the commit is durable. A write function has no effect outside the
// transaction and may run again.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/migration.hpp"

namespace bursar::storage {

enum class Dialect { sqlite, postgres };

/// Broken surroundings: database away, disk full, malformed statement. Never a business refusal.
class StorageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// A UNIQUE, CHECK, NOT NULL or foreign-key constraint stopped a statement; the transaction is
/// lost. Use cases avoid it with ON CONFLICT and conditional updates: reaching it is a backstop.
class ConstraintError : public StorageError {
 public:
  using StorageError::StorageError;
};

struct Blob {
  std::string bytes;
};

/// One bound value: NULL, integer, text or bytes. Implicit on purpose, so call sites read as lists.
class Param {
 public:
  Param(std::nullptr_t) {}
  Param(std::nullopt_t) {}
  Param(std::int64_t value) : value_(value) {}
  Param(int value) : value_(std::int64_t{value}) {}
  Param(bool value) : value_(std::int64_t{value ? 1 : 0}) {}
  Param(Instant value) : value_(value.ms) {}
  Param(std::string value) : value_(std::move(value)) {}
  Param(std::string_view value) : value_(std::string(value)) {}
  Param(const char* value) : value_(std::string(value)) {}
  Param(Blob value) : value_(std::move(value)) {}
  template <class E>
    requires std::is_enum_v<E> Param(E value) : value_(static_cast<std::int64_t>(value)) {}
    /// Any bursar::Id; key 0 binds NULL.
    template <class I>
      requires requires(const I& id) {
        id.key;
        id.text();
      }
    Param(const I& id) {
      if (id.key != 0) value_ = id.key;
    }
    template <class T>
    Param(const std::optional<T>& value) {
      if (value) *this = Param(*value);
    }

    using Value = std::variant<std::monostate, std::int64_t, std::string, Blob>;
    const Value& value() const { return value_; }

   private:
    Value value_;
};
using Params = std::vector<Param>;

/// The current row of a query; valid inside the visitor only. Columns count from 0.
/// Reading a NULL or another type than stored is a Bug.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t i64(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::string_view blob(int column) const = 0;

  std::optional<std::int64_t> i64_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(i64(column));
  }
  std::optional<std::string> text_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(std::string(text(column)));
  }
  Instant instant(int column) const { return {i64(column)}; }
  std::optional<Instant> instant_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(Instant{i64(column)});
  }
  bool boolean(int column) const { return i64(column) != 0; }
  /// An Id column; NULL reads as the empty id.
  template <class IdType>
  IdType id(int column) const {
    return is_null(column) ? IdType{} : IdType{i64(column)};
  }
  template <class E>
  E as_enum(int column) const {
    return static_cast<E>(i64(column));
  }
};

using RowVisitor = std::function<void(const Row&)>;

/// One transaction (in the SQLite driver: one savepoint of a group). Not thread-safe.
class Tx {
 public:
  virtual ~Tx() = default;
  virtual Dialect dialect() const = 0;
  /// Runs a statement and returns the number of rows it changed. Placeholders are $1, $2, …
  virtual std::int64_t exec(std::string_view sql, const Params& params = {}) = 0;
  /// Runs a query (or a statement with RETURNING) and visits each row.
  virtual void query(std::string_view sql, const Params& params, const RowVisitor& visit) = 0;

  /// First row mapped, or nothing.
  template <class F>
  auto one(std::string_view sql, const Params& params, F map)
      -> std::optional<std::invoke_result_t<F, const Row&>> {
    std::optional<std::invoke_result_t<F, const Row&>> found;
    query(sql, params, [&](const Row& row) {
      if (!found) found.emplace(map(row));
    });
    return found;
  }
  template <class F>
  auto all(std::string_view sql, const Params& params, F map)
      -> std::vector<std::invoke_result_t<F, const Row&>> {
    std::vector<std::invoke_result_t<F, const Row&>> rows;
    query(sql, params, [&](const Row& row) { rows.push_back(map(row)); });
    return rows;
  }
};

/// Result type of a function taking Tx&.
template <class F>
using TxResult = std::invoke_result_t<F, Tx&>;

class Db {
 public:
  /// True: commit. False: roll this function's changes back (a refusal).
  using WriteBody = std::function<bool(Tx&)>;
  using ReadBody = std::function<void(Tx&)>;
  /// Called once on a storage thread; null means done (and durable, for writes that returned true).
  using Completion = std::function<void(std::exception_ptr)>;

  virtual ~Db() = default;
  virtual Dialect dialect() const = 0;
  /// Names the transaction type for templates that must not include storage; never called.
  static Tx& tx_type();

  /// Queues a write; false when the bounded queue is full (nothing was queued, completion not
  /// called).
  virtual bool submit_write(WriteBody body, Completion completion) = 0;
  /// Queues a read on a snapshot; false when the queue is full.
  virtual bool submit_read(ReadBody body, Completion completion) = 0;
  /// The same for reads that give way: they begin when no other read waits, and never hold every
  /// reader.
  virtual bool submit_sheddable_read(ReadBody body, Completion completion) {
    return submit_read(std::move(body), std::move(completion));
  }
  /// Called on a storage thread after each durable commit (group). For wake-ups only; must be
  /// quick.
  virtual void on_commit(std::function<void()> notify) = 0;

  /// Applies the scripts that are missing, in the given order, each in its own transaction.
  /// Throws StorageError when the schema is newer than the scripts or a recorded script changed.
  virtual void migrate(const std::vector<Migration>& migrations) = 0;

  /// Runs `fn(Tx&) -> Result<T>` as one write and waits until it is durable or refused.
  /// Errors: those of fn; unavailable/storage_busy when the queue is full. Throws StorageError,
  /// Bug.
  template <class F>
  TxResult<F> write(F fn);
  /// Runs `fn(Tx&) -> Result<T>` (or any T) as one read.
  template <class F>
  TxResult<F> read(F fn);
  /// Asynchronous write: `done(Result<T>, std::exception_ptr)` on a storage thread.
  template <class F, class D>
  void write_async(F fn, D done);
  /// Asynchronous read with the same completion as write_async.
  template <class F, class D>
  void read_async(F fn, D done, bool sheddable = false);
};

struct Limits {
  std::size_t write_queue_max = 4096;     ///< waiting write functions
  std::size_t read_queue_max = 1024;      ///< waiting read functions
  std::size_t sheddable_queue_max = 512;  ///< the same, of those that give way
  std::size_t group_max = 256;   ///< write functions of one commit (PostgreSQL: at most 64)
  std::size_t readers = 3;       ///< read threads
  std::size_t writers = 1;       ///< write connections (PostgreSQL); their groups take turns
  int checkpoint_pages = 1'000;  ///< WAL pages that make a checkpoint worth while (SQLite)
};

/// Told once, on a storage thread, that the disk failed a write or sync and nothing will be written
/// any more. The process must end: only a restart finds out what the disk kept.
using FatalHandler = std::function<void(const std::string& why)>;

struct Options {
  /// "sqlite:/path/to/file.db" or a libpq URL "postgresql://…".
  std::string url;
  Limits limits;
  /// Run everything on the caller's thread, one commit per write: for simulation and power-cut
  /// tests.
  bool run_inline = false;
  /// SQLite VFS by name (power-cut tests); empty is the platform's own.
  std::string vfs;
  /// "FULL" always in the product; a test shows that "NORMAL" loses acknowledged writes.
  /// On PostgreSQL another word than "FULL" waives the check that the server syncs its commits.
  std::string synchronous = "FULL";
  /// `serve` logs and exits here. Without it the Db stays up and fails every later write.
  FatalHandler on_fatal;
};

/// Opens a database. Throws StorageError (unreachable, wrong journal or sync mode, SQLite too old).
std::unique_ptr<Db> open(const Options& options);

/// The refusal given when a queue is full; details carry retry_after_s.
Error storage_busy();

}  // namespace bursar::storage

#include "storage/storage_impl.hpp"
