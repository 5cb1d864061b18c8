// Every script of every module, on both drivers: the schema changes exactly as its case states, and
// rows written before it are there afterwards. A script without a case fails here.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "app/modules.hpp"
#include "upgrade/scratch.hpp"

namespace bursar::upgrade {
namespace {

using storage::Dialect;
using storage::Migration;
using storage::Tx;

std::string text_of(const Lines& lines) { return fmt::format("{}\n", fmt::join(lines, "\n")); }

std::vector<ScriptName> names_in_the_product() {
  std::set<ScriptName> names;
  for (const Migration& script : app::all_migrations()) names.insert(name_of(script));
  return {names.begin(), names.end()};
}

std::vector<ScriptName> in_both(const std::vector<ScriptName>& a,
                                const std::vector<ScriptName>& b) {
  std::vector<ScriptName> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

std::string text_of(const std::vector<ScriptName>& names) {
  Lines lines;
  for (const ScriptName& name : names) lines.push_back(name.text());
  return text_of(lines);
}

// Protects every later script: a module cannot add one without stating what it does, and none is
// left out of the product's list.
TEST(Scripts, EachHasACaseAndIsInTheProduct) {
  const auto product = names_in_the_product();
  EXPECT_EQ(text_of(product), text_of(names_of_script_files()))
      << "scripts in the product's list (server/app/modules.cpp) and in the modules' folders";
  EXPECT_EQ(text_of(product), text_of(names_of_cases()))
      << "scripts and their cases (tests/upgrade/cases/<module>/<script>.case)";
}

// Protects both databases: a script in two spellings has both, so that numbers mean the same.
TEST(Scripts, EachRunsOnBothDrivers) {
  for (const Dialect dialect : {Dialect::sqlite, Dialect::postgres}) {
    std::set<ScriptName> own;
    for (const Migration& script : scripts_for(dialect))
      EXPECT_TRUE(own.insert(name_of(script)).second) << name_of(script).text() << " comes twice";
    EXPECT_EQ(text_of(std::vector<ScriptName>(own.begin(), own.end())),
              text_of(names_in_the_product()));
  }
}

struct Subject {
  ScriptName name;
  Dialect dialect;
};

// Where a failing subject prints itself.
void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name.text(); }

std::vector<Subject> subjects() {
  std::vector<Subject> all;
  // A script without a case fails above, once.
  for (const ScriptName& name : in_both(names_in_the_product(), names_of_cases()))
    for (const Dialect dialect : {Dialect::sqlite, Dialect::postgres})
      all.push_back({name, dialect});
  return all;
}

std::string subject_name(const ::testing::TestParamInfo<Subject>& parameter) {
  const auto& [name, dialect] = parameter.param;
  return fmt::format("{}_{}_{}", name.module, name.stem,
                     dialect == Dialect::sqlite ? "sqlite" : "postgres");
}

class ScriptTest : public ::testing::TestWithParam<Subject> {
 protected:
  void SetUp() override {
    if (is_left_out(GetParam().dialect)) GTEST_SKIP() << "no PostgreSQL for this run";
    scratch_.emplace(GetParam().dialect);
    for (const Migration& script : scripts_for(GetParam().dialect))
      if (script.module == GetParam().name.module) scripts_.push_back(script);
  }

  /// The database of an installation that has every earlier script of the module, and used it.
  void live_until_the_script() {
    for (const Migration& script : scripts_) {
      if (name_of(script) == GetParam().name) break;
      earlier_.push_back(script);
      scratch_->db().migrate(earlier_);
      scratch_->run(read_case(name_of(script), GetParam().dialect).rows);
    }
  }
  void apply_the_script() {
    std::vector<Migration> scripts = earlier_;
    scripts.push_back(scripts_[earlier_.size()]);
    scratch_->db().migrate(scripts);
  }
  template <class F>
  auto read(F fn) {
    return scratch_->db().read(fn);
  }
  Lines empty_tables() {
    return read([](Tx& tx) {
      Lines empty;
      for (const std::string& table : tables(tx))
        if (rows_of(tx, "SELECT 'row' FROM " + table + " LIMIT 1").empty()) empty.push_back(table);
      return empty;
    });
  }

  std::optional<Scratch> scratch_;
  std::vector<Migration> scripts_;
  std::vector<Migration> earlier_;
};
INSTANTIATE_TEST_SUITE_P(Every, ScriptTest, ::testing::ValuesIn(subjects()), subject_name);

// Protects installations from a script that does more, or less, than is stated.
TEST_P(ScriptTest, ChangesTheSchemaAsStated) {
  const Case stated = read_case(GetParam().name, GetParam().dialect);
  live_until_the_script();
  const Lines before = scratch_->schema();
  apply_the_script();
  EXPECT_EQ(text_of(difference(before, scratch_->schema())), text_of(stated.schema));
}

// Protects data: what was written before the script reads the same after it, in every column that
// the case does not name as changed.
TEST_P(ScriptTest, KeepsTheRowsWrittenBefore) {
  const Case stated = read_case(GetParam().name, GetParam().dialect);
  live_until_the_script();
  if (!earlier_.empty()) {
    EXPECT_EQ(text_of(empty_tables()), text_of(Lines{})) << "tables no earlier case has rows for";
  }
  std::vector<Column> kept = read([](Tx& tx) { return columns(tx); });
  std::erase_if(kept, [&](const Column& column) {
    const std::string name = column.table + "." + column.name;
    return std::find(stated.changed.begin(), stated.changed.end(), name) != stated.changed.end();
  });
  const Lines before = read([&](Tx& tx) { return dump_rows(tx, kept); });
  apply_the_script();
  EXPECT_EQ(text_of(read([&](Tx& tx) { return dump_rows(tx, kept); })), text_of(before));
  for (const Expectation& one : stated.expect)
    EXPECT_EQ(text_of(read([&](Tx& tx) { return rows_of(tx, one.query); })), text_of(one.lines))
        << one.query;
}

// Protects the meaning of the tables: they take what the case writes and refuse what it says they
// refuse; every table of the module is written at least once.
TEST_P(ScriptTest, TakesAndRefusesRows) {
  const Case stated = read_case(GetParam().name, GetParam().dialect);
  live_until_the_script();
  apply_the_script();
  scratch_->run(stated.rows);
  EXPECT_EQ(text_of(empty_tables()), text_of(Lines{})) << "tables the case writes no row into";
  for (const std::string& statement : stated.refused)
    EXPECT_THROW(scratch_->run({statement}), storage::StorageError) << statement;
}

}  // namespace
}  // namespace bursar::upgrade
