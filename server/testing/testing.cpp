// Test databases: SQLite files in a folder that goes with the process, schemas of one PostgreSQL
// server.
#include "testing/testing.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace bursar {
namespace {

std::string unique_name() {
  static std::atomic<int> count{0};
  return fmt::format("t_{}_{}", ::getpid(), ++count);
}

/// A folder that is removed when the process ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    // Memory when there is some: tests sync nothing anyway.
    const bool memory = ::access("/dev/shm", W_OK) == 0;
    path_ = std::filesystem::path(memory ? "/dev/shm" : std::filesystem::temp_directory_path()) /
            fmt::format("bursar-test-{}", ::getpid());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

const std::filesystem::path& temporary_folder() {
  static const TemporaryFolder folder;
  return folder.path();
}

std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF && c != '\n'; c = std::fgetc(pipe))
    output += static_cast<char>(c);
  if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return output;
}

/// The server of this run: the one named by the environment, else a private one that ends with us.
class PostgresServer {
 public:
  PostgresServer() {
    const char* given = std::getenv("BURSAR_TEST_POSTGRES");
    if (given != nullptr && *given != '\0') {
      url_ = given;
      return;
    }
    folder_ = fmt::format("/tmp/bursar-postgres-{}", ::getpid());
    url_ = output_of(fmt::format("{} start {} {}", BURSAR_POSTGRES_SCRIPT, folder_, ::getpid()));
  }
  ~PostgresServer() {
    if (folder_.empty()) return;
    [[maybe_unused]] const int ignored =
        std::system(fmt::format("{} stop {}", BURSAR_POSTGRES_SCRIPT, folder_).c_str());
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  const std::string& url() const { return url_; }

 private:
  std::string url_;
  std::string folder_;
};

const std::string& postgres_url() {
  static const PostgresServer server;
  return server.url();
}

/// Runs one statement outside any test database.
void run_on_postgres(const std::string& sql) {
  storage::Options options{.url = postgres_url(), .run_inline = true, .synchronous = "OFF"};
  const auto db = storage::open(options);
  const Result<void> done = db->write([&](storage::Tx& tx) -> Result<void> {
    tx.exec(sql);
    return ok();
  });
  if (!done) throw std::runtime_error(done.error().message);
}

/// A Db together with the place it lives in.
class OwnedDb final : public storage::Db {
 public:
  OwnedDb(storage::Dialect dialect, const std::vector<storage::Migration>& migrations)
      : place_(dialect), db_(storage::open(place_.options())) {
    db_->migrate(migrations);
  }
  storage::Dialect dialect() const override { return db_->dialect(); }
  bool submit_write(WriteBody body, Completion completion) override {
    return db_->submit_write(std::move(body), std::move(completion));
  }
  bool submit_read(ReadBody body, Completion completion) override {
    return db_->submit_read(std::move(body), std::move(completion));
  }
  void on_commit(std::function<void()> notify) override { db_->on_commit(std::move(notify)); }
  void migrate(const std::vector<storage::Migration>& migrations) override {
    db_->migrate(migrations);
  }

 private:
  TestPlace place_;
  std::unique_ptr<storage::Db> db_;
};

}  // namespace

TestPlace::TestPlace(storage::Dialect dialect) : dialect_(dialect) {
  const std::string name = unique_name();
  if (dialect == storage::Dialect::sqlite) {
    name_ = (temporary_folder() / (name + ".db")).string();
    url_ = "sqlite:" + name_;
  } else {
    name_ = name;
    run_on_postgres("create schema " + name_);
    url_ = postgres_url() + (postgres_url().find('?') == std::string::npos ? "?" : "&") +
           "options=-csearch_path%3D" + name_;
  }
}

TestPlace::~TestPlace() {
  if (dialect_ == storage::Dialect::postgres) {
    try {
      run_on_postgres("drop schema " + name_ + " cascade");
    } catch (const std::exception& error) {
      ADD_FAILURE() << "a Db outlived its place: " << error.what();
    }
    return;
  }
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(name_ + suffix);
}

storage::Options TestPlace::options() const {
  storage::Options options;
  options.url = url_;
  options.synchronous = "NORMAL";
  options.limits.readers = 2;
  return options;
}

std::unique_ptr<storage::Db> open_test_db(const std::vector<storage::Migration>& migrations,
                                          storage::Dialect dialect) {
  return std::make_unique<OwnedDb>(dialect, migrations);
}

std::vector<storage::Migration> join(std::initializer_list<std::vector<storage::Migration>> lists) {
  std::vector<storage::Migration> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

void DbTest::SetUp() {
  const char* given = std::getenv("BURSAR_TEST_POSTGRES");
  if (GetParam() == storage::Dialect::postgres && given != nullptr &&
      std::string_view(given) == "none")
    GTEST_SKIP() << "no PostgreSQL for this run";
  db_ = open_test_db(migrations(), GetParam());
}

void DbTest::TearDown() { db_.reset(); }

std::string dialect_name(const ::testing::TestParamInfo<storage::Dialect>& parameter) {
  return parameter.param == storage::Dialect::sqlite ? "sqlite" : "postgres";
}

}  // namespace bursar
