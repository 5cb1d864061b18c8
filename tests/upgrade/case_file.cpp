// Finds and reads case files: sections headed "== name", comments with '#'.
#include "upgrade/case_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>

#include "base/text.hpp"
#include "storage/sql_text.hpp"

namespace bursar::upgrade {
namespace {

namespace fs = std::filesystem;

const fs::path k_source = BURSAR_SOURCE;
constexpr std::string_view k_extension = ".case";

using Sections = std::map<std::string, std::vector<std::string>>;

fs::path cases() { return k_source / "tests" / "upgrade" / "cases"; }

// The line as `dialect` sees it; nothing when it is the other one's.
std::optional<std::string> line_for(storage::Dialect dialect, const std::string& line) {
  for (const auto& [prefix, owner] : {std::pair{"sqlite:", storage::Dialect::sqlite},
                                      std::pair{"postgres:", storage::Dialect::postgres}}) {
    if (!line.starts_with(prefix)) continue;
    if (owner != dialect) return std::nullopt;
    return std::string(trim(line.substr(std::string_view(prefix).size())));
  }
  return line;
}

Sections read_sections(const fs::path& file, storage::Dialect dialect) {
  static const std::set<std::string> k_known{"schema", "changed", "expect", "rows", "refused"};
  std::ifstream in(file);
  if (!in) throw std::runtime_error("a migration script has no case: " + file.string());
  Sections sections;
  std::vector<std::string>* current = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#") || trim(line).empty()) continue;
    if (line.starts_with("== ")) {
      const std::string name = line.substr(3);
      if (!k_known.contains(name)) throw std::runtime_error(file.string() + ": section " + name);
      current = &sections[name];
      continue;
    }
    if (current == nullptr) throw std::runtime_error(file.string() + ": text before a section");
    if (auto own = line_for(dialect, line)) current->push_back(std::move(*own));
  }
  return sections;
}

std::vector<std::string> statements(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return storage::split_statements(text);
}

// A query ends with ';'; the lines after it, each led by "= ", are its rows.
std::vector<Expectation> expectations(const std::vector<std::string>& lines) {
  std::vector<Expectation> all;
  bool open = false;
  for (const std::string& line : lines) {
    if (!open && line.starts_with("= ")) {
      if (all.empty()) throw std::runtime_error("rows without a query: " + line);
      all.back().lines.push_back(line.substr(2));
      continue;
    }
    if (!open) all.emplace_back();
    open = !line.ends_with(";");
    all.back().query += (open ? line : line.substr(0, line.size() - 1)) + "\n";
  }
  return all;
}

std::string stem_of(std::string file) {
  for (const std::string_view ending : {".sqlite.sql", ".postgres.sql", ".sql"})
    if (file.ends_with(ending)) return file.substr(0, file.size() - ending.size());
  return file;
}

}  // namespace

ScriptName name_of(const storage::Migration& migration) {
  return {migration.module, stem_of(migration.file)};
}

Case read_case(const ScriptName& name, storage::Dialect dialect) {
  const Sections sections =
      read_sections(cases() / name.module / (name.stem + std::string(k_extension)), dialect);
  const auto lines = [&](const char* section) {
    const auto found = sections.find(section);
    return found == sections.end() ? std::vector<std::string>{} : found->second;
  };
  Case one;
  one.schema = lines("schema");
  one.changed = lines("changed");
  one.expect = expectations(lines("expect"));
  one.rows = statements(lines("rows"));
  one.refused = statements(lines("refused"));
  std::sort(one.schema.begin(), one.schema.end());
  return one;
}

std::vector<ScriptName> names_of_cases() {
  std::set<ScriptName> names;
  for (const auto& entry : fs::recursive_directory_iterator(cases()))
    if (entry.path().extension() == k_extension)
      names.insert({entry.path().parent_path().filename(), entry.path().stem()});
  return {names.begin(), names.end()};
}

std::vector<ScriptName> names_of_script_files() {
  std::set<ScriptName> names;
  for (const auto& module : fs::directory_iterator(k_source / "server")) {
    const fs::path folder = module.path() / "migrations";
    if (!fs::exists(folder)) continue;
    for (const auto& script : fs::directory_iterator(folder))
      if (script.path().extension() == ".sql")
        names.insert({module.path().filename(), stem_of(script.path().filename())});
  }
  return {names.begin(), names.end()};
}

}  // namespace bursar::upgrade
