// Random books against a model: whatever is posted, repeated, reversed or refused, the ledger's
// balances equal the model's and verify() finds nothing.
#include <array>
#include <map>

#include "ledger/ledger_fixture.hpp"

namespace bursar::ledger {
namespace {

constexpr int k_steps = 1'000;

class PropertyTest : public LedgerTest {
 protected:
  void SetUp() override {
    LedgerTest::SetUp();
    for (const Currency currency : {k_eur, k_usd, Currency::of("JPY")}) {
      for (std::int64_t owner = 1; owner <= 3; ++owner) {
        const MerchantId merchant{owner << 20};
        accounts_.push_back(merchant_account(Bucket::merchant_pending, merchant, currency));
        accounts_.push_back(merchant_account(Bucket::merchant_available, merchant, currency));
        accounts_.push_back(merchant_account(Bucket::merchant_receivable, merchant, currency));
        accounts_.push_back(
            provider_account(Bucket::provider_receivable, ProviderAccountId{owner}, currency));
      }
      accounts_.push_back(own_account(Bucket::fee_processing, currency));
      accounts_.push_back(own_account(Bucket::cost_scheme, currency));
    }
  }

  std::uint64_t draw(std::uint64_t bound) { return stream_.below(bound); }
  const AccountKey& any_account(Currency currency) {
    for (;;) {
      const AccountKey& account = accounts_[draw(accounts_.size())];
      if (account.currency == currency) return account;
    }
  }

  // 2 to 16 lines, balanced in each of up to two currencies.
  std::vector<Line> random_lines() {
    std::vector<Line> lines;
    for (std::uint64_t part = 1 + draw(2); part > 0; --part) {
      const Currency currency = any_currency();
      std::int64_t sum = 0;
      for (std::uint64_t i = 1 + draw(6); i > 0; --i) {
        const auto amount = static_cast<std::int64_t>(1 + draw(draw(4) == 0 ? 100'000 : 300));
        lines.push_back({any_account(currency), Side::credit, amount});
        sum += amount;
      }
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(draw(lines.size())),
                   {any_account(currency), Side::debit, sum});
    }
    return lines;
  }
  Currency any_currency() { return accounts_[draw(accounts_.size())].currency; }

  // The model: balances by account on the normal side; true when the floors allow the posting.
  bool apply_to_model(const std::vector<Line>& lines) {
    auto after = model_;
    for (const Line& line : lines)
      after[line.account] +=
          normal_side(line.account.bucket) == line.side ? line.amount_minor : -line.amount_minor;
    for (const Line& line : lines)
      if (is_floored(line.account.bucket) && after[line.account] < 0) return false;
    model_ = std::move(after);
    return true;
  }

  void step(std::int64_t number) {
    const std::uint64_t choice = draw(10);
    if (choice == 0 && !posted_.empty()) {
      const Posting& again = posted_[draw(posted_.size())];
      EXPECT_TRUE(post(again).has_value()) << "a repeat is never refused";
      return;
    }
    if (choice == 1 && !posted_.empty()) return reverse_one(draw(posted_.size()));
    const Posting fresh = posting("random", number, random_lines());
    const auto id = post(fresh);
    EXPECT_EQ(id.has_value(), apply_to_model(fresh.lines)) << "step " << number;
    if (!id) return;
    posted_.push_back(fresh);
    ids_of_posted_.push_back(*id);
  }

  void reverse_one(std::size_t index) {
    if (reversed_.contains(index)) return;
    std::vector<Line> mirror = posted_[index].lines;
    for (Line& line : mirror) line.side = line.side == Side::debit ? Side::credit : Side::debit;
    const auto reversal = db().write(
        [&](storage::Tx& tx) { return reverse(tx, call(), ids_of_posted_[index], "random"); });
    EXPECT_EQ(reversal.has_value(), apply_to_model(mirror));
    if (reversal) reversed_[index] = *reversal;
  }

  SeededRandom stream_{0};
  std::vector<AccountKey> accounts_;
  std::map<AccountKey, std::int64_t> model_;
  std::vector<Posting> posted_;
  std::vector<LedgerTxId> ids_of_posted_;
  std::map<std::size_t, LedgerTxId> reversed_;
};
INSTANTIATE_TEST_SUITE_P(Both, PropertyTest, both_dialects(), dialect_name);

TEST_P(PropertyTest, random_books_equal_the_model) {
  // Protects: no sequence of postings, repeats and reversals makes balances and lines disagree.
  const std::uint64_t seed = 20'260'731;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  stream_ = SeededRandom(seed);
  for (std::int64_t number = 1; number <= k_steps; ++number) {
    clock().advance_ms(static_cast<std::int64_t>(draw(3'600'000)));
    step(number);
  }
  ASSERT_GT(posted_.size(), 50U);
  ASSERT_GT(reversed_.size(), 5U);
  for (const auto& [account, minor] : model_)
    EXPECT_EQ(balance(account), minor) << journal_account(account);
  std::string found = findings();
  // Nothing was scheduled to mature here, so every pending balance is rightly reported.
  for (std::size_t at = 0; (at = found.find("maturity: ")) != std::string::npos;)
    found.erase(at, found.find('\n', at) - at + 1);
  EXPECT_EQ(found, "");
  const auto trial = db().read([](storage::Tx& tx) { return trial_balance(tx); });
  ASSERT_EQ(trial.size(), 3U);
  for (const TrialBalance& row : trial) EXPECT_EQ(row.debit_minor, row.credit_minor);
  const Program check = run_hledger(journal(), "check --strict");
  EXPECT_EQ(check.status, 0) << check.output;
}

}  // namespace
}  // namespace bursar::ledger
