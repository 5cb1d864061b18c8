// Opening, settings, statement cache and the running of statements.
#include "storage/sqlite/connection.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"
#include "storage/sql_text.hpp"

namespace bursar::storage::sqlite {
namespace {

constexpr std::size_t k_statements_max = 384;
constexpr int k_busy_timeout_ms = 5'000;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* handle) : handle_(handle) {}
  bool is_null(int column) const override { return type(column) == SQLITE_NULL; }
  std::int64_t i64(int column) const override {
    check(type(column) == SQLITE_INTEGER, "i64() of a column that holds no integer");
    return sqlite3_column_int64(handle_, column);
  }
  std::string_view text(int column) const override {
    check(type(column) == SQLITE_TEXT, "text() of a column that holds no text");
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    return {bytes, size(column)};
  }
  std::string_view blob(int column) const override {
    check(type(column) == SQLITE_BLOB, "blob() of a column that holds no bytes");
    // SQLite gives a null pointer for no bytes.
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
    return bytes == nullptr ? std::string_view() : std::string_view(bytes, size(column));
  }

 private:
  int type(int column) const {
    check(column >= 0 && column < sqlite3_data_count(handle_), "column number outside the row");
    return sqlite3_column_type(handle_, column);
  }
  std::size_t size(int column) const {
    return static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
  }
  sqlite3_stmt* handle_;
};

}  // namespace

Statement::Statement(sqlite3* handle, std::string sql) : sql_(std::move(sql)) {
  const std::string translated = to_sqlite(sql_);
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(handle, translated.data(), static_cast<int>(translated.size()),
                         SQLITE_PREPARE_PERSISTENT, &handle_, &tail);
  if (code != SQLITE_OK)
    throw SqliteError(fmt::format("sqlite: {} in: {}", sqlite3_errmsg(handle), sql_), code & 0xff);
  check(handle_ != nullptr, "an empty statement");
  check(trim(std::string_view(tail)).empty(), "more than one statement in one text");
  for (int number = 1; number <= placeholder_max(sql_); ++number)
    slots_.push_back(sqlite3_bind_parameter_index(handle_, fmt::format("${}", number).c_str()));
  const std::string verb = first_word(sql_);
  writes_rows_ = verb == "insert" || verb == "update" || verb == "delete" || verb == "with";
  writes_rows_ = writes_rows_ && sqlite3_stmt_readonly(handle_) == 0;
}

void Statement::bind(const Params& params) {
  if (params.size() != slots_.size())
    throw Bug(
        fmt::format("{} parameters for {} placeholders in: {}", params.size(), slots_.size(), sql_),
        std::source_location::current());
  for (std::size_t i = 0; i < params.size(); ++i)
    if (slots_[i] != 0) bind_one(slots_[i], params[i]);
}

void Statement::bind_one(int slot, const Param& param) {
  // Static: the parameters outlive the run of the statement.
  int code = SQLITE_OK;
  if (const auto* number = std::get_if<std::int64_t>(&param.value())) {
    code = sqlite3_bind_int64(handle_, slot, *number);
  } else if (const auto* text = std::get_if<std::string>(&param.value())) {
    if (text->find('\0') != std::string::npos)
      throw StorageError("text with a zero byte cannot be stored");
    code =
        sqlite3_bind_text64(handle_, slot, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<Blob>(&param.value())) {
    code =
        sqlite3_bind_blob64(handle_, slot, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
  } else {
    code = sqlite3_bind_null(handle_, slot);
  }
  if (code != SQLITE_OK)
    throw SqliteError(fmt::format("sqlite: {}", sqlite3_errstr(code)), code & 0xff);
}

/// Keeps a statement for one run and leaves it reset, also when a visitor throws.
class StatementUse {
 public:
  StatementUse(Connection& connection, std::string_view sql) : statement_(connection.prepare(sql)) {
    // A visitor may run the very query it is called from.
    if (statement_->in_use)
      statement_ = std::make_shared<Statement>(connection.handle(), std::string(sql));
    statement_->in_use = true;
  }
  ~StatementUse() {
    sqlite3_reset(statement_->handle());
    statement_->in_use = false;
  }
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;
  Statement& operator*() const { return *statement_; }
  Statement* operator->() const { return statement_.get(); }

 private:
  std::shared_ptr<Statement> statement_;
};

Connection::Connection(const ConnectionOptions& options) {
  open(options);
  try {
    configure(options);
  } catch (...) {
    sqlite3_close_v2(handle_);
    throw;
  }
}

Connection::~Connection() {
  by_address_.fill(nullptr);
  by_sql_.clear();
  recent_.clear();
  sqlite3_close_v2(handle_);
}

void Connection::open(const ConnectionOptions& options) {
  if (sqlite3_libversion_number() < k_version_min)
    throw StorageError(
        fmt::format("sqlite {} may corrupt its WAL; 3.51.3 is needed", sqlite3_libversion()));
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (options.role == Role::writer) flags |= SQLITE_OPEN_CREATE;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const int code = sqlite3_open_v2(options.path.c_str(), &handle_, flags, vfs);
  if (code == SQLITE_OK) return;
  const std::string why = handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_);
  sqlite3_close_v2(handle_);
  throw SqliteError(fmt::format("cannot open {}: {}", options.path, why), code & 0xff);
}

void Connection::configure(const ConnectionOptions& options) {
  sqlite3_busy_timeout(handle_, k_busy_timeout_ms);
  // Checkpoints belong to the writer alone, also the one SQLite would run on closing.
  sqlite3_wal_autocheckpoint(handle_, 0);
  if (options.role == Role::reader)
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, static_cast<int*>(nullptr));
  const std::string mapped = setting("pragma mmap_size");
  if (!mapped.empty() && mapped != "0")
    throw StorageError("sqlite maps the file into memory; it must not");
  require_own_file();
  if (options.role == Role::writer) prepare_file(options.path);
  else run("pragma query_only = on");
  run(fmt::format("pragma synchronous = {}", options.synchronous).c_str());
  if (setting("pragma synchronous") != (options.synchronous == "FULL" ? "2" : "1"))
    throw StorageError(
        fmt::format("{} does not take synchronous = {}", options.path, options.synchronous));
  if (setting("pragma journal_mode") != "wal")
    throw StorageError(fmt::format("{} does not use the WAL journal", options.path));
  run("pragma checkpoint_fullfsync = on");
  run("pragma fullfsync = on");
  run("pragma foreign_keys = on");
  run("pragma trusted_schema = off");
  run("pragma cell_size_check = on");
  run("pragma journal_size_limit = 67108864");
  run(options.role == Role::writer ? "pragma cache_size = -65536" : "pragma cache_size = -16384");
}

// The first writes of a new file still go through a rollback journal. Unless its deletion is synced
// too (EXTRA), a power cut may bring it back later, and it would then undo every payment since.
void Connection::prepare_file(const std::string& path) {
  run("pragma synchronous = extra");
  if (setting("pragma application_id") == "0")
    run(fmt::format("pragma application_id = {}", k_application_id).c_str());
  if (setting("pragma journal_mode = wal") != "wal")
    throw StorageError(fmt::format("{} does not take the WAL journal", path));
}

void Connection::require_own_file() {
  const std::string found = setting("pragma application_id");
  if (found == std::to_string(k_application_id)) return;
  if (found != "0" || setting("select count(*) from sqlite_schema") != "0")
    throw StorageError("the file is a database of another application");
}

std::shared_ptr<Statement> Connection::prepare(std::string_view sql) {
  const auto address = reinterpret_cast<std::uintptr_t>(sql.data());
  std::shared_ptr<Statement>& near = by_address_[(address / 16 + sql.size()) % by_address_.size()];
  if (!near || near->sql() != sql) near = find_or_prepare(sql);
  return near;
}

std::shared_ptr<Statement> Connection::find_or_prepare(std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return *found->second;
  }
  auto statement = std::make_shared<Statement>(handle_, std::string(sql));
  recent_.push_front(statement);
  by_sql_.emplace(statement->sql(), recent_.begin());
  if (recent_.size() > k_statements_max) {
    by_sql_.erase(recent_.back()->sql());
    recent_.pop_back();
  }
  return statement;
}

bool Connection::step(Statement& statement) {
  const int code = sqlite3_step(statement.handle());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(statement.sql());
  return false;
}

std::int64_t Connection::exec(std::string_view sql, const Params& params) {
  const StatementUse statement(*this, sql);
  statement->bind(params);
  if (statement->writes_schema()) ++schema_changes_;
  while (step(*statement)) {}
  return statement->writes_rows() ? sqlite3_changes64(handle_) : 0;
}

void Connection::query(std::string_view sql, const Params& params, const RowVisitor& visit) {
  const StatementUse statement(*this, sql);
  statement->bind(params);
  if (statement->writes_schema()) ++schema_changes_;
  const SqliteRow row(statement->handle());
  while (step(*statement)) visit(row);
}

void Connection::run(const char* sql) {
  const StatementUse statement(*this, sql);
  while (step(*statement)) {}
}

std::string Connection::setting(const char* sql) {
  const StatementUse statement(*this, sql);
  if (!step(*statement)) return {};
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement->handle(), 0));
  return bytes == nullptr ? std::string() : std::string(bytes);
}

void Connection::fail(std::string_view sql) {
  const int code = sqlite3_extended_errcode(handle_);
  last_failure_ = code & 0xff;
  const std::string what =
      fmt::format("sqlite: {} ({}) in: {}", sqlite3_errmsg(handle_), code, sql);
  if (last_failure_ == SQLITE_CONSTRAINT) throw ConstraintError(what);
  throw SqliteError(what, last_failure_);
}

}  // namespace bursar::storage::sqlite
