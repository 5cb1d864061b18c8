// Backup, restore and verification: a copy is whole or refused, and a restored one says so.
#include "storage/maintenance.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "testing/testing.hpp"

namespace bursar::storage {
namespace {

const std::vector<Migration>& scripts() {
  static const std::vector<Migration> k_all{
      {"sample", "0001_sample.sql",
       "CREATE TABLE account (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL, label TEXT);\n"
       "INSERT INTO account (id, amount) VALUES (1, 0), (2, 0);"}};
  return k_all;
}

// Moves one unit: the sum over both accounts stays 0 in every snapshot.
Result<void> move_one(Tx& tx) {
  tx.exec("update account set amount = amount + 1 where id = 1");
  tx.exec("update account set amount = amount - 1 where id = 2");
  return ok();
}

std::int64_t sum(Db& db) {
  return db.read([](Tx& tx) {
    return *tx.one("select cast(sum(amount) as bigint) from account", {},
                   [](const Row& row) { return row.i64(0); });
  });
}

std::string failure_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const StorageError& error) {
    return error.what();
  }
  return {};
}

class BackupTest : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("bursar-backup-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    file_ = folder_ / "one.backup";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::filesystem::path file_;
  const Instant now_{1'700'000'000'000};
};

using SqliteBackupTest = BackupTest;
INSTANTIATE_TEST_SUITE_P(Sqlite, SqliteBackupTest, ::testing::Values(Dialect::sqlite),
                         dialect_name);

// Protects the copy of a busy server: one snapshot of it, although commits go on all the while.
TEST_P(SqliteBackupTest, CopiesOneSnapshotWhileWritesGoOn) {
  const TestPlace place(GetParam());
  const auto db = open(place.options());
  db->migrate(scripts());
  EXPECT_TRUE(db->write([](Tx& tx) -> Result<void> {
                  for (int id = 3; id < 3'000; ++id)
                    tx.exec("insert into account (id, amount, label) values ($1, 0, $2)",
                            {id, std::string(2'000, 'x')});
                  return ok();
                }).has_value());
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    while (!stop) EXPECT_TRUE(db->write(move_one).has_value());
  });
  const BackupHeader header = write_backup(place.url(), file_, now_);
  stop = true;
  writer.join();
  EXPECT_EQ(header.created_at, now_.ms);
  EXPECT_EQ(check_backup(file_).sha256, header.sha256);

  const std::string restored_url = "sqlite:" + (folder_ / "restored.db").string();
  restore_backup(file_, restored_url, now_.plus_ms(5));
  EXPECT_EQ(verify_database(restored_url), std::vector<std::string>{});
  Options options;
  options.url = restored_url;
  const auto restored = open(options);
  restored->migrate(scripts());
  EXPECT_EQ(sum(*restored), 0);
  EXPECT_EQ(restored->read(unconfirmed_restore), now_.plus_ms(5));
  EXPECT_TRUE(restored
                  ->write([](Tx& tx) -> Result<void> {
                    confirm_restore(tx);
                    return move_one(tx);
                  })
                  .has_value());
  EXPECT_EQ(restored->read(unconfirmed_restore), std::nullopt);
  EXPECT_EQ(db->read(unconfirmed_restore), std::nullopt);
}

// Protects from restoring a damaged copy, and from anything of it staying behind.
TEST_P(SqliteBackupTest, RefusesADamagedFile) {
  const TestPlace place(GetParam());
  open(place.options())->migrate(scripts());
  const BackupHeader header = write_backup(place.url(), file_, now_);
  const std::string url = "sqlite:" + (folder_ / "restored.db").string();
  const auto flip = [&](std::int64_t at) {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 1));
  };
  for (const std::int64_t at : {std::int64_t{3}, std::int64_t{60}, std::int64_t{300},
                                std::int64_t{512}, 511 + header.bytes}) {
    flip(at);
    EXPECT_NE(failure_of([&] { check_backup(file_); }), "") << at;
    EXPECT_NE(failure_of([&] { restore_backup(file_, url, now_); }), "") << at;
    flip(at);
  }
  std::filesystem::resize_file(file_, static_cast<std::uintmax_t>(header.bytes));
  EXPECT_NE(failure_of([&] { restore_backup(file_, url, now_); }).find("holds"), std::string::npos);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1)
      << "something stayed behind";
}

// Protects existing data and existing backups from being overwritten.
TEST_P(SqliteBackupTest, NeverOverwrites) {
  const TestPlace place(GetParam());
  const auto db = open(place.options());
  db->migrate(scripts());
  write_backup(place.url(), file_, now_);
  EXPECT_NE(failure_of([&] { write_backup(place.url(), file_, now_); }).find("exists already"),
            std::string::npos);
  EXPECT_NE(failure_of([&] { restore_backup(file_, place.url(), now_); }).find("exists already"),
            std::string::npos);
}

// Protects from trusting a database whose pages were altered on disk.
TEST_P(SqliteBackupTest, VerificationFindsDamage) {
  const std::string path = (folder_ / "damaged.db").string();
  Options options;
  options.url = "sqlite:" + path;
  {
    const auto db = open(options);
    db->migrate(scripts());
    EXPECT_TRUE(db->write([](Tx& tx) -> Result<void> {
                    for (int id = 3; id < 500; ++id)
                      tx.exec("insert into account (id, amount, label) values ($1, 0, $2)",
                              {id, std::string(300, 'x')});
                    return ok();
                  }).has_value());
  }
  EXPECT_EQ(verify_database(options.url), std::vector<std::string>{});
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 8);
  file.write(std::string(2048, '\x5a').data(), 2048);
  file.close();
  EXPECT_FALSE(verify_database(options.url).empty());
}

// Protects from opening a file that belongs to something else.
TEST_P(SqliteBackupTest, RefusesAForeignDatabase) {
  const std::string path = (folder_ / "foreign.db").string();
  std::ofstream(path) << std::string(8192, 'x');
  Options options;
  options.url = "sqlite:" + path;
  EXPECT_NE(failure_of([&] { open(options); }), "");
}

// Protects the PostgreSQL path: dump, check, restore into an empty database only.
TEST_F(BackupTest, PostgresGoesThereAndBack) {
  const TestPlace place(Dialect::postgres);
  const std::string server = place.url().substr(0, place.url().find("&options="));
  Options options = place.options();
  options.run_inline = true;
  const auto admin = open(options);
  const std::string base = "b" + std::to_string(::getpid());
  const auto url_of = [&](const std::string& name) {
    std::string url = server;
    return url.replace(url.find("/postgres?"), 10, "/" + name + "?");
  };
  // CREATE DATABASE refuses to run in a transaction, hence the command line tool.
  for (const char* suffix : {"_from", "_to"})
    ASSERT_EQ(std::system(("psql -q -d '" + server + "' -c 'create database " + base + suffix +
                           " template template0'")
                              .c_str()),
              0);
  Options from_options = options;
  from_options.url = url_of(base + "_from");
  {
    const auto from = open(from_options);
    from->migrate(scripts());
    EXPECT_TRUE(from->write(move_one).has_value());
  }
  write_backup(from_options.url, file_, now_);
  EXPECT_EQ(check_backup(file_).dialect, Dialect::postgres);
  EXPECT_NE(failure_of([&] { restore_backup(file_, from_options.url, now_); }).find("not empty"),
            std::string::npos);
  EXPECT_NE(failure_of([&] {
              restore_backup(file_, "sqlite:" + (folder_ / "x.db").string(), now_);
            }).find("PostgreSQL"),
            std::string::npos);
  Options to_options = options;
  to_options.url = url_of(base + "_to");
  restore_backup(file_, to_options.url, now_);
  EXPECT_EQ(verify_database(to_options.url), std::vector<std::string>{});
  {
    const auto to = open(to_options);
    EXPECT_EQ(sum(*to), 0);
    EXPECT_EQ(to->read(unconfirmed_restore), now_);
  }
  for (const char* suffix : {"_from", "_to"})
    EXPECT_EQ(std::system(
                  ("psql -q -d '" + server + "' -c 'drop database " + base + suffix + "'").c_str()),
              0);
}

}  // namespace
}  // namespace bursar::storage
