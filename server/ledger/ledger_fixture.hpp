// What the ledger's tests share: a database with its tables, short postings, and hledger as the
// independent judge of an exported journal.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ledger/ledger.hpp"
#include "testing/testing.hpp"

namespace bursar::ledger {

inline const Currency k_eur = Currency::of("EUR");
inline const Currency k_usd = Currency::of("USD");

struct Program {
  int status = -1;  ///< exit status; 127 when the program is not installed
  std::string output;
};

inline Program run_program(const std::string& command) {
  Program run;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return run;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) run.output += static_cast<char>(c);
  const int ended = ::pclose(pipe);
  if (WIFEXITED(ended)) run.status = WEXITSTATUS(ended);
  return run;
}

/// Runs `hledger -f JOURNAL arguments`. Without hledger the status is 127, and a test that expects
/// success fails.
inline Program run_hledger(const std::string& journal, const std::string& arguments) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("bursar-journal-" + std::to_string(::getpid()) + ".journal");
  std::ofstream(path, std::ios::binary) << journal;
  Program run = run_program("LC_ALL=C.UTF-8 hledger -f '" + path.string() + "' " + arguments);
  std::filesystem::remove(path);
  return run;
}

class LedgerTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override { return ledger::migrations(); }

  Call call() { return {actor_, clock().now(), ids(), random()}; }
  const Scope& everything() const { return actor_.scope; }

  AccountKey available(Currency currency = k_eur) const {
    return merchant_account(Bucket::merchant_available, merchant_, currency);
  }
  AccountKey merchants(Bucket bucket, Currency currency = k_eur) const {
    return merchant_account(bucket, merchant_, currency);
  }
  AccountKey provider(Bucket bucket, Currency currency = k_eur) const {
    return provider_account(bucket, provider_, currency);
  }

  /// A posting about subject `subject_key` of this fixture's merchant.
  Posting posting(std::string kind, std::int64_t subject_key, std::vector<Line> lines) {
    Posting made;
    made.kind = std::move(kind);
    made.subject_kind = "operation";
    made.subject_key = subject_key;
    made.company = company_;
    made.merchant = merchant_;
    made.effective_at = clock().now();
    made.lines = std::move(lines);
    return made;
  }
  static std::vector<Line> move(const AccountKey& debit, const AccountKey& credit,
                                std::int64_t minor) {
    return {{debit, Side::debit, minor}, {credit, Side::credit, minor}};
  }
  /// Gives the merchant available money, as a top-up does.
  Posting top_up(std::int64_t subject_key, std::int64_t minor, Currency currency = k_eur) {
    return posting("top_up", subject_key,
                   move(own_account(Bucket::bank_client, currency), available(currency), minor));
  }

  Result<LedgerTxId> post(const Posting& what) {
    return db().write([&](storage::Tx& tx) { return ledger::post(tx, call(), what); });
  }
  LedgerTxId must_post(const Posting& what) {
    const auto id = post(what);
    EXPECT_TRUE(id.has_value()) << (id ? "" : id.error().message);
    return id ? *id : LedgerTxId{};
  }
  std::int64_t balance(const AccountKey& account) {
    return db().read([&](storage::Tx& tx) { return ledger::balance(tx, account); });
  }
  std::int64_t count(const std::string& table) {
    return db().read([&](storage::Tx& tx) {
      return *tx.one("SELECT count(*) FROM " + table, {},
                     [](const storage::Row& row) { return row.i64(0); });
    });
  }
  /// Everything verify() found, one line each; empty when the books are sound.
  std::string findings() {
    std::string text;
    db().read([&](storage::Tx& tx) {
      for (const Finding& finding : verify(tx))
        text += finding.check + ": " + finding.detail + "\n";
      return true;
    });
    return text;
  }
  std::string journal() {
    std::string text;
    db().read([&](storage::Tx& tx) {
      export_journal(tx, [&](std::string_view chunk) { text += chunk; });
      return true;
    });
    return text;
  }

  const CompanyId company_{1'001 << 20};
  const MerchantId merchant_{1'002 << 20};
  const ProviderAccountId provider_{1'003 << 20};

 private:
  Actor actor_ = [] {
    Actor actor;
    actor.name = "test";
    actor.scope = ScopeIssuer::installation();
    return actor;
  }();
};

}  // namespace bursar::ledger
