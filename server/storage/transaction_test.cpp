// One suite over both drivers: what a write function may rely on - isolation from its neighbours,
// durability before acknowledgement, bounded queues, no lost update.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <thread>

#include "testing/testing.hpp"

namespace bursar::storage {
namespace {

const std::vector<Migration>& scripts() {
  static const std::vector<Migration> k_all{
      {"sample", "0001_sample.sql",
       "CREATE TABLE entry (id BIGINT PRIMARY KEY, submitter BIGINT NOT NULL);\n"
       "CREATE TABLE counter (id BIGINT PRIMARY KEY, value BIGINT NOT NULL CHECK (value <= "
       "1000000));\n"
       "INSERT INTO counter (id, value) VALUES (1, 0), (2, 0);"}};
  return k_all;
}

Result<void> insert_entry(Tx& tx, std::int64_t id, std::int64_t submitter) {
  tx.exec("insert into entry (id, submitter) values ($1, $2)", {id, submitter});
  return ok();
}

std::int64_t counter_of(Tx& tx, int id) {
  return *tx.one("select value from counter where id = $1", {id},
                 [](const Row& row) { return row.i64(0); });
}

// Read, then write what was read: loses updates unless writers are isolated.
Result<void> count_up(Tx& tx, int id) {
  const std::int64_t value = counter_of(tx, id);
  tx.exec("update counter set value = $1 where id = $2", {value + 1, id});
  return ok();
}

/// Occupies the only write thread until released, so that what follows is queued behind it.
class Blockade {
 public:
  explicit Blockade(Db& db) {
    db.write_async(
        [entered = entered_, released = released_.get_future().share()](Tx&) -> Result<void> {
          entered->set_value();
          released.wait();
          return ok();
        },
        [](Result<void>, std::exception_ptr) {});
    entered_->get_future().wait();
  }
  void release() { released_.set_value(); }

 private:
  std::shared_ptr<std::promise<void>> entered_ = std::make_shared<std::promise<void>>();
  std::promise<void> released_;
};

class TransactionTest : public ::testing::TestWithParam<Dialect> {
 protected:
  /// Opens the database with commits as in the product.
  Db& open_with(Limits limits) {
    Options options = place_.options();
    options.limits = limits;
    if (GetParam() == Dialect::sqlite) options.synchronous = "FULL";
    db_ = open(options);
    db_->migrate(scripts());
    return *db_;
  }
  static std::vector<std::int64_t> entries(Db& db) {
    return db.read([](Tx& tx) {
      return tx.all("select id from entry order by id", {},
                    [](const Row& row) { return row.i64(0); });
    });
  }

 private:
  TestPlace place_{GetParam()};
  std::unique_ptr<Db> db_;
};
INSTANTIATE_TEST_SUITE_P(Both, TransactionTest, both_dialects(), dialect_name);

// Protects neighbours in one group: a refusal or an exception undoes its own writes and no others.
TEST_P(TransactionTest, OneGroupEndsRefusedFailedAndDurable) {
  Db& db = open_with({.readers = 1, .writers = 1});
  Blockade blockade(db);
  std::promise<std::string> refused, thrown, good;
  const auto report = [](std::promise<std::string>& to) {
    return [&to](Result<void> result, std::exception_ptr failure) {
      to.set_value(failure ? "failed" : result ? "done" : result.error().code);
    };
  };
  db.write_async(
      [](Tx& tx) -> Result<void> {
        if (auto first = insert_entry(tx, 1, 0); !first) return first;
        return bursar::refused("too_late", "the window is closed");
      },
      report(refused));
  db.write_async(
      [](Tx& tx) -> Result<void> {
        if (auto first = insert_entry(tx, 2, 0); !first) return first;
        throw std::runtime_error("no luck");
      },
      report(thrown));
  db.write_async([](Tx& tx) { return insert_entry(tx, 3, 0); }, report(good));
  blockade.release();
  EXPECT_EQ(refused.get_future().get(), "too_late");
  EXPECT_EQ(thrown.get_future().get(), "failed");
  EXPECT_EQ(good.get_future().get(), "done");
  EXPECT_EQ(entries(db), std::vector<std::int64_t>{3});
}

// Protects neighbours from a refusal that changed tables instead of rows.
TEST_P(TransactionTest, ARefusedSchemaChangeIsUndone) {
  Db& db = open_with({.readers = 1, .writers = 1});
  Blockade blockade(db);
  std::promise<bool> bad, good;
  db.write_async(
      [](Tx& tx) -> Result<void> {
        tx.exec("create table passing (id BIGINT PRIMARY KEY)");
        return bursar::refused("too_late", "the window is closed");
      },
      [&](Result<void> result, std::exception_ptr) { bad.set_value(result.has_value()); });
  db.write_async(
      [](Tx& tx) { return insert_entry(tx, 3, 0); },
      [&](Result<void> result, std::exception_ptr) { good.set_value(result.has_value()); });
  blockade.release();
  EXPECT_FALSE(bad.get_future().get());
  EXPECT_TRUE(good.get_future().get());
  EXPECT_EQ(entries(db), std::vector<std::int64_t>{3});
  EXPECT_THROW(db.read([](Tx& tx) {
    tx.query("select id from passing", {}, [](const Row&) {});
    return true;
  }),
               StorageError);
}

// Protects the rate of a busy server: a refusal that changed nothing makes nobody run again.
TEST_P(TransactionTest, AnIdleRefusalRepeatsNothing) {
  Db& db = open_with({.readers = 1, .writers = 1});
  Blockade blockade(db);
  std::atomic<int> runs = 0;
  std::array<std::promise<bool>, 6> accepted;
  for (std::size_t i = 0; i < accepted.size(); ++i)
    db.write_async(
        [&runs, id = static_cast<std::int64_t>(i)](Tx& tx) -> Result<void> {
          ++runs;
          tx.exec("update entry set submitter = 0 where id = -1");
          if (id % 2 == 0) return bursar::refused("too_late", "the window is closed");
          return insert_entry(tx, id, 0);
        },
        [&done = accepted[i]](Result<void> result, std::exception_ptr) {
          done.set_value(result.has_value());
        });
  blockade.release();
  for (std::size_t i = 0; i < accepted.size(); ++i)
    EXPECT_EQ(accepted[i].get_future().get(), i % 2 == 1);
  EXPECT_EQ(runs, 6);
  EXPECT_EQ(entries(db), (std::vector<std::int64_t>{1, 3, 5}));
}

// Protects the group from a function whose constraint breaks only at commit.
TEST_P(TransactionTest, ADeferredForeignKeyFailsItsOwnFunctionOnly) {
  Db& db = open_with({.readers = 1, .writers = 1});
  auto all = scripts();
  all.push_back({"sample", "0002_link.sql",
                 "CREATE TABLE link (id BIGINT PRIMARY KEY, entry BIGINT NOT NULL "
                 "REFERENCES entry (id) DEFERRABLE INITIALLY DEFERRED)"});
  db.migrate(all);
  Blockade blockade(db);
  auto bad = std::async(std::launch::async, [&] {
    (void)db.write([](Tx& tx) -> Result<void> {
      tx.exec("insert into link (id, entry) values (1, 404)");
      return ok();
    });
  });
  auto good = std::async(std::launch::async, [&] {
    return db
        .write([](Tx& tx) -> Result<void> {
          tx.exec("insert into link (id, entry) values (2, 2)");
          return insert_entry(tx, 2, 0);
        })
        .has_value();
  });
  blockade.release();
  EXPECT_THROW(bad.get(), ConstraintError);
  EXPECT_TRUE(good.get());
  EXPECT_EQ(entries(db), std::vector<std::int64_t>{2});
}

// Protects memory and callers under overload: a full queue answers at once and runs nothing.
TEST_P(TransactionTest, AFullQueueIsBusyAndRunsNothing) {
  Db& db = open_with({.write_queue_max = 2, .readers = 1, .writers = 1});
  Blockade blockade(db);
  std::promise<void> first, second;
  db.write_async([](Tx& tx) { return insert_entry(tx, 1, 0); },
                 [&](auto, auto) { first.set_value(); });
  db.write_async([](Tx& tx) { return insert_entry(tx, 2, 0); },
                 [&](auto, auto) { second.set_value(); });
  const Result<void> third = db.write([](Tx& tx) { return insert_entry(tx, 3, 0); });
  ASSERT_FALSE(third.has_value());
  EXPECT_EQ(third.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(third.error().code, "storage_busy");
  bool answered = false;
  db.write_async(
      [](Tx& tx) { return insert_entry(tx, 4, 0); },
      [&](const Result<void>& result, std::exception_ptr) { answered = !result.has_value(); });
  EXPECT_TRUE(answered);
  blockade.release();
  first.get_future().wait();
  second.get_future().wait();
  EXPECT_EQ(entries(db), (std::vector<std::int64_t>{1, 2}));
}

// Protects what was accepted when the server stops.
TEST_P(TransactionTest, ClosingCarriesOutWhatWasAccepted) {
  const TestPlace place(GetParam());
  Options options = place.options();
  options.limits = {.readers = 1, .writers = 1};
  std::atomic<int> done{0};
  {
    const auto db = open(options);
    db->migrate(scripts());
    Blockade blockade(*db);
    for (int id = 1; id <= 20; ++id)
      db->write_async([id](Tx& tx) { return insert_entry(tx, id, 0); },
                      [&](auto, auto) { ++done; });
    blockade.release();
  }
  EXPECT_EQ(done, 20);
  EXPECT_EQ(entries(*open(options)).size(), 20U);
}

// Protects read-decide-save functions, which are written for a single writer.
TEST_P(TransactionTest, TwoWritersLoseNoUpdate) {
  Db& db = open_with({.readers = 1, .writers = 2});
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i)
        EXPECT_TRUE(db.write([](Tx& tx) { return count_up(tx, 1); }).has_value());
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(db.read([](Tx& tx) { return counter_of(tx, 1); }), 1'000);
}

// Protects rules over two rows (write skew): each function reads both and writes the other one.
TEST_P(TransactionTest, WritersCannotSkewARuleOverTwoRows) {
  Db& db = open_with({.readers = 1, .writers = 4});
  std::vector<std::thread> threads;
  std::atomic<int> taken{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const Result<void> done = db.write([&](Tx& tx) -> Result<void> {
          // The sum of both counters may reach 101 and no more.
          if (counter_of(tx, 1) + counter_of(tx, 2) >= 101)
            return refused("full", "the sum is 101");
          return count_up(tx, 1 + t % 2);
        });
        if (done) ++taken;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 101);
  EXPECT_EQ(db.read([](Tx& tx) { return counter_of(tx, 1) + counter_of(tx, 2); }), 101);
}

// Protects lists and exports: all statements of one read see the same instant.
TEST_P(TransactionTest, AReadSeesOneSnapshot) {
  Db& db = open_with({.readers = 2, .writers = 1});
  const auto [before, after] = db.read([&](Tx& tx) {
    const std::int64_t first = counter_of(tx, 1);
    EXPECT_TRUE(db.write([](Tx& inner) { return count_up(inner, 1); }).has_value());
    return std::pair(first, counter_of(tx, 1));
  });
  EXPECT_EQ(before, after);
  EXPECT_EQ(db.read([](Tx& tx) { return counter_of(tx, 1); }), before + 1);
}

// Protects wake-ups: when a listener runs, readers already see the commit; a refusal wakes nobody.
TEST_P(TransactionTest, ListenersRunAfterTheCommit) {
  Db& db = open_with({.readers = 1, .writers = 1});
  // Lets the wake-up of the last migration pass before anyone listens.
  EXPECT_FALSE(db.write([](Tx&) -> Result<void> { return refused("no", "no"); }).has_value());
  const auto calls = std::make_shared<std::atomic<int>>(0);
  const auto seen = std::make_shared<std::atomic<std::size_t>>(0);
  db.on_commit([&db, calls, seen] {
    *seen = entries(db).size();
    ++*calls;
  });
  EXPECT_TRUE(db.write([](Tx& tx) { return insert_entry(tx, 1, 0); }).has_value());
  // The write thread runs functions in order, so this one starts after the listener of the first.
  EXPECT_FALSE(db.write([](Tx&) -> Result<void> { return refused("no", "no"); }).has_value());
  EXPECT_EQ(*calls, 1);
  EXPECT_EQ(*seen, 1U);
}

// Protects acknowledgements under load: 64 callers, each write present exactly once, each answer
// its own.
TEST_P(TransactionTest, SixtyFourSubmittersGetTheirOwnAnswers) {
  Db& db = open_with({.group_max = 32, .readers = 2, .writers = 4});
  constexpr int k_submitters = 64;
  constexpr int k_writes = 20;
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int s = 0; s < k_submitters; ++s)
    threads.emplace_back([&, s] {
      for (int i = 0; i < k_writes; ++i) {
        const std::int64_t id = s * 1'000 + i;
        const bool refuse = i % 5 == 4;
        const Result<std::int64_t> done = db.write([&](Tx& tx) -> Result<std::int64_t> {
          if (auto entry = insert_entry(tx, id, s); !entry) return entry.error();
          if (refuse) return refused("fifth", "every fifth is refused");
          return id;
        });
        if (done.has_value() == refuse || (done && *done != id)) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(entries(db).size(), static_cast<std::size_t>(k_submitters * k_writes * 4 / 5));
}

}  // namespace
}  // namespace bursar::storage
