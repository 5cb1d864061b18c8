// Two nodes on one database: each keeps its own calls, and a number has one holder.
#include "payments/node.hpp"

#include "payments/fixture_test.hpp"

namespace bursar::payments {
namespace {

/// A server process as far as the database knows it.
struct Node {
  Node(const Clock& clock, unsigned number, std::string place)
      : ids(clock, number), holder{ids.next_key(), std::move(place), {}} {}
  IdSource ids;
  NodeHolder holder;
};

class NodeTest : public PaymentsTest {
 protected:
  Call call_of(Node& node) { return {actor_, clock().now(), node.ids, random()}; }
  Result<void> take(Node& node) {
    return db().write([&](storage::Tx& tx) { return take_node(tx, call_of(node), node.holder); });
  }
  Result<void> renew(Node& node) {
    return db().write([&](storage::Tx& tx) { return renew_node(tx, call_of(node), node.holder); });
  }
  void release(Node& node) {
    must([&](storage::Tx& tx) { return release_node(tx, call_of(node), node.holder); });
  }
  std::int64_t adopt_as(Node& node) {
    return *db().write([&](storage::Tx& tx) { return adopt_orphans(tx, call_of(node)); });
  }
  /// An attempt that `node` has claimed and not yet heard of.
  Dispatch send_by(Node& node) {
    const Created sale = must_sell(sale_command());
    auto claimed = db().write([&](storage::Tx& tx) {
      return claim_prepared(tx, call_of(node), *keys_, {sale.attempt}, 1);
    });
    EXPECT_EQ(claimed->size(), 1U);
    return std::move(claimed->front());
  }
  std::string phase_of(const Dispatch& sent) {
    return read([&](storage::Tx& tx) {
      const auto phase =
          tx.one("SELECT phase FROM attempt WHERE id = $1", {sent.attempt},
                 [](const storage::Row& row) { return row.as_enum<AttemptPhase>(0); });
      if (phase == AttemptPhase::sending) return "sending";
      return phase == AttemptPhase::answered ? "answered" : "other";
    });
  }

  Node one_{clock(), 1, "here:/one"};
  Node two_{clock(), 2, "there:/two"};
};
INSTANTIATE_TEST_SUITE_P(Both, NodeTest, both_dialects(), dialect_name);

TEST_P(NodeTest, AStartingNodeLeavesTheCallsOfALivingOneAlone) {
  // Protects payments from doubt that nobody has: only the starting node's own past is orphaned.
  ASSERT_TRUE(take(one_));
  const Dispatch sent = send_by(one_);
  clock().advance_ms(k_lease_renewal_ms);
  ASSERT_TRUE(take(two_));
  EXPECT_EQ(adopt_as(two_), 0);
  EXPECT_EQ(phase_of(sent), "sending");
  answer(sent.attempt, approved(sent.request));
  EXPECT_EQ(event_types().find("in_doubt"), std::string::npos) << event_types();
}

TEST_P(NodeTest, RenewalKeepsALeaseAlive) {
  // Protects a node that lives longer than its first lease.
  ASSERT_TRUE(take(one_));
  const Dispatch sent = send_by(one_);
  for (int i = 0; i < 4; ++i) {
    clock().advance_ms(k_lease_renewal_ms);
    ASSERT_TRUE(renew(one_));
  }
  EXPECT_EQ(adopt_as(two_), 0);
  clock().advance_ms(k_lease_ms - 1);
  EXPECT_EQ(adopt_as(two_), 0);
  clock().advance_ms(1);
  EXPECT_EQ(adopt_as(two_), 1);
  EXPECT_EQ(phase_of(sent), "answered");
}

TEST_P(NodeTest, ANodeThatStartsAgainAdoptsItsOwnCallsAtOnce) {
  // Protects a restart after a crash: nothing waits for a lease, and the neighbour is left alone.
  ASSERT_TRUE(take(one_));
  ASSERT_TRUE(take(two_));
  const Dispatch own = send_by(one_);
  const Dispatch other = send_by(two_);
  clock().advance_ms(1);
  Node again(clock(), 1, one_.holder.place);
  ASSERT_TRUE(take(again));
  EXPECT_EQ(adopt_as(again), 1);
  EXPECT_EQ(phase_of(own), "answered");
  EXPECT_EQ(phase_of(other), "sending");
}

TEST_P(NodeTest, ANodeThatNeverComesBackIsAdoptedByOthers) {
  // Protects liveness: an ended lease, a lease given back and an unknown sender are all orphans.
  ASSERT_TRUE(take(one_));
  send_by(one_);
  clock().advance_ms(k_lease_ms);
  EXPECT_EQ(adopt_as(two_), 1);
  ASSERT_TRUE(renew(one_));
  send_by(one_);
  release(one_);
  EXPECT_EQ(adopt_as(two_), 1);
  const Dispatch before = send_by(one_);
  must([&](storage::Tx& tx) -> Result<void> {
    tx.exec("UPDATE attempt SET sent_by = NULL WHERE id = $1", {before.attempt});
    return ok();
  });
  ASSERT_TRUE(take(one_));
  EXPECT_EQ(adopt_as(two_), 1);
}

TEST_P(NodeTest, ANumberHasOneHolder) {
  // Protects ids and calls from two servers with one number: the second is refused by name.
  ASSERT_TRUE(take(one_));
  Node twin(clock(), 1, "there:/two");
  const Result<void> refusal = take(twin);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "node_taken");
  EXPECT_NE(refusal.error().message.find("node 1 is held by the server at here:/one until"),
            std::string::npos)
      << refusal.error().message;
  EXPECT_TRUE(renew(one_));
  clock().advance_ms(k_lease_ms);
  EXPECT_TRUE(take(twin));
}

TEST_P(NodeTest, AHolderThatWasReplacedHearsOfIt) {
  // Protects from a server that comes back after its number was given away: it must end.
  ASSERT_TRUE(take(one_));
  clock().advance_ms(k_lease_ms);
  EXPECT_TRUE(renew(one_)) << "an ended lease that nobody took is still one's own";
  clock().advance_ms(k_lease_ms);
  Node twin(clock(), 1, "there:/two");
  ASSERT_TRUE(take(twin));
  const Result<void> lost = renew(one_);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, "node_lost");
  release(one_);
  EXPECT_TRUE(renew(twin)) << "a late goodbye must not end another's lease";
}

TEST_P(NodeTest, ARestoredCopyOwesNothingToTheServersOfTheOriginal) {
  // Protects a restore beside a living installation; the copy's own leases count as ever.
  ASSERT_TRUE(take(one_));
  clock().advance_ms(1'000);
  Node copy(clock(), 1, "there:/copy");
  copy.holder.restored_at = clock().now();
  EXPECT_TRUE(take(copy));
  clock().advance_ms(1);
  ASSERT_TRUE(renew(copy));
  Node twin(clock(), 1, "elsewhere:/copy");
  twin.holder.restored_at = copy.holder.restored_at;
  EXPECT_FALSE(take(twin));
}

TEST_P(NodeTest, ACleanStopFreesTheNumberAtOnce) {
  // Protects moves to another machine.
  ASSERT_TRUE(take(one_));
  release(one_);
  Node twin(clock(), 1, "there:/two");
  EXPECT_TRUE(take(twin));
}

}  // namespace
}  // namespace bursar::payments
