// What only PostgreSQL can do to a write: lose a race, lose its connection, lose its commit.
#include "storage/postgres/postgres_db.hpp"

#include <gtest/gtest.h>

#include "testing/testing.hpp"

namespace bursar::storage::postgres {
namespace {

class PostgresDbTest : public ::testing::Test {
 protected:
  std::unique_ptr<Db> open_one() {
    Options options = place_.options();
    options.limits = {.readers = 1, .writers = 1};
    return open(options);
  }
  static Result<void> exec(Db& db, const char* sql) {
    return db.write([&](Tx& tx) -> Result<void> {
      tx.exec(sql);
      return ok();
    });
  }
  static std::int64_t value_of(Db& db) {
    return db.read([](Tx& tx) { return value(tx); });
  }
  static std::int64_t value(Tx& tx) {
    return *tx.one("select value from counter", {}, [](const Row& row) { return row.i64(0); });
  }
  static Result<void> save(Tx& tx, std::int64_t value) {
    tx.exec("update counter set value = $1", {value});
    return ok();
  }
  /// Ends the server side of the connection that `tx` runs on.
  static void cut_connection(Db& other, Tx& tx) {
    const auto pid =
        *tx.one("select pg_backend_pid()", {}, [](const Row& row) { return row.i64(0); });
    other.read([&](Tx& inner) {
      return inner.exec("select pg_terminate_backend(cast($1 as int))", {pid});
    });
    // The backend is gone once it no longer shows.
    std::int64_t left = 1;
    while (left != 0)
      left = other.read([&](Tx& inner) {
        return *inner.one("select count(*) from pg_stat_activity where pid = $1", {pid},
                          [](const Row& row) { return row.i64(0); });
      });
  }

  TestPlace place_{Dialect::postgres};
  const std::vector<Migration> scripts_{
      {"sample", "0001_sample.sql",
       "CREATE TABLE counter (value BIGINT NOT NULL); INSERT INTO counter (value) VALUES (0);"}};
};

// Protects read-decide-save against a session outside the lane: the loser is run again from its
// start.
TEST_F(PostgresDbTest, ALostRaceRunsTheFunctionAgain) {
  const auto db = open_one();
  const auto rival = open_one();
  ASSERT_TRUE(exec(*db, "create table counter (value bigint not null)").has_value());
  ASSERT_TRUE(exec(*db, "insert into counter (value) values (0)").has_value());
  int runs = 0;
  const Result<void> done = db->write([&](Tx& tx) -> Result<void> {
    const std::int64_t seen = value(tx);
    if (++runs == 1) {
      EXPECT_TRUE(
          rival->write([](Tx& inner) { return save(inner, value(inner) + 10); }).has_value());
    }
    return save(tx, seen + 1);
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(value_of(*db), 11);
}

// Protects callers from a server restart: nothing was committed, so the function runs on a new
// connection.
TEST_F(PostgresDbTest, ALostConnectionIsReplaced) {
  const auto db = open_one();
  const auto other = open_one();
  db->migrate(scripts_);
  int runs = 0;
  const Result<void> done = db->write([&](Tx& tx) -> Result<void> {
    if (++runs == 1) cut_connection(*other, tx);
    return save(tx, value(tx) + 1);
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(value_of(*db), 1);
}

// Protects from an acknowledgement nobody can vouch for: cut before COMMIT, its outcome is unknown.
TEST_F(PostgresDbTest, AConnectionLostAtCommitIsNoSuccess) {
  const auto db = open_one();
  const auto other = open_one();
  db->migrate(scripts_);
  EXPECT_THROW((void)db->write([&](Tx& tx) -> Result<void> {
    const Result<void> saved = save(tx, 5);
    cut_connection(*other, tx);
    return saved;
  }),
               StorageError);
  EXPECT_EQ(value_of(*db), 0);
  EXPECT_TRUE(db->write([](Tx& tx) { return save(tx, 6); }).has_value());
}

// Protects start-up: an unreachable server is named, and no password shows.
TEST_F(PostgresDbTest, AnUnreachableServerIsAStorageError) {
  Options options;
  options.url = "postgresql://someone:topsecret@127.0.0.1:1/nowhere";
  try {
    open(options);
    FAIL();
  } catch (const StorageError& error) {
    EXPECT_NE(std::string(error.what()).find("cannot connect"), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find("topsecret"), std::string::npos);
  }
}

// Protects acknowledged writes: a server that does not sync its commits is refused.
TEST_F(PostgresDbTest, AServerThatDoesNotSyncIsRefused) {
  const bool syncs = open_one()->read([](Tx& tx) {
    return *tx.one("select current_setting('fsync') = 'on'", {},
                   [](const Row& row) { return row.boolean(0); });
  });
  if (syncs) GTEST_SKIP() << "this needs a server with fsync = off, like the one tests start";
  Options options = place_.options();
  options.synchronous = "FULL";
  EXPECT_THROW(open(options), StorageError);
}

}  // namespace
}  // namespace bursar::storage::postgres
