// What every module's tests share: a fresh database per test on either driver, a fixed clock,
// seeded randomness and ids. Linked into each test binary by bursar_module(); brings main() from
// GoogleTest.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/storage.hpp"

// Not namespace bursar::testing: inside bursar it would hide GoogleTest's own ::testing.
namespace bursar {

/// A database of its own with `migrations` applied: a temporary SQLite file or a PostgreSQL schema.
/// Gone with the returned object. Commits are not synced, so never use it to show durability.
std::unique_ptr<storage::Db> open_test_db(const std::vector<storage::Migration>& migrations,
                                          storage::Dialect dialect = storage::Dialect::sqlite);

/// Where such a database lives, for tests that open it themselves with other options. Dropped with
/// this object, which must outlive every Db opened on it.
class TestPlace {
 public:
  explicit TestPlace(storage::Dialect dialect);
  ~TestPlace();
  TestPlace(const TestPlace&) = delete;
  TestPlace& operator=(const TestPlace&) = delete;
  const std::string& url() const { return url_; }
  /// Options for tests: this place, nothing synced.
  storage::Options options() const;

 private:
  std::string url_;
  std::string name_;  ///< SQLite file or PostgreSQL schema
  storage::Dialect dialect_;
};

/// Several module lists as one, in order.
std::vector<storage::Migration> join(std::initializer_list<std::vector<storage::Migration>> lists);

/// Fixture of a suite that runs on both drivers:
///   class RefundTest : public DbTest { … migrations() const override { return
///   payments::migrations(); } }; INSTANTIATE_TEST_SUITE_P(Both, RefundTest, both_dialects(),
///   dialect_name);
class DbTest : public ::testing::TestWithParam<storage::Dialect> {
 protected:
  void SetUp() override;
  void TearDown() override;
  /// The scripts the fresh database starts with.
  virtual std::vector<storage::Migration> migrations() const { return {}; }

  storage::Db& db() { return *db_; }
  ManualClock& clock() { return clock_; }
  SeededRandom& random() { return random_; }
  IdSource& ids() { return ids_; }

 private:
  std::unique_ptr<storage::Db> db_;
  ManualClock clock_;
  SeededRandom random_{20'231'114};
  IdSource ids_{clock_};
};

inline auto both_dialects() {
  return ::testing::Values(storage::Dialect::sqlite, storage::Dialect::postgres);
}
std::string dialect_name(const ::testing::TestParamInfo<storage::Dialect>& parameter);

}  // namespace bursar
