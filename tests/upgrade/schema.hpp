// A database's schema and rows as sorted lines of text, spelled alike on both drivers, so that two
// of them can be compared.
#pragma once

#include <string>
#include <vector>

#include "storage/storage.hpp"

namespace bursar::upgrade {

using Lines = std::vector<std::string>;

/// Tables, columns, keys, indexes with their conditions, references, number of checks, triggers and
/// functions. The record of scripts is left out.
Lines describe_schema(storage::Tx& tx);

struct Column {
  std::string table;
  std::string name;
  auto operator<=>(const Column&) const = default;
};
std::vector<Column> columns(storage::Tx& tx);
std::vector<std::string> tables(storage::Tx& tx);

/// Every row of these columns, "table: value|value"; NULL is shown as "null", bytes in hex.
Lines dump_rows(storage::Tx& tx, const std::vector<Column>& wanted);
/// The rows of a query of one text column.
Lines rows_of(storage::Tx& tx, const std::string& query);

/// "+ line" for what only `after` has, "- line" for what only `before` has; sorted.
Lines difference(const Lines& before, const Lines& after);

}  // namespace bursar::upgrade
