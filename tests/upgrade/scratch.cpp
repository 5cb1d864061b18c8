// Opens, closes and reads the databases of these tests.
#include "upgrade/scratch.hpp"

#include <cstdlib>

#include "app/modules.hpp"

namespace bursar::upgrade {

using storage::Migration;
using storage::Tx;

void Scratch::reopen() {
  db_.reset();
  storage::Options options = place_.options();
  options.run_inline = true;
  db_ = storage::open(options);
}

std::string Scratch::failure_of(const std::vector<Migration>& scripts) {
  return upgrade::failure_of(*db_, scripts);
}

void Scratch::run(const std::vector<std::string>& statements) {
  (void)db_->write([&](Tx& tx) -> Result<void> {
    for (const std::string& statement : statements) tx.exec(statement);
    return ok();
  });
}

Contents Scratch::contents() { return contents_of(*db_); }

Lines Scratch::schema() {
  return db_->read([](Tx& tx) { return describe_schema(tx); });
}

std::string failure_of(storage::Db& db, const std::vector<Migration>& scripts) {
  try {
    db.migrate(scripts);
  } catch (const storage::StorageError& error) {
    return error.what();
  }
  return {};
}

Contents contents_of(storage::Db& db) {
  return db.read([](Tx& tx) {
    return Contents{describe_schema(tx),
                    rows_of(tx,
                            "SELECT module || '/' || file || ' ' || checksum FROM schema_migration "
                            "ORDER BY module, file"),
                    dump_rows(tx, columns(tx))};
  });
}

bool is_left_out(storage::Dialect dialect) {
  const char* given = std::getenv("BURSAR_TEST_POSTGRES");
  return dialect == storage::Dialect::postgres && given != nullptr &&
         std::string_view(given) == "none";
}

std::vector<Migration> scripts_for(storage::Dialect dialect) {
  std::vector<Migration> scripts;
  const bool sqlite = dialect == storage::Dialect::sqlite;
  for (const Migration& script : app::all_migrations())
    if (!script.file.ends_with(sqlite ? ".postgres.sql" : ".sqlite.sql")) scripts.push_back(script);
  return scripts;
}

}  // namespace bursar::upgrade
