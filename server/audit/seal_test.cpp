// Growing of the tree, proofs out of the database, and what verification says of forged rows.
#include <boost/json.hpp>

#include "audit/audit_fixture.hpp"

namespace bursar::audit {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

class SealTest : public TrailFixture {
 protected:
  std::vector<Finding> findings() { return verify_all(witness()).findings; }
};
INSTANTIATE_TEST_SUITE_P(Both, SealTest, both_dialects(), dialect_name);

// Protects the whole chain: entries are sealed in order, in steps, and everything verifies.
TEST_P(SealTest, GrowsInStepsAndVerifies) {
  write_many(700);
  seal(300);
  seal(300);
  seal(300);
  seal(300);  // nothing left: no further checkpoint
  const Verification report = verify_all(witness());
  EXPECT_TRUE(report.findings.empty()) << report.findings.front().detail;
  EXPECT_EQ(report.entries, 700);
  EXPECT_EQ(report.sealed, 700);
  EXPECT_EQ(report.checkpoints, 3);
  EXPECT_EQ(report.external_checkpoints, 3);
}

// Protects against two processes sealing the same entries twice.
TEST_P(SealTest, TheSlowerOfTwoProcessesAddsNothing) {
  write_many(10);
  const auto growth = db().read([&](storage::Tx& tx) { return read_growth(tx, 1'000); });
  seal();
  const auto late =
      db().write([&](storage::Tx& tx) { return grow(tx, key_, *growth, clock().now()); });
  ASSERT_TRUE(late);
  EXPECT_FALSE(*late);
  EXPECT_TRUE(findings().empty());
}

// Protects entries that have no position yet: they wait, and nothing is missing afterwards.
TEST_P(SealTest, SealsOnlyWhatHasAPosition) {
  write_many(5);
  write({.action = "sign_in"});
  seal();
  number();
  seal();
  EXPECT_EQ(verify_all(witness()).sealed, 6);
  EXPECT_TRUE(findings().empty());
}

// Protects the proofs handed out: each holds against the newest checkpoint; a scope still counts.
TEST_P(SealTest, ProvesEntriesAndGrowth) {
  write_many(300);
  seal(100);
  seal(1'000);
  const AuditId young = write({.action = "sign_in"});
  const auto rows = *db().read([&](storage::Tx& tx) -> Result<std::vector<StoredEntry>> {
    return list(tx, actor_.scope, {}, 400);
  });
  for (const StoredEntry& row : rows) {
    const auto proof =
        db().read([&](storage::Tx& tx) { return prove_entry(tx, actor_.scope, row.id); });
    if (row.id == young) {
      ASSERT_FALSE(proof);
      EXPECT_EQ(proof.error().code, "not_sealed_yet");
      continue;
    }
    ASSERT_TRUE(proof) << proof.error().message;
    const Checkpoint& checkpoint = proof->state.checkpoint;
    ASSERT_TRUE(proves_inclusion(leaf_hash(proof->leaf), proof->index, checkpoint.size,
                                 proof->hashes, checkpoint.root));
    const auto leaf = boost::json::parse(proof->leaf).as_object();
    EXPECT_EQ(leaf.at("subject_id").as_string(), row.entry.subject_id);
    EXPECT_EQ(leaf.at("outcome").as_string(), "ok");
  }
  const auto hidden = db().read([&](storage::Tx& tx) {
    return prove_entry(tx, ScopeIssuer::of({}, {MerchantId{9}}), rows.back().id);
  });
  EXPECT_EQ(hidden.error().kind, ErrorKind::not_found);
  const auto growth = db().read([&](storage::Tx& tx) { return prove_growth(tx, 100, 0); });
  ASSERT_TRUE(growth) << growth.error().message;
  EXPECT_EQ(growth->to.checkpoint.size, 300);
  EXPECT_TRUE(proves_consistency(100, growth->from.checkpoint.root, 300, growth->to.checkpoint.root,
                                 growth->hashes));
}

// Protects what an operator reads: the very entry is named.
TEST_P(SealTest, NamesTheChangedEntry) {
  write_many(50);
  seal();
  forge({"UPDATE audit_entry SET reason = 'nothing to see' WHERE seq = 17"});
  const auto found = findings();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].check, "entry");
  EXPECT_THAT(found[0].detail, HasSubstr("at position 17 is not what was sealed"));
  EXPECT_EQ(found[1].check, "checkpoint");
}

// Protects against a removed entry, also when the positions after it are closed up.
TEST_P(SealTest, NamesWhereEntriesAreMissing) {
  write_many(50);
  seal();
  forge({"DELETE FROM audit_entry WHERE seq = 20"});
  EXPECT_THAT(findings(),
              Contains(Field(&Finding::detail, HasSubstr("the entry at position 20 is missing"))));
  forge({"UPDATE audit_entry SET seq = -seq WHERE seq > 20",
         "UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0"});
  const auto found = findings();
  EXPECT_THAT(found, Contains(Field(&Finding::detail, HasSubstr("position 20 to position 49"))));
  EXPECT_THAT(found, Contains(Field(&Finding::detail, HasSubstr("position 50 on are missing"))));
}

// Protects U-04: whoever rewrites entries, tree and checkpoints still meets the external file.
TEST_P(SealTest, ARewrittenDatabaseMeetsTheExternalFile) {
  write_many(50);
  seal(30);
  seal();
  forge({"UPDATE audit_entry SET outcome = 1, reason = 'forged' WHERE seq = 40",
         "DELETE FROM audit_tile", "DELETE FROM audit_checkpoint"});
  const std::string external = external_;
  seal(30);
  seal();
  external_ = external;
  EXPECT_TRUE(verify_all({{key_.verifier()}, std::nullopt}).findings.empty());
  const auto found = findings();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].check, "external");
  EXPECT_THAT(found[0].detail, HasSubstr("positions 31 to 50"));
}

// Protects against forgetting: a database cut short is behind its external file.
TEST_P(SealTest, ATruncatedDatabaseIsBehindItsExternalFile) {
  write_many(50);
  seal(30);
  seal();
  forge({"DELETE FROM audit_entry WHERE seq > 30",
         "DELETE FROM audit_checkpoint WHERE tree_size > 30", "DELETE FROM audit_tile"});
  const auto found = findings();
  EXPECT_THAT(found, Contains(Field(&Finding::check, "external")));
  EXPECT_THAT(found, Contains(Field(&Finding::detail, HasSubstr("position 31 on are missing"))));
}

// Protects checkpoints themselves: another key, another number, another note.
TEST_P(SealTest, ForgedCheckpointsAreFindings) {
  write_many(20);
  seal();
  SeededRandom other_random(5);
  const SigningKey other = SigningKey::make(other_random);
  const std::string honest = external_;
  external_ += make_checkpoint(other, 20, sha256("x")).note + "\n";
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("unknown key"))));
  external_ = honest + make_checkpoint(key_, 20, sha256("x")).note + "\n";
  EXPECT_THAT(findings(), Contains(Field(&Finding::check, "external")));
  external_ = honest;
  forge({"UPDATE audit_checkpoint SET tree_size = 19"});
  EXPECT_THAT(findings(), Contains(Field(&Finding::detail, HasSubstr("not what its note says"))));
}

// Protects the tree: damage there is told apart from damage to entries, and nothing grows on it.
TEST_P(SealTest, ADamagedTreeIsNamedAndNotBuiltUpon) {
  write_many(20);
  seal();
  forge({"DELETE FROM audit_tile"});
  EXPECT_THAT(findings(), Contains(Field(&Finding::check, "tree")));
  write_many(5);
  const auto growth = db().read([&](storage::Tx& tx) { return read_growth(tx, 1'000); });
  ASSERT_FALSE(growth);
  EXPECT_EQ(growth.error().code, "trail_broken");
}

}  // namespace
}  // namespace bursar::audit
