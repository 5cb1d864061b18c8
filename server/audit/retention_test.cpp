// Retention: what may go, that the rest still verifies and proves, and that nothing else can hide
// behind a removal.
#include "audit/retention.hpp"

#include "audit/audit_fixture.hpp"

namespace bursar::audit {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr std::int64_t k_keep_ms = 400 * k_day_ms;

class RetentionTest : public TrailFixture {
 protected:
  std::vector<Finding> findings() { return verify_all(witness()).findings; }
  Result<std::optional<Removal>> remove(std::int64_t segments = 100) {
    auto taken = db().write(
        [&](storage::Tx& tx) { return remove_oldest(tx, call(), key_, k_keep_ms, segments); });
    number();
    return taken;
  }
  /// 600 entries sealed in steps that do not end with a segment; then `days` pass and 50 more come.
  void make_aged(std::int64_t days = 401) {
    write_many(600);
    while (sealed() < 600) seal(70);
    clock().advance_ms(days * k_day_ms);
    write_many(50);
    seal();
  }
  std::int64_t sealed() {
    return *db().read([](storage::Tx& tx) -> Result<std::int64_t> {
      const auto newest = newest_checkpoint(tx);
      return newest ? newest->checkpoint.size : 0;
    });
  }
  std::int64_t count(std::string_view sql) {
    return *db().read([&](storage::Tx& tx) -> Result<std::int64_t> {
      return *tx.one(sql, {}, [](const storage::Row& row) { return row.i64(0); });
    });
  }
  std::vector<AuditId> ids() {
    return *db().read([](storage::Tx& tx) -> Result<std::vector<AuditId>> {
      return tx.all("SELECT id FROM audit_entry WHERE seq IS NOT NULL ORDER BY seq", {},
                    [](const storage::Row& row) { return row.id<AuditId>(0); });
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, RetentionTest, both_dialects(), dialect_name);

// Protects U-07: whole segments go, their statement stays, and everything still verifies.
TEST_P(RetentionTest, RemovesWholeSegmentsAndStillVerifies) {
  make_aged();
  const auto taken = remove();
  ASSERT_TRUE(taken) << taken.error().message;
  ASSERT_TRUE(*taken);
  EXPECT_EQ((*taken)->first, 1);
  EXPECT_EQ((*taken)->last, 512);  // two segments of 256; the third is not full of old entries
  EXPECT_EQ(count("SELECT min(seq) FROM audit_entry"), 513);
  seal();
  const Verification report = verify_all(witness());
  EXPECT_TRUE(report.findings.empty()) << report.findings.front().detail;
  EXPECT_EQ(report.removed, 512);
  EXPECT_EQ(report.entries, 600 + 50 + 1 - 512);
  EXPECT_EQ(report.sealed, 651);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'remove_audit_entries'"), 1);
}

// Protects the proofs of what remains, and growth since a checkpoint inside of what went.
TEST_P(RetentionTest, ProofsOfTheRestHold) {
  make_aged();
  ASSERT_TRUE(remove());
  seal();
  for (const AuditId id : ids()) {
    const auto proof =
        db().read([&](storage::Tx& tx) { return prove_entry(tx, actor_.scope, id); });
    ASSERT_TRUE(proof) << proof.error().message;
    EXPECT_TRUE(proves_inclusion(leaf_hash(proof->leaf), proof->index, proof->state.checkpoint.size,
                                 proof->hashes, proof->state.checkpoint.root));
  }
  for (const std::int64_t from : {70, 140, 490, 560, 600}) {
    const auto growth = db().read([&](storage::Tx& tx) { return prove_growth(tx, from, 0); });
    ASSERT_TRUE(growth) << from << ": " << growth.error().message;
    EXPECT_TRUE(proves_consistency(from, growth->from.checkpoint.root, 651,
                                   growth->to.checkpoint.root, growth->hashes));
  }
}

// Protects a kept copy: an entry that was exported before its removal can still be proven.
TEST_P(RetentionTest, TheTreeStillKnowsWhatWent) {
  make_aged();
  const AuditId first = ids().front();
  const auto before =
      db().read([&](storage::Tx& tx) { return prove_entry(tx, actor_.scope, first); });
  ASSERT_TRUE(remove());
  seal();
  EXPECT_EQ(
      db().read([&](storage::Tx& tx) { return prove_entry(tx, actor_.scope, first); }).error().kind,
      ErrorKind::not_found);
  const auto growth = db().read(
      [&](storage::Tx& tx) { return prove_growth(tx, before->state.checkpoint.size, 0); });
  ASSERT_TRUE(growth);
  EXPECT_TRUE(proves_inclusion(leaf_hash(before->leaf), 0, before->state.checkpoint.size,
                               before->hashes, growth->from.checkpoint.root));
}

// Protects twelve months: not from the code, not from the database, not for a day less.
TEST_P(RetentionTest, NothingYoungerThanTwelveMonthsGoes) {
  make_aged(399);
  const auto taken = remove();
  ASSERT_TRUE(taken);
  EXPECT_FALSE(*taken);
  const auto shorter = db().read(
      [&](storage::Tx& tx) { return next_removal(tx, clock().now(), k_keep_least_ms - 1, 1); });
  EXPECT_EQ(shorter.error().code, "too_short");
  const auto refusal_of = [&](std::string_view sql, const storage::Params& params) -> std::string {
    try {
      (void)db().write([&](storage::Tx& tx) -> Result<void> {
        tx.exec(sql, params);
        return ok();
      });
    } catch (const storage::StorageError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_THAT(refusal_of("DELETE FROM audit_entry WHERE seq = 1", {}), HasSubstr("append-only"));
  const std::string_view stated =
      "INSERT INTO audit_removal (last_position, first_position, root, newest_at, removed_at, "
      "note) VALUES (256, 1, $1, $2, $3, '')";
  const storage::Blob root{std::string(32, 'r')};
  const std::int64_t now = clock().now().ms;
  EXPECT_THAT(refusal_of(stated, {root, now - k_keep_least_ms + 1, now}), HasSubstr("twelve"));
  EXPECT_EQ(refusal_of(stated, {root, now - k_keep_least_ms, now}), "");
}

// Protects against oneself: entries that do not match the tree are evidence and stay.
TEST_P(RetentionTest, EvidenceOfTamperingNeverGoes) {
  make_aged();
  forge({"UPDATE audit_entry SET reason = 'nothing to see' WHERE seq = 17"});
  const auto taken = remove();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "trail_broken");
  EXPECT_EQ(count("SELECT min(seq) FROM audit_entry"), 1);
}

// Protects a removal in steps, and one that takes the entry about an earlier one.
TEST_P(RetentionTest, GoesOnWhereItStopped) {
  make_aged();
  ASSERT_TRUE(*remove(1));
  ASSERT_TRUE(*remove(1));
  EXPECT_FALSE(*remove(1));
  write_many(600);
  seal();
  clock().advance_ms(401 * k_day_ms);
  write_many(5);
  seal();
  ASSERT_TRUE(*remove());
  seal();
  EXPECT_EQ(count("SELECT count(*) FROM audit_removal"), 3);
  const auto found = findings();
  EXPECT_TRUE(found.empty()) << found.front().detail;
}

// Protects what remains: a change on either side of the cut is found.
TEST_P(RetentionTest, ChangesAcrossTheCutAreFound) {
  make_aged();
  ASSERT_TRUE(remove());
  seal();
  forge({"UPDATE audit_entry SET reason = 'x' WHERE seq = 513"});
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("position 513 is not what"))));
  forge({"DELETE FROM audit_entry WHERE seq = 513"});
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("position 513 is missing"))));
}

// Protects the hashes of what went: they still have to lead to every checkpoint.
TEST_P(RetentionTest, ChangedHashesOfRemovedEntriesAreFound) {
  make_aged();
  ASSERT_TRUE(remove());
  seal();
  forge({"DELETE FROM audit_tile WHERE level = 0 AND position = 0"});
  EXPECT_THAT(findings(), Contains(Field(&Finding::check, "removal")));
  EXPECT_THAT(findings(), Contains(Field(&Finding::check, "checkpoint")));
}

class ForgedRemovalTest : public RetentionTest {
 protected:
  /// Somebody with the database's password takes 256 more entries and says it was retention.
  void widen(std::string_view statement) {
    make_aged();
    ASSERT_TRUE(*remove(1));
    seal();
    const std::string_view guards = db().dialect() == storage::Dialect::sqlite
                                        ? "DROP TRIGGER audit_removal_no_update"
                                        : "ALTER TABLE audit_removal DISABLE TRIGGER ALL";
    const std::string_view bounds =
        db().dialect() == storage::Dialect::sqlite ? "DROP TRIGGER audit_removal_bounds" : guards;
    forge({guards, bounds, statement, "DELETE FROM audit_entry WHERE seq > 256 AND seq <= 512"});
  }
};
INSTANTIATE_TEST_SUITE_P(Both, ForgedRemovalTest, both_dialects(), dialect_name);

TEST_P(ForgedRemovalTest, AWidenedStatementIsFound) {
  // Protects against a removal that claims more than was signed.
  widen("UPDATE audit_removal SET last_position = 512");
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("not what its statement"))));
}

TEST_P(ForgedRemovalTest, AnUnsignedStatementIsFound) {
  // Protects against a removal that nobody signed.
  widen(
      "INSERT INTO audit_removal SELECT 512, 257, root, newest_at, removed_at, note FROM "
      "audit_removal");
  EXPECT_THAT(findings(), Contains(Field(&Finding::check, "removal")));
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("257 to 512 are missing"))));
}

TEST_P(ForgedRemovalTest, ALostStatementIsFound) {
  // Protects against forgetting that something was removed at all.
  widen("UPDATE audit_removal SET note = ''");
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("1 to 512 are missing"))));
}

TEST_P(ForgedRemovalTest, ARemovalTheTrailDoesNotTellOfIsFound) {
  // Protects the trail itself: whoever holds the signing key still leaves an entry.
  make_aged();
  ASSERT_TRUE(*remove(1));
  forge({"DELETE FROM audit_entry WHERE action = 'remove_audit_entries'"});
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("is not told of"))));
}

}  // namespace
}  // namespace bursar::audit
