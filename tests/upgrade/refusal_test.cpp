// What the product's own scripts refuse, and that repeating them changes nothing.
#include <fmt/ranges.h>

#include "upgrade/scratch.hpp"

namespace bursar::upgrade {
namespace {

using storage::Dialect;
using storage::Migration;
using storage::Tx;
using ::testing::HasSubstr;

class RefusalTest : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (is_left_out(GetParam())) GTEST_SKIP() << "no PostgreSQL for this run";
    scratch_.emplace(GetParam());
    scripts_ = scripts_for(GetParam());
    scratch_->db().migrate(scripts_);
  }
  /// The record of scripts with the time of each.
  Lines record() {
    return scratch_->db().read([](Tx& tx) {
      return rows_of(tx,
                     "SELECT module || file || checksum || cast(applied_at as text) "
                     "FROM schema_migration ORDER BY module, file");
    });
  }
  std::optional<Scratch> scratch_;
  std::vector<Migration> scripts_;
};
INSTANTIATE_TEST_SUITE_P(Both, RefusalTest, both_dialects(), dialect_name);

// Protects every start: migrating what is migrated writes nothing, not even another time.
TEST_P(RefusalTest, MigratingTwiceChangesNothing) {
  const Contents once = scratch_->contents();
  const Lines record_once = record();
  scratch_->reopen();
  scratch_->db().migrate(scripts_);
  EXPECT_EQ(scratch_->contents().schema, once.schema);
  EXPECT_EQ(scratch_->contents().rows, once.rows);
  EXPECT_EQ(record(), record_once);
  EXPECT_EQ(record_once.size(), scripts_.size());
}

// Protects history: each single script of the product, edited after it ran, is refused by name.
TEST_P(RefusalTest, AnyChangedScriptIsRefused) {
  const Contents before = scratch_->contents();
  for (std::size_t i = 0; i < scripts_.size(); ++i) {
    std::vector<Migration> edited = scripts_;
    edited[i].sql += "-- edited\n";
    EXPECT_THAT(scratch_->failure_of(edited),
                HasSubstr(fmt::format("{}/{} changed after it was applied", edited[i].module,
                                      edited[i].file)));
  }
  EXPECT_EQ(scratch_->contents().scripts, before.scripts);
}

// Protects data from an older program: any script it does not know is named, nothing is touched.
TEST_P(RefusalTest, ANewerSchemaIsRefused) {
  const Contents before = scratch_->contents();
  for (std::size_t i = 0; i < scripts_.size(); ++i) {
    std::vector<Migration> older = scripts_;
    const Migration unknown = older[i];
    older.erase(older.begin() + static_cast<std::ptrdiff_t>(i));
    const std::string why = scratch_->failure_of(older);
    EXPECT_THAT(why, HasSubstr("the schema is newer than this program"));
    EXPECT_THAT(why, HasSubstr(unknown.module + "/" + unknown.file));
    EXPECT_THAT(why, HasSubstr("start the newer program"));
  }
  EXPECT_EQ(scratch_->contents().schema, before.schema);
  EXPECT_EQ(scratch_->contents().scripts, before.scripts);
}

}  // namespace
}  // namespace bursar::upgrade
