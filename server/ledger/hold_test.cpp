// Holds and maturity on both databases: resolved once, matured once, in step with the balances.
#include <atomic>
#include <barrier>
#include <thread>

#include "ledger/ledger_fixture.hpp"

namespace bursar::ledger {
namespace {

class HoldTest : public LedgerTest {
 protected:
  HoldId reserve_refund(std::int64_t minor) {
    must_post(posting("refund_reserved", 2,
                      move(available(), merchants(Bucket::refund_in_transit), minor)));
    const auto id = db().write([&](storage::Tx& tx) -> Result<HoldId> {
      return open_hold(tx, call(), {available(), minor, "refund", "operation", 2});
    });
    return *id;
  }
  Result<void> resolve(HoldId hold, HoldState resolution) {
    return db().write([&](storage::Tx& tx) { return resolve_hold(tx, call(), hold, resolution); });
  }
  /// Posts a sale of `minor` into pending and schedules it for `due_at`.
  void sell(std::int64_t subject_key, std::int64_t minor, Instant due_at) {
    const auto done = db().write([&](storage::Tx& tx) -> Result<void> {
      const auto id = ledger::post(tx, call(),
                                   posting("sale", subject_key,
                                           move(provider(Bucket::provider_receivable),
                                                merchants(Bucket::merchant_pending), minor)));
      if (!id) return id.error();
      schedule_maturity(tx, call(), merchant_, company_, {minor, k_eur}, subject_key, due_at);
      return ok();
    });
    ASSERT_TRUE(done.has_value());
  }
  Result<std::int64_t> mature(Instant until, std::int64_t limit = 1'000) {
    return db().write([&](storage::Tx& tx) -> Result<std::int64_t> {
      return ledger::mature(tx, call(), until, limit);
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, HoldTest, both_dialects(), dialect_name);

TEST_P(HoldTest, resolves_once) {
  // Protects: a hold is posted or voided exactly once; whoever comes second is told so.
  must_post(top_up(1, 1'000));
  const HoldId hold = reserve_refund(300);
  EXPECT_EQ(findings(), "");
  must_post(posting(
      "refund", 2,
      move(merchants(Bucket::refund_in_transit), provider(Bucket::provider_receivable), 300)));
  EXPECT_NE(findings().find("hold: "), std::string::npos) << "an unresolved hold must be found";
  EXPECT_TRUE(resolve(hold, HoldState::posted).has_value());
  EXPECT_EQ(findings(), "");
  EXPECT_EQ(resolve(hold, HoldState::voided).error().code, "hold_resolved");
  EXPECT_EQ(resolve(hold, HoldState::posted).error().code, "hold_resolved");
  EXPECT_EQ(resolve(HoldId{3 << 20}, HoldState::posted).error().kind, ErrorKind::not_found);
}

TEST_P(HoldTest, parallel_resolvers_have_one_winner) {
  // Protects: an answer and a resolver that arrive together do not both resolve the hold.
  must_post(top_up(1, 1'000));
  const HoldId hold = reserve_refund(300);
  std::atomic<int> won{0};
  std::barrier start(16);
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      if (resolve(hold, i % 2 == 0 ? HoldState::posted : HoldState::voided)) ++won;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
}

TEST_P(HoldTest, due_money_matures_once) {
  // Protects: pending money becomes available when due, in one posting per merchant and currency,
  // and never twice.
  const Instant due = clock().now().plus_ms(2 * k_day_ms);
  sell(1, 8'835, due);
  sell(2, 1'165, due);
  sell(3, 500, due.plus_ms(1));
  EXPECT_EQ(findings(), "");
  EXPECT_EQ(*mature(due.plus_ms(-1)), 0);
  EXPECT_EQ(*mature(due), 2);
  EXPECT_EQ(*mature(due), 0);
  EXPECT_EQ(balance(available()), 10'000);
  EXPECT_EQ(balance(merchants(Bucket::merchant_pending)), 500);
  EXPECT_EQ(count("ledger_tx"), 4);
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, nothing_to_mature_is_not_scheduled) {
  // Protects: a sale whose fee and reserve take everything leaves no empty row behind.
  ASSERT_TRUE(
      db().write([&](storage::Tx& tx) -> Result<void> {
            schedule_maturity(tx, call(), merchant_, company_, {0, k_eur}, 1, clock().now());
            return ok();
          })
          .has_value());
  EXPECT_EQ(count("pending_maturity"), 0);
  EXPECT_EQ(*mature(clock().now()), 0);
}

TEST_P(HoldTest, limit_takes_the_oldest_first) {
  // Protects: a bounded run matures what has waited longest and leaves the rest for the next run.
  const Instant due = clock().now();
  for (int i = 0; i < 5; ++i) sell(i + 1, 100, due.plus_ms(-i));
  EXPECT_EQ(*mature(due, 2), 2);
  EXPECT_EQ(*mature(due.plus_ms(-2), 10), 1);
  EXPECT_EQ(*mature(due, 10), 2);
  EXPECT_EQ(balance(available()), 500);
}

TEST_P(HoldTest, parallel_maturity_jobs_share_the_rows) {
  // Protects: two nodes running the maturity job at once mature each row once.
  const Instant due = clock().now();
  for (int i = 0; i < 40; ++i) sell(i + 1, 10, due);
  std::atomic<std::int64_t> matured{0};
  std::barrier start(8);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      start.arrive_and_wait();
      matured += *mature(due, 20);
    });
  for (std::thread& thread : threads) thread.join();
  matured += *mature(due);
  EXPECT_EQ(matured, 40);
  EXPECT_EQ(balance(available()), 400);
  EXPECT_EQ(findings(), "");
}

TEST_P(HoldTest, maturity_beyond_pending_stops) {
  // Protects: a schedule that promises more than is pending is a bug that moves no money.
  const Instant due = clock().now();
  sell(1, 100, due);
  must_post(
      posting("leak", 9,
              move(merchants(Bucket::merchant_pending), own_account(Bucket::bank_own, k_eur), 1)));
  EXPECT_THROW(static_cast<void>(mature(due)), Bug);
  EXPECT_EQ(balance(available()), 0);
  EXPECT_NE(findings().find("maturity: "), std::string::npos);
}

}  // namespace
}  // namespace bursar::ledger
