// Reads the catalogues of SQLite and PostgreSQL into one spelling.
#include "upgrade/schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <regex>

#include "base/text.hpp"
#include "storage/sql_text.hpp"

namespace bursar::upgrade {
namespace {

using storage::Dialect;
using storage::Row;
using storage::Tx;

constexpr const char* k_sqlite_tables =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
    "AND name NOT IN ('schema_migration', 'restored_copy') ORDER BY name";
constexpr const char* k_postgres_tables =
    "SELECT cast(tablename as text) FROM pg_tables WHERE schemaname = current_schema() "
    "AND tablename NOT IN ('schema_migration', 'restored_copy') ORDER BY 1";

// Of one table ($1): column, type, whether NULL is refused, default.
constexpr const char* k_sqlite_columns =
    "SELECT name, type, \"notnull\" <> 0 OR pk <> 0, coalesce(dflt_value, '') "
    "FROM pragma_table_xinfo($1) ORDER BY cid";
constexpr const char* k_postgres_columns =
    "SELECT cast(column_name as text), cast(data_type as text), is_nullable = 'NO', "
    "coalesce(cast(column_default as text), '') FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";

// Index, whether it is unique, what made it (pk, u: a constraint, c: a statement), columns,
// condition (SQLite: the whole statement).
constexpr const char* k_sqlite_indexes =
    "SELECT l.name, l.\"unique\", l.origin, (SELECT group_concat(i.name, ', ') "
    "FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i), "
    "coalesce((SELECT s.sql FROM sqlite_schema s WHERE s.name = l.name), '') "
    "FROM pragma_index_list($1) l";
constexpr const char* k_postgres_indexes =
    "SELECT cast(c.relname as text), i.indisunique, "
    "CASE WHEN i.indisprimary THEN 'pk' WHEN EXISTS (SELECT 1 FROM pg_constraint k "
    "WHERE k.conindid = i.indexrelid AND k.contype = 'u') THEN 'u' ELSE 'c' END, "
    "(SELECT string_agg(cast(a.attname as text), ', ' ORDER BY k.n) "
    "FROM unnest(cast(i.indkey as int2[])) WITH ORDINALITY k (att, n) "
    "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.att), "
    "coalesce(' where ' || pg_get_expr(i.indpred, i.indrelid), '') "
    "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace "
    "WHERE s.nspname = current_schema() AND t.relname = $1";

// Column, table and column it refers to.
constexpr const char* k_sqlite_references =
    "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list($1)";
constexpr const char* k_postgres_references =
    "SELECT cast(a.attname as text), cast(f.relname as text), cast(b.attname as text) "
    "FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid "
    "JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace s ON s.oid = t.relnamespace "
    "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1] "
    "JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.confkey[1] "
    "WHERE k.contype = 'f' AND s.nspname = current_schema() AND t.relname = $1";

constexpr const char* k_sqlite_table_text =
    "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = $1";
constexpr const char* k_postgres_checks =
    "SELECT count(*) FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid "
    "JOIN pg_namespace s ON s.oid = t.relnamespace "
    "WHERE k.contype = 'c' AND s.nspname = current_schema() AND t.relname = $1";

constexpr const char* k_sqlite_triggers =
    "SELECT 'trigger ' || name || ' on ' || tbl_name FROM sqlite_schema WHERE type = 'trigger'";
constexpr const char* k_postgres_triggers =
    "SELECT 'trigger ' || g.tgname || ' on ' || t.relname FROM pg_trigger g "
    "JOIN pg_class t ON t.oid = g.tgrelid JOIN pg_namespace s ON s.oid = t.relnamespace "
    "WHERE NOT g.tgisinternal AND s.nspname = current_schema() UNION ALL "
    "SELECT 'function ' || p.proname FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace "
    "WHERE s.nspname = current_schema()";

const char* pick(Tx& tx, const char* sqlite, const char* postgres) {
  return tx.dialect() == Dialect::sqlite ? sqlite : postgres;
}

std::string type_word(std::string word) {
  word = fold_case(word);
  if (word == "integer") return "bigint";
  return word == "blob" ? "bytea" : word;
}

// PostgreSQL shows the type of each constant.
std::string without_casts(const std::string& text) {
  static const std::regex k_cast(R"(::\w+)");
  return std::regex_replace(text, k_cast, "");
}

// The condition of a partial index without casts, brackets and case.
std::string condition(const std::string& text) {
  static const std::regex k_where(R"(\bwhere\s+([\s\S]*))", std::regex::icase);
  std::smatch found;
  if (!std::regex_search(text, found, k_where)) return {};
  std::string out = without_casts(found[1].str());
  std::erase_if(out, [](char c) { return c == '(' || c == ')'; });
  out = std::regex_replace(out, std::regex(R"(\s+)"), " ");
  return " where " + fold_case(trim(out));
}

std::size_t count_checks(std::string_view sql) {
  std::size_t count = 0;
  while (!sql.empty()) {
    const storage::Token token = storage::next_token(sql);
    if (token.kind == storage::TokenKind::word && fold_case(token.text) == "check") ++count;
    sql.remove_prefix(token.text.size());
  }
  return count;
}

std::int64_t checks_of(Tx& tx, const std::string& table) {
  if (tx.dialect() == Dialect::postgres)
    return *tx.one(k_postgres_checks, {table}, [](const Row& row) { return row.i64(0); });
  return *tx.one(k_sqlite_table_text, {table}, [](const Row& row) {
    return static_cast<std::int64_t>(count_checks(row.text(0)));
  });
}

void describe_columns(Tx& tx, const std::string& table, Lines& out) {
  tx.query(pick(tx, k_sqlite_columns, k_postgres_columns), {table}, [&](const Row& row) {
    const std::string fallback = without_casts(std::string(row.text(3)));
    out.push_back(fmt::format("column {}.{} {}{}{}", table, row.text(0),
                              type_word(std::string(row.text(1))),
                              row.boolean(2) ? " not null" : "",
                              fallback.empty() ? "" : fmt::format(" default {}", fallback)));
  });
}

void describe_indexes(Tx& tx, const std::string& table, Lines& out) {
  bool has_key = false;
  tx.query(pick(tx, k_sqlite_indexes, k_postgres_indexes), {table}, [&](const Row& row) {
    const std::string_view origin = row.text(2);
    has_key = has_key || origin == "pk";
    if (origin == "pk") out.push_back(fmt::format("key {} ({})", table, row.text(3)));
    else if (origin == "u") out.push_back(fmt::format("unique {} ({})", table, row.text(3)));
    else
      out.push_back(fmt::format("{}index {} on {} ({}){}", row.boolean(1) ? "unique " : "",
                                row.text(0), table, row.text(3),
                                condition(std::string(row.text(4)))));
  });
  if (has_key || tx.dialect() == Dialect::postgres) return;
  // A single integer key is SQLite's row id and has no index of its own.
  tx.query("SELECT name FROM pragma_table_xinfo($1) WHERE pk <> 0", {table},
           [&](const Row& row) { out.push_back(fmt::format("key {} ({})", table, row.text(0))); });
}

void describe_table(Tx& tx, const std::string& table, Lines& out) {
  out.push_back("table " + table);
  describe_columns(tx, table, out);
  describe_indexes(tx, table, out);
  tx.query(pick(tx, k_sqlite_references, k_postgres_references), {table}, [&](const Row& row) {
    out.push_back(
        fmt::format("reference {}.{} to {}.{}", table, row.text(0), row.text(1), row.text(2)));
  });
  if (const auto checks = checks_of(tx, table); checks > 0)
    out.push_back(fmt::format("checks {} {}", table, checks));
}

std::string shown(const Row& row, int column, const std::string& type) {
  if (row.is_null(column)) return "null";
  if (type == "bigint") return std::to_string(row.i64(column));
  return type == "bytea" ? to_hex(row.blob(column)) : std::string(row.text(column));
}

// Types by column, as describe_columns() spells them.
std::map<Column, std::string> types(Tx& tx) {
  std::map<Column, std::string> all;
  for (const std::string& table : tables(tx))
    tx.query(pick(tx, k_sqlite_columns, k_postgres_columns), {table}, [&](const Row& row) {
      all.emplace(Column{table, std::string(row.text(0))}, type_word(std::string(row.text(1))));
    });
  return all;
}

}  // namespace

std::vector<std::string> tables(Tx& tx) {
  return tx.all(pick(tx, k_sqlite_tables, k_postgres_tables), {},
                [](const Row& row) { return std::string(row.text(0)); });
}

Lines describe_schema(Tx& tx) {
  Lines out;
  for (const std::string& table : tables(tx)) describe_table(tx, table, out);
  tx.query(pick(tx, k_sqlite_triggers, k_postgres_triggers), {},
           [&](const Row& row) { out.emplace_back(row.text(0)); });
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Column> columns(Tx& tx) {
  std::vector<Column> all;
  for (const auto& [column, type] : types(tx)) all.push_back(column);
  return all;
}

Lines dump_rows(Tx& tx, const std::vector<Column>& wanted) {
  const auto known = types(tx);
  std::map<std::string, std::vector<Column>> by_table;
  for (const Column& column : wanted) by_table[column.table].push_back(column);
  Lines out;
  for (const auto& [table, own] : by_table) {
    std::vector<std::string> names;
    for (const Column& column : own) names.push_back(column.name);
    const std::string sql = fmt::format("SELECT {} FROM {}", fmt::join(names, ", "), table);
    tx.query(sql, {}, [&, &table = table, &own = own](const Row& row) {
      std::vector<std::string> values;
      for (std::size_t i = 0; i < own.size(); ++i)
        values.push_back(shown(row, static_cast<int>(i), known.at(own[i])));
      out.push_back(fmt::format("{}: {}", table, fmt::join(values, "|")));
    });
  }
  std::sort(out.begin(), out.end());
  return out;
}

Lines rows_of(Tx& tx, const std::string& query) {
  return tx.all(query, {}, [](const Row& row) { return std::string(row.text(0)); });
}

Lines difference(const Lines& before, const Lines& after) {
  Lines out;
  Lines part;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(part));
  for (const std::string& line : part) out.push_back("+ " + line);
  part.clear();
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(part));
  for (const std::string& line : part) out.push_back("- " + line);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace bursar::upgrade
