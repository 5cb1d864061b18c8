// Backup, restore and verification over both drivers.
#include "storage/maintenance.hpp"

#include <fmt/format.h>

#include "storage/backup_file.hpp"
#include "storage/postgres/dump.hpp"
#include "storage/sqlite/copy.hpp"
#include "storage/sqlite/sqlite_db.hpp"

namespace bursar::storage {
namespace {

Dialect dialect_of(const std::string& url) {
  return url.starts_with("sqlite:") ? Dialect::sqlite : Dialect::postgres;
}

std::filesystem::path with_suffix(std::filesystem::path path, const char* suffix) {
  return path += suffix;
}

void require_absent(const std::filesystem::path& file) {
  if (std::filesystem::exists(file))
    throw StorageError(fmt::format("{} exists already", file.string()));
}

void mark_restored(const std::string& url, Instant now) {
  Options options;
  options.url = url;
  options.run_inline = true;
  // Whether a PostgreSQL server syncs is asked when the product opens it.
  if (dialect_of(url) == Dialect::postgres) options.synchronous = "NORMAL";
  const Result<void> done = open(options)->write([&](Tx& tx) -> Result<void> {
    tx.exec("delete from restored_copy");
    tx.exec("insert into restored_copy (restored_at) values ($1)", {now});
    return ok();
  });
  if (!done) throw StorageError(done.error().message);
}

void accept_copy(const Draft& copy, Instant now) {
  const std::vector<std::string> findings = sqlite::check_database(copy.path());
  if (!findings.empty())
    throw StorageError(fmt::format("the copy is not sound: {}", findings.front()));
  mark_restored("sqlite:" + copy.path().string(), now);
}

}  // namespace

BackupHeader write_backup(const std::string& url, const std::filesystem::path& file, Instant now) {
  require_absent(file);
  BackupHeader header{.dialect = dialect_of(url), .created_at = now.ms};
  const Draft copy(with_suffix(file, ".copy"));
  if (header.dialect == Dialect::sqlite) sqlite::copy_database(sqlite::path_of(url), copy.path());
  else postgres::dump_database(url, copy.path());
  Draft sealed(with_suffix(file, ".draft"));
  seal_backup(copy.path(), header, sealed.path());
  sealed.keep_as(file);
  return header;
}

BackupHeader check_backup(const std::filesystem::path& file) { return unseal_backup(file, {}); }

BackupHeader restore_backup(const std::filesystem::path& file, const std::string& url,
                            Instant now) {
  const Dialect dialect = dialect_of(url);
  if (dialect == Dialect::sqlite) {
    const std::string path = sqlite::path_of(url);
    for (const char* suffix : {"", "-wal"}) require_absent(path + suffix);
    Draft copy(path + ".draft");
    const BackupHeader header = unseal_backup(file, copy.path());
    if (header.dialect != dialect) throw StorageError("the backup is one of PostgreSQL");
    accept_copy(copy, now);
    copy.keep_as(path);
    return header;
  }
  const Draft copy(with_suffix(file, ".copy"));
  const BackupHeader header = unseal_backup(file, copy.path());
  if (header.dialect != dialect) throw StorageError("the backup is one of SQLite");
  postgres::load_database(copy.path(), url);
  mark_restored(url, now);
  return header;
}

std::optional<Instant> unconfirmed_restore(Tx& tx) {
  return tx.one("select restored_at from restored_copy", {},
                [](const Row& row) { return row.instant(0); });
}

void confirm_restore(Tx& tx) { tx.exec("delete from restored_copy"); }

std::vector<std::string> verify_database(const std::string& url) {
  if (dialect_of(url) == Dialect::sqlite) return sqlite::check_database(sqlite::path_of(url));
  return postgres::check_database(url);
}

}  // namespace bursar::storage
