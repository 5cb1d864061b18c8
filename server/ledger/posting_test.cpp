// Posting on both databases: balance, floors, once-only uids, reversal, immutability.
#include <algorithm>
#include <atomic>
#include <barrier>
#include <set>
#include <thread>

#include "ledger/ledger_fixture.hpp"

namespace bursar::ledger {
namespace {

class PostingTest : public LedgerTest {
 protected:
  /// Runs `body(i)` on `count` threads that start together.
  template <class F>
  static void in_parallel(int count, F body) {
    std::barrier start(count);
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        body(i);
      });
    for (std::thread& thread : threads) thread.join();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, PostingTest, both_dialects(), dialect_name);

TEST_P(PostingTest, lines_carry_the_running_balance) {
  // Protects: every line is an entry with the balance as it stood after that very line, although
  // one posting changes each account once.
  const AccountKey pending = merchants(Bucket::merchant_pending);
  Posting sale = posting("sale", 1, {});
  sale.payment = PaymentId{77 << 20};
  sale.lines = {{provider(Bucket::provider_receivable), Side::debit, 10'000},
                {pending, Side::credit, 10'000},
                {pending, Side::debit, 165},
                {own_account(Bucket::fee_processing, k_eur), Side::credit, 165},
                {pending, Side::debit, 1'000},
                {merchants(Bucket::merchant_reserve), Side::credit, 1'000}};
  must_post(sale);
  const auto entries = db().read(
      [&](storage::Tx& tx) { return entries_of_payment(tx, everything(), sale.payment); });
  ASSERT_EQ(entries.size(), 6U);
  std::vector<std::int64_t> after;
  for (const EntryView& entry : entries) after.push_back(entry.balance_after_minor);
  EXPECT_EQ(after, (std::vector<std::int64_t>{10'000, 10'000, 9'835, 165, 8'835, 1'000}));
  EXPECT_EQ(balance(pending), 8'835);
  EXPECT_EQ(entries[2].line, 3);
  EXPECT_EQ(entries[2].bucket, Bucket::merchant_pending);
  EXPECT_EQ(entries[2].side, Side::debit);
}

TEST_P(PostingTest, unsound_postings_are_bugs) {
  // Protects: nothing unbalanced, empty, one-sided or oversized enters the books, in any currency.
  const AccountKey bank = own_account(Bucket::bank_client, k_eur);
  const AccountKey bank_usd = own_account(Bucket::bank_client, k_usd);
  std::vector<std::vector<Line>> unsound{
      {},
      {{bank, Side::debit, 1}},
      {{bank, Side::debit, 2}, {available(), Side::credit, 1}},
      {{bank, Side::debit, 0}, {available(), Side::credit, 0}},
      {{bank, Side::debit, -5}, {available(), Side::credit, -5}},
      {{bank_usd, Side::debit, 5}, {available(), Side::credit, 5}},
      std::vector<Line>(17, {bank, Side::debit, 1}),
  };
  unsound.push_back({});
  for (int i = 0; i < 9; ++i) {
    unsound.back().push_back({bank, Side::debit, 1});
    unsound.back().push_back({available(), Side::credit, 1});
  }
  for (const auto& lines : unsound) EXPECT_THROW(post(posting("bad", 1, lines)), Bug);
  EXPECT_EQ(count("ledger_tx"), 0);
  EXPECT_EQ(count("ledger_account"), 0);
}

TEST_P(PostingTest, floor_refuses_and_names_what_is_left) {
  // Protects: money that is not there cannot go out, the refusal says what would fit, and it leaves
  // no trace even when the caller goes on and commits.
  must_post(top_up(1, 1'000));
  const Posting too_much =
      posting("payout_reserved", 2, move(available(), merchants(Bucket::payout_in_transit), 1'001));
  Error error;
  const auto committed = db().write([&](storage::Tx& tx) -> Result<void> {
    const auto refusal = ledger::post(tx, call(), too_much);
    EXPECT_FALSE(refusal.has_value());
    error = refusal.error();
    return ok();
  });
  ASSERT_TRUE(committed.has_value());
  EXPECT_EQ(error.code, "insufficient_balance");
  EXPECT_EQ(error.kind, ErrorKind::refused);
  const std::vector<std::pair<std::string, std::string>> details{
      {"account", "merchant_available"}, {"available_minor", "1000"}, {"currency", "EUR"}};
  EXPECT_EQ(error.details, details);
  EXPECT_EQ(balance(available()), 1'000);
  EXPECT_EQ(count("ledger_tx"), 1);
  EXPECT_EQ(count("ledger_account"), 2);
  EXPECT_EQ(findings(), "");
  must_post(posting("payout_reserved", 3,
                    move(available(), merchants(Bucket::payout_in_transit), 1'000)));
  EXPECT_EQ(balance(available()), 0);
}

TEST_P(PostingTest, never_used_account_has_its_floor) {
  // Protects: the floor holds from the first posting on, without leaving an account behind, and
  // accounts without one may go negative.
  const auto committed = db().write([&](storage::Tx& tx) -> Result<void> {
    const auto early =
        posting("payout", 1, move(available(), own_account(Bucket::bank_client, k_eur), 1));
    EXPECT_EQ(ledger::post(tx, call(), early).error().code, "insufficient_balance");
    return ok();
  });
  ASSERT_TRUE(committed.has_value());
  EXPECT_EQ(count("ledger_account"), 0);
  must_post(posting(
      "cost", 2,
      move(own_account(Bucket::cost_payout, k_eur), own_account(Bucket::bank_own, k_eur), 8)));
  EXPECT_EQ(balance(own_account(Bucket::bank_own, k_eur)), -8);
}

TEST_P(PostingTest, floor_can_be_lowered_and_not_cut_through) {
  // Protects: an overdraft is exactly as large as agreed, and taking it back cannot leave an
  // account below its floor.
  const AccountKey bank = own_account(Bucket::bank_client, k_eur);
  const auto set = [&](std::int64_t below) {
    return db().write([&](storage::Tx& tx) { return set_floor(tx, call(), available(), below); });
  };
  ASSERT_TRUE(set(500).has_value());
  EXPECT_FALSE(post(posting("payout", 1, move(available(), bank, 501))).has_value());
  must_post(posting("payout", 2, move(available(), bank, 500)));
  EXPECT_EQ(balance(available()), -500);
  EXPECT_EQ(set(499).error().code, "below_floor");
  must_post(top_up(3, 500));
  EXPECT_TRUE(set(0).has_value());
  EXPECT_FALSE(post(posting("payout", 4, move(available(), bank, 1))).has_value());
}

TEST_P(PostingTest, parallel_posts_spend_what_is_there_and_no_more) {
  // Protects: of 64 simultaneous payouts of 1.00 from 10.00, exactly ten succeed (reserve-first).
  must_post(top_up(0, 1'000));
  std::atomic<int> succeeded{0};
  in_parallel(64, [&](int i) {
    if (post(posting("payout_reserved", 100 + i,
                     move(available(), merchants(Bucket::payout_in_transit), 100))))
      ++succeeded;
  });
  EXPECT_EQ(succeeded, 10);
  EXPECT_EQ(balance(available()), 0);
  EXPECT_EQ(balance(merchants(Bucket::payout_in_transit)), 1'000);
  EXPECT_EQ(count("ledger_tx"), 11);
}

TEST_P(PostingTest, parallel_posts_on_many_accounts_keep_every_cent) {
  // Protects: postings that touch the same accounts in different orders, creating them on the way,
  // neither lose an update nor give a wrong running balance.
  in_parallel(32, [&](int i) {
    std::vector<Line> lines = move(own_account(Bucket::bank_client, k_eur), available(), 100);
    const auto more =
        move(own_account(Bucket::bank_own, k_usd), own_account(Bucket::own_funds, k_usd), 7);
    lines.insert(i % 2 == 0 ? lines.begin() : lines.end(), more.begin(), more.end());
    if (i % 2 == 0) std::reverse(lines.begin(), lines.end());
    must_post(posting("mixed", i, lines));
  });
  EXPECT_EQ(balance(available()), 3'200);
  EXPECT_EQ(balance(own_account(Bucket::own_funds, k_usd)), 224);
  EXPECT_EQ(findings(), "");
}

TEST_P(PostingTest, same_uid_posts_once) {
  // Protects: repeating an event changes nothing and answers with the first id, even when the
  // repeat would no longer fit the floor.
  must_post(top_up(1, 1'000));
  const Posting payout =
      posting("payout_reserved", 2, move(available(), merchants(Bucket::payout_in_transit), 1'000));
  const LedgerTxId first = must_post(payout);
  EXPECT_EQ(must_post(payout), first);
  EXPECT_EQ(must_post(top_up(1, 1'000)), must_post(top_up(1, 1'000)));
  EXPECT_EQ(count("ledger_tx"), 2);
  EXPECT_EQ(balance(merchants(Bucket::payout_in_transit)), 1'000);
  Posting named = top_up(3, 5);
  named.uid = "top_up:1:again";
  must_post(named);
  EXPECT_EQ(balance(available()), 5);
}

TEST_P(PostingTest, same_uid_in_parallel_posts_once) {
  // Protects: 32 simultaneous repeats of one event have one effect and one answer.
  std::vector<LedgerTxId> answers(32);
  in_parallel(32, [&](int i) { answers[static_cast<std::size_t>(i)] = must_post(top_up(1, 250)); });
  EXPECT_EQ(std::set<LedgerTxId>(answers.begin(), answers.end()).size(), 1U);
  EXPECT_EQ(count("ledger_tx"), 1);
  EXPECT_EQ(balance(available()), 250);
  EXPECT_EQ(findings(), "");
}

TEST_P(PostingTest, refused_caller_leaves_nothing) {
  // Protects: when the use case around a posting refuses, the posting is undone with it, and its
  // uid is free again.
  const auto undone = db().write([&](storage::Tx& tx) -> Result<LedgerTxId> {
    EXPECT_TRUE(ledger::post(tx, call(), top_up(1, 100)).has_value());
    return refused("no", "the use case changed its mind");
  });
  EXPECT_FALSE(undone.has_value());
  EXPECT_EQ(count("ledger_tx"), 0);
  EXPECT_EQ(balance(available()), 0);
  must_post(top_up(1, 100));
  EXPECT_EQ(balance(available()), 100);
}

TEST_P(PostingTest, reversal_mirrors_and_is_linked) {
  // Protects: a mistake is corrected by a linked mirror image, once; the original stays.
  const LedgerTxId original = must_post(top_up(1, 700));
  const auto reverse_it = [&] {
    return db().write(
        [&](storage::Tx& tx) { return reverse(tx, call(), original, "wrong merchant"); });
  };
  const auto reversal = reverse_it();
  ASSERT_TRUE(reversal.has_value());
  EXPECT_EQ(balance(available()), 0);
  EXPECT_EQ(balance(own_account(Bucket::bank_client, k_eur)), 0);
  EXPECT_EQ(*reverse_it(), *reversal);
  EXPECT_EQ(count("ledger_tx"), 2);
  EXPECT_EQ(count("ledger_entry"), 4);
  EXPECT_EQ(findings(), "");
  EXPECT_NE(journal().find("reverses:" + original.text()), std::string::npos);
  const auto absent =
      db().write([&](storage::Tx& tx) { return reverse(tx, call(), LedgerTxId{5 << 20}, ""); });
  EXPECT_EQ(absent.error().kind, ErrorKind::not_found);
}

TEST_P(PostingTest, reversal_respects_floors) {
  // Protects: taking back money that has been spent is refused, not posted into the red.
  const LedgerTxId original = must_post(top_up(1, 700));
  must_post(posting("payout", 2, move(available(), own_account(Bucket::bank_client, k_eur), 1)));
  const auto reversal =
      db().write([&](storage::Tx& tx) { return reverse(tx, call(), original, "too late"); });
  EXPECT_EQ(reversal.error().code, "insufficient_balance");
}

TEST_P(PostingTest, books_are_append_only) {
  // Protects: neither a line nor a transaction can be changed or deleted, whoever writes the SQL.
  must_post(top_up(1, 100));
  for (const char* sql : {"UPDATE ledger_tx SET kind = 'x'", "DELETE FROM ledger_tx",
                          "UPDATE ledger_entry SET amount_minor = 1", "DELETE FROM ledger_entry",
                          "UPDATE ledger_tx SET note = note"})
    EXPECT_THROW(static_cast<void>(db().write([&](storage::Tx& tx) -> Result<void> {
                   tx.exec(sql);
                   return ok();
                 })),
                 storage::StorageError)
        << sql;
  EXPECT_EQ(findings(), "");
}

TEST_P(PostingTest, database_itself_refuses_a_broken_balance) {
  // Protects: the floor and the sides are CHECK constraints, a backstop below all code.
  must_post(top_up(1, 100));
  for (const char* sql :
       {"UPDATE ledger_account SET balance_minor = balance_minor + 1",
        "UPDATE ledger_account SET debit_posted_minor = debit_posted_minor + 101, balance_minor = "
        "balance_minor - 101 WHERE bucket = 11"})
    EXPECT_THROW(static_cast<void>(db().write([&](storage::Tx& tx) -> Result<void> {
                   tx.exec(sql);
                   return ok();
                 })),
                 storage::ConstraintError)
        << sql;
}

TEST_P(PostingTest, scope_limits_what_is_seen) {
  // Protects: balances and lines of a merchant are invisible outside the reader's companies and
  // merchants.
  Posting posted = top_up(1, 100);
  posted.payment = PaymentId{9 << 20};
  must_post(posted);
  const auto seen = [&](const Scope& scope) {
    return db().read([&](storage::Tx& tx) {
      return std::pair(entries_of_payment(tx, scope, posted.payment).size(),
                       balances_of_merchant(tx, scope, merchant_).size());
    });
  };
  const auto all = std::pair<std::size_t, std::size_t>(2, 1);
  const auto nothing = std::pair<std::size_t, std::size_t>(0, 0);
  EXPECT_EQ(seen(everything()), all);
  EXPECT_EQ(seen(ScopeIssuer::of({company_}, {})), all);
  EXPECT_EQ(seen(ScopeIssuer::of({}, {merchant_})), all);
  EXPECT_EQ(seen(ScopeIssuer::of({CompanyId{5}}, {MerchantId{6}})), nothing);
  EXPECT_EQ(seen(Scope()), nothing);
}

}  // namespace
}  // namespace bursar::ledger
