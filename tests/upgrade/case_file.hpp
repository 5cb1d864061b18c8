// What a migration script is stated to do: one file per script, read by the harness.
#pragma once

#include <string>
#include <vector>

#include "storage/storage.hpp"

namespace bursar::upgrade {

/// A script by module and number, the two spellings of a dialect script being one.
struct ScriptName {
  std::string module;
  std::string stem;  ///< "0002_append_only"
  auto operator<=>(const ScriptName&) const = default;
  std::string text() const { return module + "/" + stem; }
};
ScriptName name_of(const storage::Migration& migration);

/// A query of one text column on the rows after the script, and its lines.
struct Expectation {
  std::string query;
  std::vector<std::string> lines;
};

/// The sections of a case file, for one dialect. A line that starts with "sqlite:" or "postgres:"
/// belongs to that dialect alone.
struct Case {
  std::vector<std::string> schema;   ///< "+ column …", "- index …": what the script changes
  std::vector<std::string> changed;  ///< "table.column" of earlier rows that it rewrites
  std::vector<Expectation> expect;   ///< about rows written before the script
  std::vector<std::string> rows;     ///< statements that write rows as the schema is afterwards
  std::vector<std::string> refused;  ///< statements that must fail on these rows
};

/// Reads cases/<module>/<stem>.case. Throws std::runtime_error when it is missing or malformed.
Case read_case(const ScriptName& name, storage::Dialect dialect);

/// The scripts that have a case file.
std::vector<ScriptName> names_of_cases();
/// The scripts that lie in the modules' folders.
std::vector<ScriptName> names_of_script_files();

}  // namespace bursar::upgrade
