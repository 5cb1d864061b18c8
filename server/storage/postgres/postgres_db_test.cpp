// What only PostgreSQL can do to a write: lose a race, lose its connection, lose its commit.
#include "storage/postgres/postgres_db.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

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

/// A second database on the tests' server, made as `how` says.
class SecondDatabase {
 public:
  SecondDatabase(const TestPlace& place, const std::string& how)
      : name_(fmt::format("t_second_{}", ::getpid())), admin_(place.url(), false) {
    admin_.run(("drop database if exists " + name_).c_str());
    admin_.run(fmt::format("create database {} template template0 {}", name_, how).c_str());
    options_ = place.options();
    options_.url += "&dbname=" + name_;
    options_.limits = {.readers = 1, .writers = 1};
  }
  ~SecondDatabase() { admin_.run(("drop database " + name_).c_str()); }
  SecondDatabase(const SecondDatabase&) = delete;
  SecondDatabase& operator=(const SecondDatabase&) = delete;
  /// Why it was refused; empty when it was not.
  std::string refusal() const {
    try {
      open(options_);
    } catch (const StorageError& error) {
      return error.what();
    }
    return {};
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  Connection admin_;
  Options options_;
};

// Protects order and pages of lists: a database that does not sort by bytes, or does not hold
// Unicode, is refused at start, and the refusal says how to make one that does.
TEST_F(PostgresDbTest, ADatabaseOfAnotherCollationOrEncodingIsRefused) {
  using ::testing::HasSubstr;
  for (const auto& [how, found] :
       {std::pair{"encoding 'LATIN1' locale 'C'", "encoding LATIN1 and collation C;"},
        std::pair{"encoding 'SQL_ASCII' locale 'C'", "encoding SQL_ASCII and collation C;"},
        std::pair{"encoding 'UTF8' locale 'C.UTF-8' locale_provider icu icu_locale 'en'",
                  "encoding UTF8 and collation of the ICU library;"}}) {
    const SecondDatabase second(place_, how);
    const std::string why = second.refusal();
    EXPECT_THAT(why, HasSubstr("the PostgreSQL database " + second.name() + " has " + found));
    EXPECT_THAT(why, HasSubstr("createdb --template=template0 --encoding=UTF8 "
                               "--locale-provider=libc --locale=C.UTF-8 " +
                               second.name()));
  }
}

// Protects installations made as the refusal says, or with the plainest locale.
TEST_F(PostgresDbTest, ADatabaseThatSortsByBytesIsTaken) {
  for (const char* how : {"encoding 'UTF8' locale_provider libc locale 'C.UTF-8'",
                          "encoding 'UTF8' locale_provider libc locale 'C'"})
    EXPECT_EQ(SecondDatabase(place_, how).refusal(), "") << how;
}

}  // namespace
}  // namespace bursar::storage::postgres
