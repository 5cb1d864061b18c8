// Runs pg_dump and pg_restore. The connection goes through the environment, because a command line
// can be read by every user of the machine and the URL may hold a password.
#include "storage/postgres/dump.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/text.hpp"
#include "storage/postgres/connection.hpp"

extern char** environ;

namespace bursar::storage::postgres {
namespace {

constexpr std::size_t k_message_max = 2'000;

// The URL's parts under the names libpq reads from the environment, after ours.
std::vector<std::string> environment_for(const std::string& url) {
  std::vector<std::string> variables;
  char* problem = nullptr;
  PQconninfoOption* parts = PQconninfoParse(url.c_str(), &problem);
  PQfreemem(problem);
  if (parts == nullptr) throw StorageError("the database URL cannot be read");
  for (const PQconninfoOption* part = parts; part->keyword != nullptr; ++part)
    if (part->val != nullptr && part->envvar != nullptr)
      variables.push_back(fmt::format("{}={}", part->envvar, part->val));
  PQconninfoFree(parts);
  // The first of two equal names counts.
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 512> block{};
  for (ssize_t got = ::read(descriptor, block.data(), block.size()); got > 0;
       got = ::read(descriptor, block.data(), block.size()))
    if (text.size() < k_message_max) text.append(block.data(), static_cast<std::size_t>(got));
  return text;
}

// Runs a program to its end; throws with what it wrote to standard error unless it succeeds.
void run_program(std::vector<std::string> arguments, const std::string& url) {
  std::vector<std::string> variables = environment_for(url);
  std::array<int, 2> messages{};
  if (::pipe2(messages.data(), O_CLOEXEC) != 0) throw StorageError("cannot create a pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, messages[1], STDERR_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  pid_t child = 0;
  const int code = ::posix_spawnp(&child, arguments[0].c_str(), &actions, nullptr,
                                  pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(messages[1]);
  const std::string said = code == 0 ? read_all(messages[0]) : std::string();
  ::close(messages[0]);
  if (code != 0)
    throw StorageError(
        fmt::format("{} cannot be run; install PostgreSQL's client programs", arguments[0]));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw StorageError(fmt::format("{} failed: {}", arguments[0], trim(said)));
}

}  // namespace

void dump_database(const std::string& url, const std::filesystem::path& file) {
  run_program(
      {"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file=" + file.string()},
      url);
}

void load_database(const std::filesystem::path& file, const std::string& url) {
  {
    Connection connection(url, false);
    if (connection.setting("select count(*) from pg_tables where schemaname not in "
                           "('pg_catalog', 'information_schema')") != "0")
      throw StorageError("the database to restore into is not empty");
  }
  // The target is an argument of its own only for pg_restore's sake; the environment names it.
  run_program({"pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
               "--no-privileges", "--dbname=", file.string()},
              url);
}

std::vector<std::string> check_database(const std::string& url) {
  Connection connection(url, false);
  std::vector<std::string> tables;
  connection.query(
      "select cast(quote_ident(tablename) as text) from pg_tables where schemaname = "
      "current_schema()",
      {}, [&](const Row& row) { tables.emplace_back(row.text(0)); });
  std::vector<std::string> findings;
  for (const std::string& table : tables) {
    try {
      // Reads every page, so checksums and broken rows show.
      connection.run(
          ("select count(t.*) from " + table + " t where t is not distinct from t").c_str());
    } catch (const StorageError& error) {
      findings.emplace_back(error.what());
    }
  }
  return findings;
}

}  // namespace bursar::storage::postgres
