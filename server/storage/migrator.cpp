// Which scripts are missing, which are out of place, and the record of those that ran.
#include "storage/migrator.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <map>
#include <set>

#include "base/text.hpp"
#include "storage/sql_text.hpp"

namespace bursar::storage {
namespace {

constexpr const char* k_create_record =
    "create table if not exists schema_migration (module text not null, file text not null, "
    "checksum text not null, applied_at bigint not null, primary key (module, file))";
// Filled by a restore only (maintenance.hpp); here so that it can always be asked.
constexpr const char* k_create_restored =
    "create table if not exists restored_copy (restored_at bigint not null)";
// The database's clock: no domain object is involved and a simulated file keeps simulated time.
constexpr const char* k_record_sqlite =
    "insert into schema_migration (module, file, checksum, applied_at) "
    "values ($1, $2, $3, cast(unixepoch('subsec') * 1000 as bigint))";
constexpr const char* k_record_postgres =
    "insert into schema_migration (module, file, checksum, applied_at) "
    "values ($1, $2, $3, cast(extract(epoch from clock_timestamp()) * 1000 as bigint))";

using FileKey = std::pair<std::string, std::string>;
using Applied = std::map<FileKey, std::string>;  // checksum by module and file

bool is_portable(const Migration& migration) {
  return !migration.file.ends_with(".sqlite.sql") && !migration.file.ends_with(".postgres.sql");
}

bool belongs_to(const Migration& migration, Dialect dialect) {
  if (is_portable(migration)) return true;
  return migration.file.ends_with(dialect == Dialect::sqlite ? ".sqlite.sql" : ".postgres.sql");
}

std::string checksum_of(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Applied load_applied(DriverTx& tx) {
  tx.exec(k_create_record);
  tx.exec(k_create_restored);
  Applied applied;
  tx.query("select module, file, checksum from schema_migration", {}, [&](const Row& row) {
    applied.emplace(FileKey(row.text(0), row.text(1)), row.text(2));
  });
  return applied;
}

void require_known(const Applied& applied, const std::vector<const Migration*>& wanted) {
  std::set<FileKey> known;
  for (const Migration* migration : wanted) known.emplace(migration->module, migration->file);
  for (const auto& [key, checksum] : applied)
    if (!known.contains(key))
      throw StorageError(
          fmt::format("the schema is newer than this program: it has {}/{}, which this "
                      "program does not know; start the newer program",
                      key.first, key.second));
}

void require_unchanged(const Applied& applied, const Migration& migration) {
  const auto found = applied.find({migration.module, migration.file});
  if (found != applied.end() && found->second != checksum_of(migration.sql))
    throw StorageError(
        fmt::format("{}/{} changed after it was applied; a change needs a script of its own",
                    migration.module, migration.file));
}

// Installations must not differ in the order their scripts ran.
void require_in_order(const Applied& applied, const Migration& migration) {
  const FileKey key(migration.module, migration.file);
  for (auto later = applied.upper_bound(key); later != applied.end(); ++later) {
    if (later->first.first != migration.module) return;
    throw StorageError(fmt::format("{}/{} comes before {}, which is already applied",
                                   migration.module, migration.file, later->first.second));
  }
}

void require_portable_types(const Migration& migration) {
  if (!is_portable(migration)) return;
  for (const std::string& statement : split_statements(migration.sql)) {
    const std::string word = foreign_type_word(statement);
    if (!word.empty())
      throw StorageError(
          fmt::format("{}/{} uses the type {}; portable scripts use BIGINT, TEXT and BYTEA",
                      migration.module, migration.file, word));
  }
}

void apply(DriverTx& tx, const Migration& migration) {
  try {
    tx.script(migration.sql);
  } catch (const StorageError& error) {
    throw StorageError(fmt::format("{}/{}: {}", migration.module, migration.file, error.what()));
  }
  tx.exec(tx.dialect() == Dialect::sqlite ? k_record_sqlite : k_record_postgres,
          {migration.module, migration.file, checksum_of(migration.sql)});
}

}  // namespace

void apply_migrations(Dialect dialect, const std::vector<Migration>& migrations,
                      const RunStep& run) {
  std::vector<const Migration*> wanted;
  for (const Migration& migration : migrations)
    if (belongs_to(migration, dialect)) wanted.push_back(&migration);
  Applied applied;
  run([&](DriverTx& tx) { applied = load_applied(tx); });
  require_known(applied, wanted);
  for (const Migration* migration : wanted) {
    require_unchanged(applied, *migration);
    if (applied.contains({migration->module, migration->file})) continue;
    require_in_order(applied, *migration);
    require_portable_types(*migration);
    run([&](DriverTx& tx) { apply(tx, *migration); });
  }
}

}  // namespace bursar::storage
