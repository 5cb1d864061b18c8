// What the tests of the trail share: a database, people, entries, a key that seals them.
#pragma once

#include "audit/seal.hpp"
#include "audit/verify.hpp"
#include "testing/testing.hpp"

namespace bursar::audit {

class TrailFixture : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override { return audit::migrations(); }
  void SetUp() override {
    DbTest::SetUp();
    actor_.kind = ActorKind::user;
    actor_.key = 11;
    actor_.name = "ada@bursar.example";
    actor_.ip = "192.0.2.1";
    actor_.scope = ScopeIssuer::installation();
  }

  Call call() { return Call{actor_, clock().now(), ids(), random()}; }

  AuditId write(const Entry& entry) {
    clock().advance_ms(1);
    const auto id = db().write(
        [&](storage::Tx& tx) -> Result<AuditId> { return audit::record(tx, call(), entry); });
    return *id;
  }
  /// Entries about merchants 1 to 3, and gives them positions.
  void write_many(int count) {
    (void)db().write([&](storage::Tx& tx) -> Result<void> {
      for (int i = 0; i < count; ++i) {
        clock().advance_ms(1);
        Entry entry;
        entry.action = i % 5 == 0 ? "create_refund" : "create_sale";
        entry.subject_kind = "payment";
        entry.subject_id = PaymentId{1'000 + i}.text();
        entry.company = CompanyId{1};
        entry.merchant = MerchantId{1 + i % 3};
        entry.before = i % 2 == 0 ? "" : R"({"lifecycle":"created"})";
        entry.after = R"({"lifecycle":"captured","n":)" + std::to_string(i) + "}";
        audit::record(tx, call(), entry);
      }
      return ok();
    });
    number();
  }
  void number() {
    (void)db().write([](storage::Tx& tx) -> Result<void> {
      assign_sequence(tx);
      return ok();
    });
  }
  /// Seals up to `limit` entries; the checkpoint's note also goes into the external file.
  void seal(std::int64_t limit = 1'000) {
    const auto growth = db().read([&](storage::Tx& tx) { return read_growth(tx, limit); });
    ASSERT_TRUE(growth) << growth.error().message;
    const auto grown =
        db().write([&](storage::Tx& tx) { return grow(tx, key_, *growth, clock().now()); });
    ASSERT_TRUE(grown) << grown.error().message;
    if (*grown) external_ += (*grown)->note + "\n";
  }
  Witness witness() const { return {{key_.verifier()}, split_notes(external_)}; }
  Verification verify_all(const Witness& witness) {
    return *db().read([&](storage::Tx& tx) -> Result<Verification> { return verify(tx, witness); });
  }
  /// Runs statements as somebody with the database's password would.
  void forge(std::initializer_list<std::string_view> statements) {
    const auto done = db().write([&](storage::Tx& tx) -> Result<void> {
      if (tx.dialect() == storage::Dialect::sqlite) {
        tx.exec("DROP TRIGGER IF EXISTS audit_entry_no_update");
        tx.exec("DROP TRIGGER IF EXISTS audit_entry_no_delete");
      } else {
        tx.exec("ALTER TABLE audit_entry DISABLE TRIGGER ALL");
      }
      for (const std::string_view statement : statements) tx.exec(statement);
      return ok();
    });
    ASSERT_TRUE(done);
  }

  Actor actor_;
  SeededRandom key_random_{99};
  SigningKey key_ = SigningKey::make(key_random_);
  std::string external_;
};

}  // namespace bursar::audit
