// Both drivers apply scripts once, in order, whole or not at all, and refuse what they cannot
// explain.
#include <gtest/gtest.h>

#include "testing/testing.hpp"

namespace bursar::storage {
namespace {

class MigratorTest : public DbTest {
 protected:
  std::string failure_of(const std::vector<Migration>& scripts) {
    try {
      db().migrate(scripts);
    } catch (const StorageError& error) {
      return error.what();
    }
    return {};
  }
  bool has_table(const char* name) {
    try {
      db().read([&](Tx& tx) { return tx.exec(std::string("select 1 from ") + name); });
    } catch (const StorageError&) {
      return false;
    }
    return true;
  }
  std::int64_t recorded() {
    return db().read([](Tx& tx) {
      return *tx.one("select count(*) from schema_migration", {},
                     [](const Row& row) { return row.i64(0); });
    });
  }

  const Migration first_{"payments", "0001_payments.sql",
                         "CREATE TABLE a (id BIGINT PRIMARY KEY);"};
  const Migration second_{
      "payments", "0002_more.sql",
      "-- two statements; one comment\nCREATE TABLE b (id BIGINT PRIMARY KEY, t TEXT);\n"
      "INSERT INTO b (id, t) VALUES (1, 'a;b');\n"};
};
INSTANTIATE_TEST_SUITE_P(Both, MigratorTest, both_dialects(), dialect_name);

// Protects restarts: what was applied is not applied again.
TEST_P(MigratorTest, AppliesMissingScriptsOnce) {
  db().migrate({first_});
  db().migrate({first_, second_});
  db().migrate({first_, second_});
  EXPECT_TRUE(has_table("a"));
  EXPECT_EQ(recorded(), 2);
  EXPECT_EQ(db().read([](Tx& tx) {
    return *tx.one("select t from b", {}, [](const Row& row) { return std::string(row.text(0)); });
  }),
            "a;b");
}

// Protects data from a program older than its schema.
TEST_P(MigratorTest, RefusesASchemaNewerThanTheProgram) {
  db().migrate({first_, second_});
  const std::string why = failure_of({first_});
  EXPECT_NE(why.find("the schema is newer than this program"), std::string::npos) << why;
  EXPECT_NE(why.find("payments/0002_more.sql"), std::string::npos) << why;
}

// Protects from history rewritten after release.
TEST_P(MigratorTest, RefusesAChangedScript) {
  db().migrate({first_});
  Migration edited = first_;
  edited.sql += " ";
  EXPECT_NE(failure_of({edited}).find("changed after it was applied"), std::string::npos);
}

// Protects from installations whose scripts ran in different orders.
TEST_P(MigratorTest, RefusesAScriptBeforeAnAppliedOne) {
  db().migrate({second_});
  EXPECT_NE(failure_of({first_, second_}).find("already applied"), std::string::npos);
  EXPECT_FALSE(has_table("a"));
}

// Protects from half a script: one bad statement leaves nothing of it, and earlier scripts stay.
TEST_P(MigratorTest, AFailingScriptLeavesNothing) {
  const Migration broken{"payments", "0002_more.sql",
                         "CREATE TABLE b (id BIGINT PRIMARY KEY); INSERT INTO nowhere VALUES (1);"};
  EXPECT_NE(failure_of({first_, broken}).find("payments/0002_more.sql"), std::string::npos);
  EXPECT_TRUE(has_table("a"));
  EXPECT_FALSE(has_table("b"));
  EXPECT_EQ(recorded(), 1);
}

// Protects the few scripts that must differ: each runs on its own driver only.
TEST_P(MigratorTest, RunsDialectScriptsOnTheirDriverOnly) {
  const std::vector<Migration> scripts{
      first_,
      {"payments", "0002_guard.postgres.sql",
       "CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
       "'kept; for ever'; END; $$;\n"
       "CREATE TRIGGER keep BEFORE DELETE ON a FOR EACH ROW EXECUTE FUNCTION guard();"},
      {"payments", "0002_guard.sqlite.sql",
       "CREATE TRIGGER keep BEFORE DELETE ON a BEGIN SELECT raise(ABORT, 'kept; for ever'); END;\n"
       "CREATE TABLE after_trigger (id BIGINT PRIMARY KEY);"}};
  db().migrate(scripts);
  EXPECT_EQ(recorded(), 2);
  EXPECT_THROW((void)db().write([](Tx& tx) -> Result<void> {
    tx.exec("insert into a (id) values (1)");
    tx.exec("delete from a");
    return ok();
  }),
               StorageError);
}

// Protects from types that hold 32 bits in PostgreSQL, or anything at all in SQLite.
TEST_P(MigratorTest, RefusesTypesThatDiffer) {
  const Migration narrow{"payments", "0001_payments.sql",
                         "CREATE TABLE a (id INTEGER PRIMARY KEY)"};
  EXPECT_NE(failure_of({narrow}).find("uses the type INTEGER"), std::string::npos);
}

// Protects column types on both drivers: text does not fit into a BIGINT column.
TEST_P(MigratorTest, TablesAreStrict) {
  db().migrate(
      {{"payments", "0001_payments.sql", "CREATE TABLE a (id BIGINT PRIMARY KEY, amount BIGINT)"}});
  EXPECT_THROW((void)db().write([](Tx& tx) -> Result<void> {
    tx.exec("insert into a (id, amount) values (1, 'abc')");
    return ok();
  }),
               StorageError);
}

}  // namespace
}  // namespace bursar::storage
