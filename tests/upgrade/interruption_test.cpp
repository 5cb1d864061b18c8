// A migration that stops anywhere: at any statement of any script, with an error, with its
// connection or with its power. Starting again finishes it, and the result is that of an
// undisturbed one.
#include <fmt/format.h>

#include "crash/power_cut_vfs.hpp"
#include "storage/sql_text.hpp"
#include "upgrade/scratch.hpp"

namespace bursar::upgrade {
namespace {

using storage::Dialect;
using storage::Migration;

/// `script` up to its first `count` statements, then `last`.
Migration cut_short(const Migration& script, std::size_t count, std::string_view last) {
  const auto statements = storage::split_statements(script.sql);
  Migration cut{script.module, script.file, {}};
  for (std::size_t i = 0; i < count; ++i) cut.sql += statements[i] + ";\n";
  cut.sql += last;
  return cut;
}

std::vector<Migration> first(const std::vector<Migration>& scripts, std::size_t count) {
  return {scripts.begin(), scripts.begin() + static_cast<std::ptrdiff_t>(count)};
}

/// Applies all scripts and writes the rows of their cases; `disturb` may fail before each script.
template <class F>
Contents grow(Scratch& scratch, F disturb) {
  const auto scripts = scripts_for(scratch.dialect());
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    disturb(first(scripts, i), scripts[i]);
    scratch.db().migrate(first(scripts, i + 1));
    scratch.run(read_case(name_of(scripts[i]), scratch.dialect()).rows);
  }
  return scratch.contents();
}

class InterruptionTest : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (is_left_out(GetParam())) GTEST_SKIP() << "no PostgreSQL for this run";
  }
  Contents undisturbed() {
    Scratch scratch(GetParam());
    return grow(scratch, [](const auto&, const Migration&) {});
  }
  /// Interrupts each script behind each of its statements with `last`, which must fail.
  void interrupt_everywhere(const char* last) {
    const Contents whole = undisturbed();
    Scratch scratch(GetParam());
    int interruptions = 0;
    const Contents disturbed =
        grow(scratch, [&](std::vector<Migration> scripts, const Migration& script) {
          const Lines before = scratch.schema();
          const std::size_t count = storage::split_statements(script.sql).size();
          scripts.push_back(script);
          for (std::size_t done = 0; done <= count; ++done) {
            scripts.back() = cut_short(script, done, last);
            EXPECT_NE(scratch.failure_of(scripts), "") << name_of(script).text() << " " << done;
            EXPECT_EQ(difference(before, scratch.schema()), Lines{})
                << name_of(script).text() << " left something of its first " << done;
            ++interruptions;
          }
          scratch.reopen();
        });
    EXPECT_GT(interruptions, 60) << "the sweep ended early";
    EXPECT_EQ(difference(whole.schema, disturbed.schema), Lines{});
    EXPECT_EQ(difference(whole.rows, disturbed.rows), Lines{});
    EXPECT_EQ(whole.scripts, disturbed.scripts);
  }
};
INSTANTIATE_TEST_SUITE_P(Both, InterruptionTest, both_dialects(), dialect_name);

// Protects from half a script after an error, wherever it strikes.
TEST_P(InterruptionTest, AnErrorBehindAnyStatementLeavesNothing) {
  interrupt_everywhere("INSERT INTO nowhere (id) VALUES (1);");
}

// Protects from half a script after the server side dies in the midst of it.
TEST(PostgresInterruption, ALostConnectionBehindAnyStatementLeavesNothing) {
  if (is_left_out(Dialect::postgres)) GTEST_SKIP() << "no PostgreSQL for this run";
  const auto scripts = scripts_for(Dialect::postgres);
  Scratch scratch(Dialect::postgres);
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    std::vector<Migration> some = first(scripts, i + 1);
    const Lines before = scratch.schema();
    const std::size_t count = storage::split_statements(scripts[i].sql).size();
    for (std::size_t done = 0; done <= count; ++done) {
      some.back() = cut_short(scripts[i], done, "SELECT pg_terminate_backend(pg_backend_pid());");
      EXPECT_NE(scratch.failure_of(some), "");
      EXPECT_EQ(difference(before, scratch.schema()), Lines{}) << name_of(scripts[i]).text();
    }
    scratch.reopen();
    scratch.db().migrate(first(scripts, i + 1));
  }
  Scratch whole(Dialect::postgres);
  whole.db().migrate(scripts);
  EXPECT_EQ(difference(whole.schema(), scratch.schema()), Lines{});
}

std::unique_ptr<storage::Db> open_on(const crash::PowerCutVfs& vfs) {
  storage::Options options;
  options.url = "sqlite:upgrade.db";
  options.vfs = vfs.name();
  options.run_inline = true;
  options.limits.checkpoint_pages = 20;
  return storage::open(options);
}

/// Migrates on a disk whose power goes at the `call`-th change, then starts again. Returns whether
/// the power went.
bool survive_cut_at(std::int64_t call, const Contents& whole) {
  const auto scripts = scripts_for(Dialect::sqlite);
  crash::SimulatedDisk disk(static_cast<std::uint64_t>(call));
  const crash::PowerCutVfs vfs(disk);
  disk.cut_after(call);
  std::string why;
  try {
    why = failure_of(*open_on(vfs), scripts);
  } catch (const storage::StorageError& error) {
    why = error.what();
  }
  const bool went = disk.is_dark();
  EXPECT_TRUE(went || why.empty()) << "call " << call << ": " << why;
  disk.power_cut();
  const auto db = open_on(vfs);
  db->migrate(scripts);
  const Contents after = contents_of(*db);
  EXPECT_EQ(difference(whole.schema, after.schema), Lines{}) << "call " << call;
  EXPECT_EQ(whole.scripts, after.scripts) << "call " << call;
  return went;
}

// Protects a first start from a power cut, or a kill, at any change of the file.
TEST(SqliteInterruption, APowerCutAtAnyChangeOfTheFileIsFinishedByTheNextStart) {
  Scratch undisturbed(Dialect::sqlite);
  undisturbed.db().migrate(scripts_for(Dialect::sqlite));
  const Contents whole = undisturbed.contents();
  std::int64_t call = 1;
  while (call < 5'000 && survive_cut_at(call, whole)) ++call;
  EXPECT_GT(call, 200) << "the sweep ended early";
  EXPECT_LT(call, 5'000) << "the sweep did not reach the end of the migration";
}

}  // namespace
}  // namespace bursar::upgrade
