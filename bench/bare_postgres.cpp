// The limit to compare with on PostgreSQL: inserts the very rows that a server wrote into empty
// copies of its tables, by prepared statements over one connection, a commit per group. Prints one
// JSON line. Usage: bare_postgres URL GROUP PAYMENTS_MAX TABLE[:KEY]… With a key, only rows whose
// first column is greater count.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <libpq-fe.h>

namespace {

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

Answer checked(PGconn* connection, PGresult* result) {
  Answer answer(result, PQclear);
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(connection));
  return answer;
}

Answer run(PGconn* connection, const std::string& sql) {
  return checked(connection, PQexec(connection, sql.c_str()));
}

struct Table {
  std::string name;
  Answer rows;
  std::size_t count() const { return static_cast<std::size_t>(PQntuples(rows.get())); }
};

std::string rows_after(PGconn* connection, const std::string& name, const std::string& key) {
  const Answer none = run(connection, "SELECT * FROM " + name + " LIMIT 0");
  return " WHERE " + std::string(PQfname(none.get(), 0)) + " > " + key;
}

Table prepare_table(PGconn* connection, const std::string& wanted) {
  const std::size_t colon = wanted.find(':');
  const std::string name = wanted.substr(0, colon);
  const std::string which = colon == std::string::npos
                                ? std::string()
                                : rows_after(connection, name, wanted.substr(colon + 1));
  Table table{name, run(connection, "SELECT * FROM " + name + which + " ORDER BY 1")};
  run(connection, "CREATE TABLE bare_limit." + name + " (LIKE " + name + " INCLUDING ALL)");
  std::string marks;
  for (int i = 0; i < PQnfields(table.rows.get()); ++i)
    marks += (i == 0 ? "$" : ",$") + std::to_string(i + 1);
  checked(connection,
          PQprepare(connection, name.c_str(),
                    ("INSERT INTO bare_limit." + name + " VALUES (" + marks + ")").c_str(), 0,
                    nullptr));
  return table;
}

void insert_row(PGconn* connection, const Table& table, int row) {
  const int fields = PQnfields(table.rows.get());
  std::vector<const char*> values;
  for (int i = 0; i < fields; ++i)
    values.push_back(PQgetisnull(table.rows.get(), row, i) ? nullptr
                                                           : PQgetvalue(table.rows.get(), row, i));
  checked(connection, PQexecPrepared(connection, table.name.c_str(), fields, values.data(), nullptr,
                                     nullptr, 0));
}

int run_all(int argc, char** argv) {
  if (argc < 5)
    throw std::runtime_error("usage: bare_postgres URL GROUP PAYMENTS_MAX TABLE[:KEY]…");
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(argv[1]), PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  const auto group = static_cast<std::size_t>(std::atoi(argv[2]));
  run(connection.get(), "DROP SCHEMA IF EXISTS bare_limit CASCADE");
  run(connection.get(), "CREATE SCHEMA bare_limit");
  std::vector<Table> tables;
  for (int i = 4; i < argc; ++i) tables.push_back(prepare_table(connection.get(), argv[i]));
  const std::size_t all = tables.front().count();
  const std::size_t payments = std::min(all, static_cast<std::size_t>(std::atoi(argv[3])));
  const auto share = [all](const Table& table, std::size_t done) {
    return table.count() * done / all;
  };
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t done = 0; done < payments;) {
    const std::size_t next = std::min(done + group, payments);
    run(connection.get(), "BEGIN");
    for (std::size_t one = done; one < next; ++one)
      for (const Table& table : tables)
        for (std::size_t i = share(table, one); i < share(table, one + 1); ++i)
          insert_row(connection.get(), table, static_cast<int>(i));
    run(connection.get(), "COMMIT");
    done = next;
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  run(connection.get(), "DROP SCHEMA bare_limit CASCADE");
  std::printf(
      "{\"bench\":\"bare_postgres\",\"group\":%zu,\"payments\":%zu,\"payments_per_s\":%.0f}\n",
      group, payments, static_cast<double>(payments) / elapsed.count());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_all(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bare_postgres: %s\n", error.what());
    return 1;
  }
}
