// One suite over both drivers: values, placeholders, returned rows and conflicts behave alike.
#include <gtest/gtest.h>

#include <limits>

#include "testing/testing.hpp"

namespace bursar::storage {
namespace {

const std::vector<Migration>& scripts() {
  static const std::vector<Migration> k_all{
      {"sample", "0001_sample.sql",
       "CREATE TABLE sample (id BIGINT PRIMARY KEY, amount BIGINT, label TEXT, body BYTEA);\n"
       "CREATE TABLE child (id BIGINT PRIMARY KEY, sample BIGINT NOT NULL REFERENCES sample "
       "(id));"}};
  return k_all;
}

class ValuesTest : public DbTest {
 protected:
  std::vector<Migration> migrations() const override { return scripts(); }

  /// Runs `fn` as a write that must succeed.
  template <class F>
  void write(F fn) {
    const Result<void> done = db().write([&](Tx& tx) -> Result<void> {
      fn(tx);
      return ok();
    });
    ASSERT_TRUE(done.has_value());
  }
  void insert(std::int64_t id, std::int64_t amount) {
    write([&](Tx& tx) {
      tx.exec("insert into sample (id, amount) values ($1, $2)", {id, amount});
    });
  }
  std::int64_t count() {
    return db().read([](Tx& tx) {
      return *tx.one("select count(*) from sample", {}, [](const Row& row) { return row.i64(0); });
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ValuesTest, both_dialects(), dialect_name);

// Protects 64-bit money and keys from narrowing on the way in or out.
TEST_P(ValuesTest, KeepsTheExtremesOf64Bits) {
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t amount : {least, most, std::int64_t{-1}, std::int64_t{0}})
    insert(amount ^ 1, amount);
  const auto amounts = db().read([](Tx& tx) {
    return tx.all("select amount from sample order by amount", {},
                  [](const Row& row) { return row.i64(0); });
  });
  EXPECT_EQ(amounts, (std::vector<std::int64_t>{least, -1, 0, most}));
}

// Protects text, bytes and NULL from being mistaken for one another.
TEST_P(ValuesTest, KeepsTextBytesAndNull) {
  const std::string bytes("\0\x01'\xff\0", 5);
  const std::string text = "line\nquote ' naïve €";
  write([&](Tx& tx) {
    tx.exec("insert into sample (id, amount, label, body) values ($1, $2, $3, $4)",
            {1, nullptr, text, Blob{bytes}});
    tx.exec("insert into sample (id, amount, label, body) values ($1, $2, $3, $4)",
            {2, 5, "", Blob{}});
  });
  db().read([&](Tx& tx) {
    std::int64_t seen = 0;
    tx.query("select id, amount, label, body from sample order by id", {}, [&](const Row& row) {
      ++seen;
      EXPECT_EQ(row.i64(0), seen);
      EXPECT_EQ(row.is_null(1), seen == 1);
      EXPECT_EQ(row.text(2), seen == 1 ? text : "");
      EXPECT_EQ(row.blob(3), seen == 1 ? bytes : "");
      EXPECT_FALSE(row.is_null(3));
    });
    return seen;
  });
}

// Protects readers from silently taking a NULL or another type for a value.
TEST_P(ValuesTest, ReadingAnotherTypeIsABug) {
  insert(1, 7);
  const auto read = [&](auto use) {
    db().read([&](Tx& tx) {
      tx.query("select amount, label from sample", {}, [&](const Row& row) { use(row); });
      return 0;
    });
  };
  EXPECT_THROW(read([](const Row& row) { (void)row.text(0); }), Bug);
  EXPECT_THROW(read([](const Row& row) { (void)row.i64(1); }), Bug);
  EXPECT_THROW(read([](const Row& row) { (void)row.i64(2); }), Bug);
}

// Protects against values bound by order of appearance instead of by number.
TEST_P(ValuesTest, BindsByNumberNotByOrder) {
  write([](Tx& tx) { tx.exec("insert into sample (amount, id) values ($2, $1)", {10, 20}); });
  const auto row = db().read([](Tx& tx) {
    return *tx.one("select id, amount from sample where amount = $2 and id = $1 and $1 < $2",
                   {10, 20}, [](const Row& r) { return std::pair(r.i64(0), r.i64(1)); });
  });
  EXPECT_EQ(row, std::pair(std::int64_t{10}, std::int64_t{20}));
}

// Protects from a forgotten value being taken for NULL.
TEST_P(ValuesTest, WrongNumberOfParametersIsABug) {
  const auto run = [&](Params params) {
    (void)db().write([&](Tx& tx) -> Result<void> {
      tx.exec("insert into sample (id, amount) values ($1, $2)", params);
      return ok();
    });
  };
  EXPECT_THROW(run({1}), Bug);
  EXPECT_THROW(run({1, 2, 3}), Bug);
  EXPECT_EQ(count(), 0);
}

// Protects the same statement text when a parameter is NULL once and a number the next time.
TEST_P(ValuesTest, OneStatementTakesNullAndValue) {
  const char* sql = "insert into sample (id, amount, label) values ($1, $2, $3)";
  write([&](Tx& tx) {
    tx.exec(sql, {1, nullptr, "a"});
    tx.exec(sql, {2, 5, nullptr});
    tx.exec(sql, {3, std::optional<std::int64_t>(), std::optional<std::string>("c")});
  });
  const auto labels = db().read([](Tx& tx) {
    return tx.all("select label from sample order by id", {},
                  [](const Row& row) { return row.text_or_null(0); });
  });
  EXPECT_EQ(labels, (std::vector<std::optional<std::string>>{"a", std::nullopt, "c"}));
}

// Protects typed reads of ids, instants, flags and enums, and that key 0 is NULL.
TEST_P(ValuesTest, BindsOurOwnTypes) {
  enum class Shade { light = 1, dark = 2 };
  write([](Tx& tx) {
    tx.exec("insert into sample (id, amount) values ($1, $2)", {CompanyId{77}, Instant{123}});
    tx.exec("insert into sample (id, amount) values ($1, $2)", {Shade::dark, CompanyId{}});
  });
  db().read([](Tx& tx) {
    tx.query("select id, amount, id = 77 from sample order by id desc", {}, [](const Row& row) {
      if (row.i64(0) == 77) {
        EXPECT_EQ(row.id<CompanyId>(0), CompanyId{77});
        EXPECT_EQ(row.instant(1), Instant{123});
        EXPECT_TRUE(row.boolean(2));
      } else {
        EXPECT_EQ(row.as_enum<Shade>(0), Shade::dark);
        EXPECT_EQ(row.id<CompanyId>(1), CompanyId{});
        EXPECT_FALSE(row.boolean(2));
      }
    });
    return 0;
  });
}

// Protects conditional writes, which decide by the number of changed rows.
TEST_P(ValuesTest, ExecCountsChangedRows) {
  write([](Tx& tx) {
    EXPECT_EQ(tx.exec("insert into sample (id, amount) values (1, 10), (2, 20)"), 2);
    EXPECT_EQ(
        tx.exec("update sample set amount = amount - $1 where id = $2 and amount >= $1", {15, 1}),
        0);
    EXPECT_EQ(
        tx.exec("update sample set amount = amount - $1 where id = $2 and amount >= $1", {15, 2}),
        1);
    EXPECT_EQ(tx.exec("select * from sample"), 0);
    EXPECT_EQ(tx.exec("insert into sample (id) values (1) on conflict (id) do nothing"), 0);
    EXPECT_EQ(tx.exec("delete from sample"), 2);
    EXPECT_EQ(tx.exec("delete from sample"), 0);
  });
}

// Protects upserts of balances and the rows that RETURNING hands back.
TEST_P(ValuesTest, ReturnsRowsOfUpserts) {
  const char* upsert =
      "insert into sample (id, amount) values ($1, $2) "
      "on conflict (id) do update set amount = sample.amount + excluded.amount returning amount";
  write([&](Tx& tx) {
    const auto amount = [](const Row& row) { return row.i64(0); };
    EXPECT_EQ(tx.one(upsert, {1, 5}, amount), 5);
    EXPECT_EQ(tx.one(upsert, {1, 7}, amount), 12);
    EXPECT_EQ(tx.all("update sample set amount = 0 returning id", {}, amount),
              std::vector<std::int64_t>{1});
    EXPECT_EQ(tx.one("delete from sample where id = 9 returning id", {}, amount), std::nullopt);
  });
  EXPECT_EQ(count(), 1);
}

// Protects the kinds of constraint failure and that none of the transaction stays.
TEST_P(ValuesTest, ConstraintsThrowAndLoseTheTransaction) {
  insert(1, 1);
  const auto fails = [&](const char* sql) {
    EXPECT_THROW((void)db().write([&](Tx& tx) -> Result<void> {
      tx.exec("insert into sample (id, amount) values (50, 50)");
      tx.exec(sql);
      return ok();
    }),
                 ConstraintError)
        << sql;
  };
  fails("insert into sample (id) values (1)");
  fails("insert into child (id, sample) values (1, 99)");
  fails("insert into child (id, sample) values (1, null)");
  EXPECT_EQ(count(), 1);
}

// Protects from a use case that swallows a failed statement and commits the rest.
TEST_P(ValuesTest, ASwallowedFailureStillFailsTheWrite) {
  insert(1, 1);
  EXPECT_THROW((void)db().write([](Tx& tx) -> Result<void> {
    tx.exec("insert into sample (id) values (2)");
    try {
      tx.exec("insert into sample (id) values (1)");
    } catch (const ConstraintError&) {}
    EXPECT_THROW(tx.exec("insert into sample (id) values (3)"), StorageError);
    return ok();
  }),
               ConstraintError);
  EXPECT_EQ(count(), 1);
}

// Protects nested queries, which stores use to load children per row, and keeps writes out of
// visitors.
TEST_P(ValuesTest, VisitorsMayReadButNotWrite) {
  write([](Tx& tx) { tx.exec("insert into sample (id, amount) values (1, 2), (2, 1)"); });
  const char* sql = "select amount from sample where id = $1";
  std::int64_t end = 0;
  db().read([&](Tx& tx) {
    tx.query(sql, {1}, [&](const Row& outer) {
      tx.query(sql, {outer.i64(0)},
               [&](const Row& inner) { end = inner.i64(0) * 10 + outer.i64(0); });
    });
    return 0;
  });
  EXPECT_EQ(end, 12);
  EXPECT_THROW((void)db().write([&](Tx& tx) -> Result<void> {
    tx.query(sql, {1}, [&](const Row&) { tx.exec("delete from sample"); });
    return ok();
  }),
               Bug);
  EXPECT_EQ(count(), 2);
}

// Protects from writes slipping into a read, and from a malformed statement passing unseen.
TEST_P(ValuesTest, ReadsCannotWriteAndBadSqlThrows) {
  EXPECT_THROW(db().read([](Tx& tx) { return tx.exec("insert into sample (id) values (1)"); }),
               StorageError);
  EXPECT_THROW(db().read([](Tx& tx) { return tx.exec("selec 1"); }), StorageError);
  EXPECT_THROW((void)db().read([](Tx& tx) {
    return tx.exec("update sample set label = $1", {std::string("a\0b", 3)});
  }),
               StorageError);
  EXPECT_EQ(count(), 0);
}

// Protects key paging by text: the order of bytes, not of a language.
TEST_P(ValuesTest, SortsTextByBytes) {
  write([](Tx& tx) {
    int id = 0;
    for (const char* label : {"b", "B", "a", "é", "Z"})
      tx.exec("insert into sample (id, label) values ($1, $2)", {++id, label});
  });
  const auto labels = db().read([](Tx& tx) {
    return tx.all("select label from sample order by label", {},
                  [](const Row& row) { return std::string(row.text(0)); });
  });
  EXPECT_EQ(labels, (std::vector<std::string>{"B", "Z", "a", "b", "é"}));
}

// Protects long-running servers: more statement texts than the cache keeps.
TEST_P(ValuesTest, SurvivesMoreStatementsThanItKeeps) {
  for (int round = 0; round < 2; ++round) {
    const std::int64_t sum = db().read([](Tx& tx) {
      std::int64_t total = 0;
      for (int i = 0; i < 1'000; ++i)
        total += *tx.one("select cast(" + std::to_string(i) + " as bigint)", {},
                         [](const Row& row) { return row.i64(0); });
      return total;
    });
    EXPECT_EQ(sum, 499'500);
  }
}

}  // namespace
}  // namespace bursar::storage
