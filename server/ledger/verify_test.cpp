// verify() against seeded corruption of every kind, and the journal against hledger.
#include "ledger/ledger_fixture.hpp"

namespace bursar::ledger {
namespace {

struct Corruption {
  const char* name;
  std::vector<const char*> sql;
  const char* check;        ///< what verify() must report
  bool in_journal = false;  ///< hledger must refuse the exported journal, too
};

const std::vector<Corruption>& corruptions() {
  static const std::vector<Corruption> k_all{
      {"changed amount",
       {"UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE side = 1"},
       "transaction_balance",
       true},
      {"both sides changed alike",
       {"UPDATE ledger_entry SET amount_minor = amount_minor + 1"},
       "account_total",
       true},
      {"turned side",
       {"UPDATE ledger_entry SET side = 1 WHERE side = 2"},
       "transaction_balance",
       true},
      {"lost line", {"DELETE FROM ledger_entry WHERE line = 2"}, "transaction_lines", true},
      {"renumbered lines", {"UPDATE ledger_entry SET line = line + 4"}, "transaction_lines"},
      {"lost lines", {"DELETE FROM ledger_entry"}, "transaction_lines", true},
      {"lost header", {"DELETE FROM ledger_tx WHERE kind = 'top_up'"}, "orphan_entry", true},
      {"moved line",
       {"UPDATE ledger_entry SET account_id = (SELECT min(id) FROM ledger_account) WHERE line = 2"},
       "account_total",
       true},
      {"line on no account",
       {"UPDATE ledger_entry SET account_id = 5 WHERE line = 2"},
       "orphan_entry",
       true},
      {"false running balance",
       {"UPDATE ledger_entry SET balance_after_minor = balance_after_minor + 1 WHERE line = 1"},
       "running_balance"},
      {"gap in the sequence",
       {"UPDATE ledger_entry SET account_seq = account_seq + 1 WHERE line = 1"},
       "running_balance"},
      {"false total",
       {"UPDATE ledger_account SET debit_posted_minor = debit_posted_minor + 1, balance_minor = "
        "balance_minor + 1 WHERE type = 1"},
       "account_total",
       true},
      {"false totals of a pair",
       {"UPDATE ledger_account SET debit_posted_minor = debit_posted_minor + 1, "
        "credit_posted_minor = credit_posted_minor + 1"},
       "account_total"},
      {"lopsided totals",
       {"UPDATE ledger_account SET credit_posted_minor = credit_posted_minor + 1, balance_minor = "
        "balance_minor + 1 WHERE bucket = 11"},
       "trial_balance",
       true},
      {"forgotten entries", {"UPDATE ledger_account SET entry_count = 0"}, "account_total"},
      {"raised floor",
       {"UPDATE ledger_account SET floor_minor = balance_minor + 1 WHERE bucket = 11"},
       "floor"},
      {"repeated uid", {"UPDATE ledger_tx SET uid = 'same'"}, "uid"},
      {"false link",
       {"UPDATE ledger_tx SET reverses_id = (SELECT min(id) FROM ledger_tx) WHERE kind = "
        "'refund_reserved'"},
       "reversal"},
      {"link to nothing",
       {"UPDATE ledger_tx SET reverses_id = 5 WHERE kind = 'refund_reserved'"},
       "reversal"},
      {"changed hold", {"UPDATE hold SET amount_minor = amount_minor + 1"}, "hold"},
      {"lost hold", {"DELETE FROM hold"}, "hold"},
      {"resolved hold", {"UPDATE hold SET state = 3, resolved_at = 1"}, "hold"},
      {"changed schedule",
       {"UPDATE pending_maturity SET amount_minor = amount_minor - 1"},
       "maturity"},
      {"lost schedule", {"DELETE FROM pending_maturity"}, "maturity"},
      {"matured by hand", {"UPDATE pending_maturity SET matured_at = 1"}, "maturity"},
  };
  return k_all;
}

class VerifyTest : public LedgerTest {
 protected:
  // Takes away what the database itself would refuse with, so that the corruption can happen.
  void disarm() {
    const bool sqlite = GetParam() == storage::Dialect::sqlite;
    const std::vector<const char*> sql =
        sqlite ? std::vector<const char*>{"PRAGMA ignore_check_constraints = on",
                                          "DROP INDEX ledger_tx_uid",
                                          "DROP TRIGGER ledger_tx_no_update",
                                          "DROP TRIGGER ledger_tx_no_delete",
                                          "DROP TRIGGER ledger_entry_no_update",
                                          "DROP TRIGGER ledger_entry_no_delete"}
               : std::vector<const char*>{
                     "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_floor",
                     "DROP INDEX ledger_tx_uid", "DROP TRIGGER ledger_tx_append_only ON ledger_tx",
                     "DROP TRIGGER ledger_entry_append_only ON ledger_entry"};
    run(sql);
  }
  void run(const std::vector<const char*>& statements) {
    const auto done = db().write([&](storage::Tx& tx) -> Result<void> {
      for (const char* sql : statements) tx.exec(sql);
      return ok();
    });
    ASSERT_TRUE(done.has_value());
  }
  // Books with every kind of row: available, in transit with a hold, pending with a schedule.
  void fill() {
    must_post(top_up(1, 1'000));
    const auto done = db().write([&](storage::Tx& tx) -> Result<void> {
      const auto reserved =
          ledger::post(tx, call(),
                       posting("refund_reserved", 2,
                               move(available(), merchants(Bucket::refund_in_transit), 300)));
      const auto sold = ledger::post(tx, call(),
                                     posting("sale", 3,
                                             move(provider(Bucket::provider_receivable),
                                                  merchants(Bucket::merchant_pending), 50)));
      if (!reserved || !sold) return refused("setup", "the books could not be filled");
      open_hold(tx, call(), {available(), 300, "refund", "operation", 2});
      schedule_maturity(tx, call(), merchant_, company_, {50, k_eur}, 3, clock().now());
      return ok();
    });
    ASSERT_TRUE(done.has_value());
  }
  void renew() {
    TearDown();
    SetUp();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, VerifyTest, both_dialects(), dialect_name);

TEST_P(VerifyTest, finds_every_kind_of_corruption) {
  // Protects: no way of damaging the books stays unseen, and sound books raise no alarm. What shows
  // in lines or balances is refused by hledger as well.
  for (const Corruption& corruption : corruptions()) {
    SCOPED_TRACE(corruption.name);
    renew();
    fill();
    ASSERT_EQ(findings(), "");
    disarm();
    run(corruption.sql);
    EXPECT_NE(findings().find(std::string(corruption.check) + ": "), std::string::npos)
        << findings();
    if (corruption.in_journal) {
      EXPECT_EQ(run_hledger(journal(), "check").status, 1);
    }
  }
}

TEST_P(VerifyTest, journal_passes_hledger_and_a_wrong_cent_does_not) {
  // Protects: the exported books are accepted by an independent program, which would notice one
  // cent.
  fill();
  const std::string sound = journal();
  const Program accepted = run_hledger(sound, "check --strict");
  ASSERT_EQ(accepted.status, 0) << accepted.output << sound;
  for (const char* amount : {"10.00 EUR\n", "-3.00 EUR\n", "= -7.00 EUR"}) {
    std::string corrupt = sound;
    const std::size_t at = corrupt.find(amount);
    ASSERT_NE(at, std::string::npos) << amount << sound;
    const std::size_t digit = corrupt.find(".00", at) + 2;
    corrupt[digit] = '1';
    const Program refused_run = run_hledger(corrupt, "check");
    EXPECT_EQ(refused_run.status, 1) << amount << refused_run.output;
  }
}

TEST_P(VerifyTest, journal_keeps_every_exponent_and_any_note) {
  // Protects: 0, 3 and 8 digits mean the same to hledger as to us, and no note can break the
  // syntax.
  std::int64_t subject = 0;
  for (const char* code : {"JPY", "KWD", "BTC", "CLF"}) {
    Posting made = top_up(++subject, 1'234'567, Currency::of(code));
    made.note = "first; line | (second)\n    assets:bank_client  1.00 EUR, tag:x = 5";
    made.effective_at = clock().now().plus_ms(-3 * k_day_ms);
    must_post(made);
  }
  const std::string text = journal();
  const Program check = run_hledger(text, "check --strict");
  EXPECT_EQ(check.status, 0) << check.output << text;
  const Program balances = run_hledger(text, "balance assets:bank_client -N --flat");
  for (const char* amount : {"1234567 JPY", "1234.567 KWD", "0.01234567 BTC", "123.4567 CLF"})
    EXPECT_NE((balances.output + "\n").find(amount), std::string::npos)
        << amount << balances.output;
  EXPECT_NE(text.find("2023-11-14=2023-11-11 (lt_"), std::string::npos) << text;
  EXPECT_EQ(run_hledger(text, "tags").output, "kind\nnote\nuid\n") << text;
}

TEST_P(VerifyTest, empty_books_are_sound) {
  // Protects: a fresh installation verifies and exports.
  EXPECT_EQ(findings(), "");
  EXPECT_EQ(run_hledger(journal(), "check --strict").status, 0);
  EXPECT_TRUE(db().read([](storage::Tx& tx) { return trial_balance(tx); }).empty());
}

}  // namespace
}  // namespace bursar::ledger
