// Concurrency on both databases: many people decide at once, and the act has one effect.
#include <atomic>
#include <thread>

#include "approvals/fixture_test.hpp"

namespace bursar::approvals {
namespace {

constexpr int k_threads = 64;
constexpr int k_rounds = 10;

class ApprovalRace : public ApprovalsTest {
 protected:
  void SetUp() override {
    ApprovalsTest::SetUp();
    oper_ = add_person("oper@bursar.example", "operator", at_merchant(k_acme, k_acme_shop));
    for (int i = 0; i < k_threads; ++i)
      owners_.push_back(
          add_person("o" + std::to_string(i) + "@bursar.example", "owner", at_company(k_acme)));
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
  /// All of them agree at once (every fourth rejects when asked to); returns how many carried it
  /// out.
  int all_decide(ApprovalId id, bool some_reject) {
    const std::string hash = hash_of(id);
    std::atomic<int> executed{0};
    together([&](int number) {
      const bool rejects = some_reject && number % 4 == 0;
      // Ids and randomness are shared by all threads in the server as well.
      Actor who;
      who.kind = ActorKind::user;
      who.key = owners_[static_cast<std::size_t>(number)].key;
      who.name = std::to_string(number);
      const auto decided = db().write([&](Tx& tx) {
        const Call call{who, clock().now(), ids(), random()};
        const Decide command{id, hash, "because"};
        return rejects ? reject(tx, call, desk_, command) : approve(tx, call, desk_, command);
      });
      if (decided && decided->approval.state == State::executed) ++executed;
      if (!decided) {
        EXPECT_EQ(decided.error().code, "approval_closed");
      }
    });
    return executed;
  }

  UserId oper_;
  std::vector<UserId> owners_;
};
INSTANTIATE_TEST_SUITE_P(Both, ApprovalRace, both_dialects(), dialect_name);

TEST_P(ApprovalRace, many_consents_have_one_effect) {
  // Protects exactly-once: of 64 who agree at once one is the last that was needed; a second effect
  // would break the act's key.
  add_policy(policy());
  for (int round = 0; round < k_rounds; ++round) {
    const std::string content = std::to_string(round);
    const ApprovalId id = must_ask(oper_, content);
    EXPECT_EQ(all_decide(id, false), 1);
    EXPECT_TRUE(was_done(content));
    EXPECT_EQ(load(id, oper_).given(), 1);
  }
}

TEST_P(ApprovalRace, three_consents_of_many_have_one_effect) {
  // Protects the count: with three needed, three are recorded and the fourth comes too late.
  add_policy(policy("refund", 3));
  for (int round = 0; round < k_rounds; ++round) {
    const ApprovalId id = must_ask(oper_, std::to_string(round));
    EXPECT_EQ(all_decide(id, false), 1);
    EXPECT_EQ(load(id, oper_).given(), 3);
  }
}

TEST_P(ApprovalRace, consent_and_rejection_meet_once) {
  // Protects the end: agreed to or rejected, never both.
  add_policy(policy());
  for (int round = 0; round < k_rounds; ++round) {
    const std::string content = std::to_string(round);
    const ApprovalId id = must_ask(oper_, content);
    const int executed = all_decide(id, true);
    EXPECT_EQ(executed, was_done(content) ? 1 : 0);
    const State state = state_of_row(id);
    EXPECT_EQ(state, executed == 1 ? State::executed : State::rejected);
  }
}

TEST_P(ApprovalRace, one_key_is_one_request) {
  // Protects asking: 64 repeats of one request keep it once.
  add_policy(policy());
  std::atomic<int> held{0};
  together([&](int) {
    const auto asked = db().write([&](Tx& tx) {
      Actor who;
      who.kind = ActorKind::user;
      who.key = oper_.key;
      const Call call{who, clock().now(), ids(), random()};
      return desk_.hold(tx, call, {"pay", "1", "key"});
    });
    if (asked && *asked) ++held;
  });
  EXPECT_EQ(held, k_threads);
  EXPECT_EQ(must([](Tx& tx) -> Result<std::int64_t> {
              return *tx.one("SELECT count(*) FROM approval", {},
                             [](const storage::Row& row) { return row.i64(0); });
            }),
            1);
}

}  // namespace
}  // namespace bursar::approvals
