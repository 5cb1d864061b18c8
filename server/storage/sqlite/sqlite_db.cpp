// Threads and queues of the SQLite driver.
#include "storage/sqlite/sqlite_db.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <filesystem>

#include "base/check.hpp"
#include "storage/migrator.hpp"

namespace bursar::storage::sqlite {
namespace {

ConnectionOptions connection_options(const Options& options, Role role) {
  check(options.synchronous == "FULL" || options.synchronous == "NORMAL",
        "synchronous is FULL or NORMAL");
  return {path_of(options.url), options.vfs, options.synchronous, role};
}

// SQLite syncs the folder for its journals but not for a database file it creates.
void sync_folder(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw StorageError(fmt::format("cannot sync the folder {}", folder.string()));
}

void run_read(Connection& connection, const ReadJob& job) {
  std::exception_ptr failure;
  try {
    connection.run("begin");
    SqliteTx tx(connection);
    job.body(tx);
    if (tx.failure()) std::rethrow_exception(tx.failure());
  } catch (...) {
    failure = std::current_exception();
  }
  try {
    if (connection.in_transaction()) connection.run("rollback");
  } catch (...) {
    if (!failure) failure = std::current_exception();
  }
  complete(job.completion, std::move(failure));
}

}  // namespace

std::string path_of(const std::string& url) {
  constexpr std::string_view k_scheme = "sqlite:";
  check(url.starts_with(k_scheme), "a SQLite URL starts with sqlite:");
  return url.substr(k_scheme.size());
}

SqliteDb::SqliteDb(const Options& options)
    : inline_(options.run_inline),
      group_max_(options.limits.group_max),
      writer_(connection_options(options, Role::writer), options, listeners_),
      writes_(options.limits.write_queue_max),
      reads_({options.limits.read_queue_max, options.limits.sheddable_queue_max,
              options.limits.readers}) {
  if (options.vfs.empty()) sync_folder(path_of(options.url));
  const std::size_t readers = inline_ ? 1 : options.limits.readers;
  for (std::size_t i = 0; i < readers; ++i)
    readers_.push_back(std::make_unique<Connection>(connection_options(options, Role::reader)));
  if (inline_) return;
  for (const auto& reader : readers_)
    read_threads_.emplace_back([this, &reader] { read_loop(*reader); });
  write_thread_ = std::thread([this] { write_loop(); });
}

SqliteDb::~SqliteDb() {
  // What was accepted is still carried out.
  writes_.close();
  reads_.close();
  for (std::thread& thread : read_threads_) thread.join();
  if (write_thread_.joinable()) write_thread_.join();
  readers_.clear();
}

bool SqliteDb::submit_write(WriteBody body, Completion completion) {
  WriteJob job{std::move(body), std::move(completion)};
  if (!inline_) return writes_.push(std::move(job));
  std::vector<WriteJob> group;
  group.push_back(std::move(job));
  writer_.run_group(group);
  writer_.checkpoint_if_due(true);
  return true;
}

bool SqliteDb::submit_read(ReadBody body, Completion completion) {
  return push_read(std::move(body), std::move(completion), false);
}

bool SqliteDb::submit_sheddable_read(ReadBody body, Completion completion) {
  return push_read(std::move(body), std::move(completion), true);
}

bool SqliteDb::push_read(ReadBody body, Completion completion, bool sheddable) {
  ReadJob job{std::move(body), std::move(completion)};
  if (!inline_) return reads_.push(std::move(job), sheddable);
  run_read(*readers_.front(), job);
  return true;
}

void SqliteDb::migrate(const std::vector<Migration>& migrations) {
  apply_migrations(Dialect::sqlite, migrations, [this](const std::function<void(DriverTx&)>& step) {
    const Result<void> done = write([&](Tx& tx) -> Result<void> {
      step(static_cast<DriverTx&>(tx));
      return ok();
    });
    if (!done) throw StorageError(done.error().message);
  });
}

void SqliteDb::write_loop() {
  std::vector<WriteJob> group;
  for (;;) {
    if (!writes_.try_take(group, group_max_)) {
      writer_.checkpoint_if_due(true);
      if (!writes_.take(group, group_max_)) return;
    }
    writer_.run_group(group);
    group.clear();
    writer_.checkpoint_if_due(false);
  }
}

void SqliteDb::read_loop(Connection& connection) {
  const auto run = [&](const ReadJob& job) { run_read(connection, job); };
  for (bool open = true; open;) open = reads_.run_next(run);
}

}  // namespace bursar::storage::sqlite
