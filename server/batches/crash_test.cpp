// What stops a server in the middle: nothing is lost and nothing is done twice.
#include <atomic>
#include <thread>

#include "batches/fixture_test.hpp"

namespace bursar::batches {
namespace {

class BatchCrashTest : public BatchesTest {};
INSTANTIATE_TEST_SUITE_P(Both, BatchCrashTest, both_dialects(), dialect_name);

/// What a process that dies before its commit leaves: nothing.
struct Killed {};

TEST_P(BatchCrashTest, DiesBeforeEveryCommit) {
  // Protects C-03: each transaction of a batch is lost once before its commit and done again; in
  // the end every line has its one operation.
  earn(100'000);
  const Batch fresh = must_upload(payout_file(7));
  const BatchId id = fresh.id;
  const auto lose = [&](auto step) {
    bool died = false;
    try {
      (void)db().write([&](Tx& tx) -> Result<bool> {
        step(tx);
        throw Killed{};
      });
    } catch (const Killed&) {
      died = true;
    }
    EXPECT_TRUE(died);
  };
  lose([&](Tx& tx) { (void)check_lines(tx, call(), tools(), id); });
  EXPECT_EQ(row(id).batch.lines_checked, 0);
  const BatchRow ready = check_all(id);
  lose([&](Tx& tx) { (void)confirm_batch(tx, call(), confirmation(ready.batch)); });
  EXPECT_EQ(state(id), "ready");
  must_confirm(ready.batch);
  for (int i = 0; i < 4; ++i) {
    lose([&](Tx& tx) { (void)run_lines(tx, call(), tools(), id, 2); });
    EXPECT_EQ(payouts(), std::min(i * 2, 7));
    answer_all(run(id, 2));
    lose([&](Tx& tx) {
      clock().advance_ms(k_second_ms);
      (void)follow_lines(tx, call(), 100);
    });
    EXPECT_EQ(broken(), "");
  }
  follow();
  EXPECT_EQ(state(id), "completed");
  EXPECT_EQ(payouts(), 7);
  EXPECT_EQ(tally(id), "succeeded 7 EUR 700");
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchCrashTest, SeveralServersShareOneBatch) {
  // Protects C-06 without the help of the lease: servers whose leases count for nothing run the
  // same lines at once, and each line is done by one of them.
  earn(1'000'000);
  constexpr int k_lines = 60;
  const BatchRow ready = checked(payout_file(k_lines, 10));
  must_confirm(ready.batch);
  std::atomic<std::int64_t> attempts{0};
  std::vector<std::thread> servers;
  for (unsigned node = 1; node <= 4; ++node)
    servers.emplace_back([&, node] {
      IdSource own_ids(clock(), node);
      SeededRandom own_random(node);
      for (int turn = 0; turn < 400; ++turn) {
        try {
          const auto ran = db().write([&](Tx& tx) {
            tx.exec("UPDATE batch SET lease_until = 0");
            return run_lines(tx, Call{actor_, clock().now(), own_ids, own_random, 0}, tools(),
                             ready.batch.id, 3);
          });
          if (!ran) continue;
          attempts += static_cast<std::int64_t>(ran->attempts.size());
          if (ran->lines == 0) return;
        } catch (const std::exception&) {
          // A collision that the database refused: nothing was done.
        }
      }
    });
  for (std::thread& server : servers) server.join();
  EXPECT_EQ(attempts, k_lines);
  EXPECT_EQ(payouts(), k_lines);
  EXPECT_EQ(tally(ready.batch.id), "open 60 EUR 600");
  EXPECT_EQ(broken(), "");
}

TEST_P(BatchCrashTest, TheLeaseKeepsOthersAway) {
  // Protects servers from each other's collisions: one works, others wait until it is gone.
  earn(100'000);
  const BatchRow ready = checked(payout_file(4));
  must_confirm(ready.batch);
  EXPECT_EQ(run(ready.batch.id, 1).size(), 1U);
  IdSource other_ids(clock(), 5);
  const auto run_other = [&] {
    return db()
        .write([&](Tx& tx) {
          return run_lines(tx, Call{actor_, clock().now(), other_ids, random(), 0}, tools(),
                           ready.batch.id, 1);
        })
        ->lines;
  };
  EXPECT_EQ(run_other(), 0);
  clock().advance_ms(20 * k_second_ms);
  EXPECT_EQ(run_other(), 1);
}

TEST_P(BatchCrashTest, PutsAsideTheLineThatBreaksSomething) {
  // Protects the other lines from one that meets a bug of ours.
  earn(100'000);
  const BatchRow ready = checked(payout_file(3));
  must_confirm(ready.batch);
  must([&](Tx& tx) { return set_aside(tx, call(), ready.batch.id); });
  EXPECT_EQ(faults(ready.batch.id), "2 internal_error");
  answer_all(run(ready.batch.id));
  follow();
  EXPECT_EQ(state(ready.batch.id), "completed_with_errors");
  EXPECT_EQ(payouts(), 2);
  EXPECT_EQ(broken(), "");
}

}  // namespace
}  // namespace bursar::batches
