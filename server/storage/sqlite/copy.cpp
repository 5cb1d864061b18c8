// Backup steps under one read snapshot, and SQLite's own checks.
#include "storage/sqlite/copy.hpp"

#include <fmt/format.h>

#include "storage/sqlite/connection.hpp"

namespace bursar::storage::sqlite {
namespace {

constexpr int k_pages_per_step = 1'000;
constexpr std::size_t k_findings_max = 100;

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

Handle create_file(const std::filesystem::path& path) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  Handle handle(raw);
  if (code != SQLITE_OK)
    throw StorageError(fmt::format("cannot create {}: {}", path.string(), sqlite3_errstr(code)));
  return handle;
}

}  // namespace

void copy_database(const std::string& from, const std::filesystem::path& to) {
  Connection source({.path = from, .role = Role::reader});
  {
    const Handle target = create_file(to);
    // An open snapshot: without it every commit of the server would start the copy anew.
    source.run("begin");
    source.setting("select count(*) from sqlite_schema");
    sqlite3_backup* copy = sqlite3_backup_init(target.get(), "main", source.handle(), "main");
    if (copy == nullptr)
      throw StorageError(fmt::format("cannot copy: {}", sqlite3_errmsg(target.get())));
    int code = SQLITE_OK;
    while (code == SQLITE_OK) code = sqlite3_backup_step(copy, k_pages_per_step);
    sqlite3_backup_finish(copy);
    source.run("rollback");
    if (code != SQLITE_DONE)
      throw StorageError(fmt::format("the copy stopped: {}", sqlite3_errstr(code)));
  }
  const std::vector<std::string> findings = check_database(to.string());
  if (!findings.empty())
    throw StorageError(fmt::format("the copy is not sound: {}", findings.front()));
}

std::vector<std::string> check_database(const std::string& path) {
  std::vector<std::string> findings;
  const auto collect = [&](const Row& row) {
    if (findings.size() < k_findings_max && row.text(0) != "ok") findings.emplace_back(row.text(0));
  };
  try {
    Connection connection({.path = path, .role = Role::reader});
    connection.query("pragma integrity_check(100)", {}, collect);
    connection.query(
        "select 'row ' || coalesce(rowid, 0) || ' of ' || \"table\" || ' refers to a missing row "
        "of ' || parent "
        "from pragma_foreign_key_check",
        {}, collect);
  } catch (const SqliteError& error) {
    // A file too damaged to be read at all.
    findings.emplace_back(error.what());
  }
  return findings;
}

}  // namespace bursar::storage::sqlite
