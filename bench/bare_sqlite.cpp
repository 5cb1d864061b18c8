// The limit to compare with: inserts the very rows that a server wrote for its payments into an
// empty copy of its schema, by prepared statements in one thread, group-committed and synced.
// Prints one JSON line. Usage: bare_sqlite SOURCE.db TARGET.db GROUP PAYMENTS_MAX TABLE[:KEY]…
// With a key, only rows whose first column is greater count.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/resource.h>

#include <sqlite3.h>

namespace {

class Connection {
 public:
  explicit Connection(const char* file) {
    if (sqlite3_open(file, &handle_) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  ~Connection() { sqlite3_close(handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void run(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
  }
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
    return statement;
  }

 private:
  sqlite3* handle_ = nullptr;
};

/// All rows of one table, kept as SQLite values so that binding them costs what binding costs.
struct Table {
  std::string name;
  int columns = 0;
  std::vector<std::vector<sqlite3_value*>> rows;
  sqlite3_stmt* insert = nullptr;
};

std::string first_column(Connection& source, const std::string& table) {
  sqlite3_stmt* select = source.prepare("SELECT * FROM " + table + " LIMIT 0");
  const std::string name = sqlite3_column_name(select, 0);
  sqlite3_finalize(select);
  return name;
}

Table read_table(Connection& source, const std::string& wanted) {
  const std::size_t colon = wanted.find(':');
  Table table{.name = wanted.substr(0, colon)};
  std::string sql = "SELECT * FROM " + table.name;
  if (colon != std::string::npos)
    sql += " WHERE " + first_column(source, table.name) + " > " + wanted.substr(colon + 1);
  sqlite3_stmt* select = source.prepare(sql + " ORDER BY 1");
  table.columns = sqlite3_column_count(select);
  while (sqlite3_step(select) == SQLITE_ROW) {
    std::vector<sqlite3_value*> row;
    for (int i = 0; i < table.columns; ++i)
      row.push_back(sqlite3_value_dup(sqlite3_column_value(select, i)));
    table.rows.push_back(std::move(row));
  }
  sqlite3_finalize(select);
  return table;
}

void copy_schema(Connection& source, Connection& target) {
  sqlite3_stmt* select = source.prepare(
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
      "ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END");
  std::vector<std::string> statements;
  while (sqlite3_step(select) == SQLITE_ROW)
    statements.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(select, 0)));
  sqlite3_finalize(select);
  for (const std::string& statement : statements) target.run(statement);
}

void prepare_insert(Connection& target, Table& table) {
  std::string marks;
  for (int i = 0; i < table.columns; ++i) marks += i == 0 ? "?" : ",?";
  table.insert = target.prepare("INSERT INTO " + table.name + " VALUES (" + marks + ")");
}

void insert_row(Table& table, std::size_t index) {
  for (int i = 0; i < table.columns; ++i)
    sqlite3_bind_value(table.insert, i + 1, table.rows[index][static_cast<std::size_t>(i)]);
  if (sqlite3_step(table.insert) != SQLITE_DONE)
    throw std::runtime_error("insert into " + table.name + " failed");
  sqlite3_reset(table.insert);
}

// The share of a table's rows that belongs to the first `done` of `payments`.
std::size_t share(const Table& table, std::size_t done, std::size_t payments) {
  return table.rows.size() * done / payments;
}

// What this process has used, user and system.
std::chrono::microseconds processor_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

int run(int argc, char** argv) {
  if (argc < 6)
    throw std::runtime_error(
        "usage: bare_sqlite SOURCE.db TARGET.db GROUP PAYMENTS_MAX TABLE[:KEY]…");
  Connection source(argv[1]);
  const auto group = static_cast<std::size_t>(std::atoi(argv[3]));
  std::vector<Table> tables;
  for (int i = 5; i < argc; ++i) tables.push_back(read_table(source, argv[i]));
  const std::size_t all = tables.front().rows.size();
  const std::size_t payments = std::min(all, static_cast<std::size_t>(std::atoi(argv[4])));
  Connection target(argv[2]);
  target.run("PRAGMA journal_mode=WAL");
  target.run("PRAGMA synchronous=FULL");
  copy_schema(source, target);
  for (Table& table : tables) prepare_insert(target, table);

  std::size_t rows = 0;
  const auto cpu_begin = processor_time();
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t done = 0; done < payments;) {
    const std::size_t next = std::min(done + group, payments);
    target.run("BEGIN IMMEDIATE");
    for (std::size_t one = done; one < next; ++one)
      for (Table& table : tables)
        for (std::size_t i = share(table, one, all); i < share(table, one + 1, all); ++i, ++rows)
          insert_row(table, i);
    target.run("COMMIT");
    done = next;
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  const std::chrono::duration<double, std::micro> cpu = processor_time() - cpu_begin;
  std::printf(
      "{\"bench\":\"bare_sqlite\",\"group\":%zu,\"payments\":%zu,\"rows\":%zu,"
      "\"payments_per_s\":%.0f,\"cpu_us_per_payment\":%.1f}\n",
      group, payments, rows, static_cast<double>(payments) / elapsed.count(),
      cpu.count() / static_cast<double>(payments));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bare_sqlite: %s\n", error.what());
    return 1;
  }
}
