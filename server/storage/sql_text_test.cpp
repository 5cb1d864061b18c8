// The SQL reader that both drivers rest on: it must not be fooled by quotes, comments or triggers.
#include "storage/sql_text.hpp"

#include <gtest/gtest.h>

namespace bursar::storage {
namespace {

// Protects migrations from being cut inside quoted text, comments and trigger bodies.
TEST(SqlText, SplitsStatements) {
  const auto parts = split_statements(
      "-- a; b\ncreate table t (x text default ';''');;\n/* c; */ ;"
      "create trigger g before insert on t begin insert into u values (1); select case when 1 then "
      "2 end; end;"
      "select $q$;$q$; insert into t values (\"a;\")");
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_TRUE(parts[0].ends_with("';''')"));
  EXPECT_TRUE(parts[1].ends_with("end; end"));
  EXPECT_EQ(parts[2], "select $q$;$q$");
  EXPECT_EQ(parts[3], "insert into t values (\"a;\")");
}

// Protects the parameter count, which catches forgotten values.
TEST(SqlText, FindsTheLargestPlaceholder) {
  EXPECT_EQ(placeholder_max("select 1"), 0);
  EXPECT_EQ(placeholder_max("select $2, $1 from t -- $9\nwhere a = '$8' and b = $3"), 3);
  EXPECT_EQ(placeholder_max("select $12"), 12);
}

// Protects strict typing in SQLite without touching quoted text or names that contain a type word.
TEST(SqlText, TranslatesTypesForSqlite) {
  EXPECT_EQ(to_sqlite("CREATE TABLE t (a BIGINT, bigint_b BYTEA, c TEXT DEFAULT 'bigint')"),
            "CREATE TABLE t (a INTEGER, bigint_b BLOB, c TEXT DEFAULT 'bigint')\nSTRICT");
  EXPECT_EQ(to_sqlite("create table if not exists t (a text) -- end"),
            "create table if not exists t (a text) -- end\nSTRICT");
  EXPECT_EQ(to_sqlite("alter table t add column b bigint"), "alter table t add column b INTEGER");
  EXPECT_EQ(to_sqlite("select cast($1 as bigint)"), "select cast($1 as INTEGER)");
  EXPECT_EQ(to_sqlite("create index i on t (a)"), "create index i on t (a)");
}

// Protects from an unterminated quote or comment hanging the reader.
TEST(SqlText, ReachesTheEndOfBrokenText) {
  for (const char* text : {"'", "\"a", "/*", "--", "$", "$q$", "'a''", "$q"}) {
    EXPECT_LE(split_statements(text).size(), 1U) << text;
    EXPECT_EQ(placeholder_max(text), 0) << text;
  }
}

}  // namespace
}  // namespace bursar::storage
