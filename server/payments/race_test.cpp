// Concurrency on both databases: many threads fight over one payment, and the money comes out
// right.
#include <atomic>
#include <thread>

#include "payments/cancel.hpp"
#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

constexpr int k_threads = 64;
constexpr int k_rounds = 50;

class RaceTest : public PaymentsTest {
 protected:
  void SetUp() override {
    PaymentsTest::SetUp();
    set_overdraft(100'000'000);
  }
  /// Runs `body(number)` in many threads that start together.
  template <class F>
  static void together(F body) {
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (int number = 0; number < k_threads; ++number)
      threads.emplace_back([&, number] {
        go.wait(false);
        body(number);
      });
    go = true;
    go.notify_all();
    for (std::thread& thread : threads) thread.join();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, RaceTest, both_dialects(), dialect_name);

TEST_P(RaceTest, RefundsNeverExceedTheCapture) {
  // Protects L-04: 64 at once ask for 3 of 100 each, 50 times over; exactly 33 fit, none too many.
  for (int round = 0; round < k_rounds; ++round) {
    const Created sale = captured_sale(10'000);
    std::atomic<int> accepted{0};
    together([&](int) {
      if (const auto created = refund(sale.payment.id, 300)) ++accepted;
      else EXPECT_TRUE(created.error().code == "amount_exceeds_refundable") << created.error().code;
    });
    EXPECT_EQ(accepted, 33);
    EXPECT_EQ(payment(sale.payment.id).refund_pending_minor, 9'900);
  }
  EXPECT_EQ(balance(ledger::Bucket::refund_in_transit), 9'900 * k_rounds);
  EXPECT_EQ(findings(), "");
}

TEST_P(RaceTest, OneKeyIsOneEffect) {
  // Protects C-02: 64 identical refunds and 64 identical sales at once have one effect each.
  for (int round = 0; round < 10; ++round) {
    const Created sale = captured_sale(10'000);
    CreateRefund command;
    command.payment_id = sale.payment.id;
    command.amount_minor = 10;
    command.idempotency_key = fmt::format("refund-{}", round);
    command.request_hash = "hash";
    std::atomic<int> fresh{0};
    together([&](int) {
      const auto created = refund(command);
      EXPECT_TRUE(created) << (created ? "" : created.error().code);
      if (created && !created->replayed) ++fresh;
    });
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(payment(sale.payment.id).refund_pending_minor, 10);

    CreateSale again = sale_command();
    again.idempotency_key = fmt::format("sale-{}", round);
    fresh = 0;
    together([&](int) {
      const auto created = sell(again);
      EXPECT_TRUE(created) << (created ? "" : created.error().code);
      if (created && !created->replayed) ++fresh;
    });
    EXPECT_EQ(fresh, 1);
  }
  EXPECT_EQ(findings(), "");
}

TEST_P(RaceTest, OneOrderIdIsOnePayment) {
  // Protects merchants without keys: of 64 sales with one order id, one is accepted.
  const CreateSale command = sale_command();
  std::atomic<int> accepted{0};
  together([&](int) {
    if (const auto created = sell(command)) ++accepted;
    else EXPECT_EQ(created.error().code, "duplicate_order_id");
  });
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(findings(), "");
}

TEST_P(RaceTest, RunnersShareTheWorkWithoutOverlap) {
  // Protects two nodes on one database: every attempt is claimed by exactly one of them.
  std::vector<AttemptId> attempts;
  for (int i = 0; i < 200; ++i) attempts.push_back(must_sell(sale_command()).attempt);
  std::atomic<int> claimed{0};
  together([&](int number) {
    if (number >= 8) return;
    for (;;) {
      const auto batch = claim({}, 5);
      if (batch.empty()) break;
      claimed += static_cast<int>(batch.size());
    }
  });
  EXPECT_EQ(claimed, 200);
  EXPECT_EQ(findings(), "");
}

TEST_P(RaceTest, CanceledOrSentButNeverBoth) {
  // Protects the promise of CANCELED: people and the runner fight over one payment, one of them
  // wins, and what was canceled has not left.
  for (int round = 0; round < 25; ++round) {
    const Created sale = must_sell(sale_command());
    std::atomic<int> canceled{0}, sent{0};
    together([&](int number) {
      if (number % 2 == 0) {
        sent += static_cast<int>(claim({sale.attempt}).size());
        return;
      }
      const auto done = db().write([&](storage::Tx& tx) {
        return cancel_payment(tx, call(), {sale.payment.id, ""}, nullptr);
      });
      if (done) ++canceled;
      else EXPECT_EQ(done.error().code, "not_cancelable");
    });
    EXPECT_EQ(sent == 1, canceled == 0);
    EXPECT_EQ(payment(sale.payment.id).lifecycle,
              sent == 1 ? Lifecycle::processing : Lifecycle::canceled);
  }
  EXPECT_EQ(findings(), "");
}

TEST_P(RaceTest, AnswerAndReplyMeetOnce) {
  // Protects C-06: the answer, its repeat and two resolvers at once settle an attempt once.
  for (int round = 0; round < 10; ++round) {
    const Created sale = must_sell(sale_command());
    const Dispatch sent = claim_one(sale.attempt);
    together([&](int number) {
      if (number % 2 == 0) answer(sale.attempt, approved(sent.request));
      else reply(sale.attempt, approved(sent.request));
    });
    EXPECT_EQ(payment(sale.payment.id).captured_minor, 10'000);
  }
  EXPECT_EQ(findings(), "");
}

}  // namespace
}  // namespace bursar::payments
