// The queue on both databases: commit before send, one sender per message, back-off, expiry, and
// what a crash between sending and writing down does.
#include "notify/queue.hpp"

#include "audit/audit.hpp"
#include "testing/testing.hpp"

namespace bursar::notify {
namespace {

class QueueTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), notify::migrations()});
  }
  void SetUp() override {
    DbTest::SetUp();
    set_ready(Channel::mail, true);
  }

  void set_ready(Channel channel, bool ready) {
    const auto done = db().write([&](storage::Tx& tx) -> Result<void> {
      set_channel(tx, call(), channel, ready, keys_.public_key);
      return ok();
    });
    ASSERT_TRUE(done.has_value());
  }
  Call call() { return {actor_, clock().now(), ids(), random()}; }
  Sender node(unsigned number) { return {number, keys_}; }

  std::optional<MessageId> put(std::string to = "ann@example.com",
                               std::int64_t life_ms = k_hour_ms) {
    return *db().write([&](storage::Tx& tx) -> Result<std::optional<MessageId>> {
      Message message;
      message.to = to;
      message.kind = "password_reset";
      message.about = "us_1";
      message.subject = "Choose another password";
      message.text = "the secret link";
      message.expires_at = clock().now().plus_ms(life_ms);
      return enqueue(tx, call(), message);
    });
  }
  std::optional<Claim> claim(unsigned number = 1) {
    return *db().write([&](storage::Tx& tx) -> Result<std::optional<Claim>> {
      return claim_next(tx, call(), Channel::mail, node(number));
    });
  }
  void finish(const Claim& one, Outcome outcome, unsigned number = 1) {
    (void)db().write([&](storage::Tx& tx) -> Result<void> {
      conclude(tx, call(), one, node(number), {outcome, "what went wrong"});
      return ok();
    });
  }
  Delivery log() {
    return db().read([&](storage::Tx& tx) { return list_deliveries(tx, {}).at(0); });
  }
  std::int64_t sealed_rows() {
    return db().read([](storage::Tx& tx) {
      return *tx.one("SELECT count(*) FROM message WHERE sealed IS NOT NULL", {},
                     [](const storage::Row& row) { return row.i64(0); });
    });
  }

 private:
  BoxKeys keys_ = make_box_keys(Secret(std::string(32, 'n')));
  Actor actor_;
};

TEST_P(QueueTest, TakesNothingForAChannelThatIsNotSetUp) {
  // Without a mail server nobody may believe that a link is on its way.
  set_ready(Channel::mail, false);
  EXPECT_FALSE(put());
  EXPECT_FALSE(claim());
  set_ready(Channel::mail, true);
  EXPECT_TRUE(put());
}

TEST_P(QueueTest, SendsOnceAndErasesTheText) {
  // A secret must not outlive its delivery, nor be delivered twice.
  ASSERT_TRUE(put());
  EXPECT_EQ(sealed_rows(), 1);
  const auto one = claim();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->to, "ann@example.com");
  EXPECT_EQ(one->text.reveal(), "the secret link");
  EXPECT_FALSE(claim(2)) << "two servers took the same message";
  finish(*one, Outcome::sent);
  EXPECT_EQ(log().state, State::sent);
  EXPECT_EQ(log().to_masked, "a•••@example.com");
  EXPECT_EQ(sealed_rows(), 0);
  clock().advance_ms(k_hour_ms);
  EXPECT_FALSE(claim(2));
}

TEST_P(QueueTest, WaitsLongerAfterEachFailure) {
  // A mail server that is away is neither given up nor hammered.
  ASSERT_TRUE(put());
  for (const std::int64_t wait : {5 * k_second_ms, 20 * k_second_ms, k_minute_ms}) {
    const auto one = claim();
    ASSERT_TRUE(one);
    finish(*one, Outcome::not_sent);
    clock().advance_ms(wait - 1);
    EXPECT_FALSE(claim());
    clock().advance_ms(1);
  }
  EXPECT_EQ(log().attempts, 3);
  EXPECT_EQ(log().last_error, "what went wrong");
}

TEST_P(QueueTest, ExpiresInsteadOfSendingLate) {
  // A reset link that is dead when it arrives only puzzles its reader.
  ASSERT_TRUE(put("ann@example.com", k_minute_ms));
  const auto one = claim();
  finish(*one, Outcome::not_sent);
  clock().advance_ms(k_minute_ms);
  EXPECT_FALSE(claim());
  EXPECT_EQ(log().state, State::expired);
  EXPECT_EQ(sealed_rows(), 0);
}

TEST_P(QueueTest, RepeatsOnceAfterACrashAndSaysSo) {
  // A sender killed between sending and writing down leaves an unknown outcome: one repeat, told.
  ASSERT_TRUE(put());
  ASSERT_TRUE(claim());
  EXPECT_FALSE(claim(2)) << "the lease still runs";
  clock().advance_ms(k_lease_ms);
  const auto again = claim(2);
  ASSERT_TRUE(again) << "nobody took over after the lease";
  finish(*again, Outcome::sent, 2);
  EXPECT_EQ(log().state, State::sent);
  EXPECT_EQ(log().unknown_attempts, 1);
}

TEST_P(QueueTest, GivesUpAfterTwoUnknownOutcomes) {
  // However often it crashes, nobody gets a third copy.
  ASSERT_TRUE(put());
  ASSERT_TRUE(claim());
  clock().advance_ms(k_lease_ms);
  ASSERT_TRUE(claim());
  clock().advance_ms(k_lease_ms);
  EXPECT_FALSE(claim());
  EXPECT_EQ(log().state, State::failed);
  EXPECT_EQ(log().unknown_attempts, 2);
  EXPECT_NE(log().last_error.find("may have arrived"), std::string::npos);
  EXPECT_EQ(sealed_rows(), 0);
}

TEST_P(QueueTest, CountsASilentServerAsUnknown) {
  // The last byte left and no answer came: that is one repeat as well.
  ASSERT_TRUE(put());
  finish(*claim(), Outcome::unknown);
  clock().advance_ms(k_minute_ms);
  const auto again = claim();
  ASSERT_TRUE(again);
  finish(*again, Outcome::unknown);
  EXPECT_EQ(log().state, State::failed);
}

TEST_P(QueueTest, AdoptsWhatItsPredecessorHad) {
  // After a restart the same node need not wait for its own dead lease.
  ASSERT_TRUE(put());
  ASSERT_TRUE(claim(3));
  const auto adopted = db().write(
      [&](storage::Tx& tx) -> Result<std::int64_t> { return adopt(tx, clock().now(), 3); });
  EXPECT_EQ(*adopted, 1);
  const auto again = claim(3);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->attempt, 2);
}

TEST_P(QueueTest, IgnoresASenderThatWasReplaced) {
  // A sender that comes back after its lease must not undo what the next one wrote.
  ASSERT_TRUE(put());
  const auto slow = claim(1);
  clock().advance_ms(k_lease_ms);
  const auto quick = claim(2);
  ASSERT_TRUE(quick);
  finish(*slow, Outcome::not_sent, 1);
  EXPECT_EQ(log().state, State::sending);
  finish(*quick, Outcome::sent, 2);
  finish(*slow, Outcome::refused, 1);
  EXPECT_EQ(log().state, State::sent);
}

TEST_P(QueueTest, KeepsAnAddressThatIsNoneAsFailed) {
  // Nothing leaves for it, and the log says why nothing came.
  ASSERT_TRUE(put("ann@example.com> NOTIFY=NEVER"));
  EXPECT_FALSE(claim());
  EXPECT_EQ(log().state, State::failed);
  EXPECT_EQ(log().to_masked, "•••");
}

TEST_P(QueueTest, LosesItsMessageWithTheChange) {
  // What was rolled back is not told to anybody.
  const auto refused_change = db().write([&](storage::Tx& tx) -> Result<void> {
    Message message;
    message.to = "ann@example.com";
    message.kind = "test";
    message.expires_at = clock().now().plus_ms(k_hour_ms);
    (void)enqueue(tx, call(), message);
    return refused("no", "the change is refused");
  });
  EXPECT_FALSE(refused_change.has_value());
  EXPECT_FALSE(claim());
}

TEST_P(QueueTest, SendsNothingFromARestoredCopy) {
  // The original has sent it, or has decided not to.
  ASSERT_TRUE(put());
  const auto ended = db().write([&](storage::Tx& tx) -> Result<std::int64_t> {
    return expire_waiting(tx, clock().now(), "this copy was restored");
  });
  EXPECT_EQ(*ended, 1);
  EXPECT_FALSE(claim());
}

TEST_P(QueueTest, CountsAndForgets) {
  // Limits look back over what was queued; ended rows go after their time.
  const Instant start = clock().now();
  ASSERT_TRUE(put());
  clock().advance_ms(k_minute_ms);
  ASSERT_TRUE(put());
  const auto counted = [&](Instant since, std::string_view kind) {
    return db().read(
        [&](storage::Tx& tx) { return count_since(tx, Channel::mail, "us_1", kind, since); });
  };
  EXPECT_EQ(counted(start, ""), 2);
  EXPECT_EQ(counted(start.plus_ms(1), "password_reset"), 1);
  EXPECT_EQ(counted(start, "invitation"), 0);
  finish(*claim(), Outcome::sent);
  const auto gone = db().write([&](storage::Tx& tx) -> Result<std::int64_t> {
    return forget_ended(tx, clock().now().plus_ms(1));
  });
  EXPECT_EQ(*gone, 1);
}

INSTANTIATE_TEST_SUITE_P(Both, QueueTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::notify
