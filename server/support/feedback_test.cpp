// Protects feedback: it waits in one queue with its section and its sender, is answered once per
// version, goes back to nobody else, and nobody fills the queue alone.
#include "support/feedback.hpp"

#include <list>

#include "audit/audit.hpp"
#include "support/support.hpp"
#include "testing/testing.hpp"

namespace bursar::support {
namespace {

using storage::Tx;

class FeedbackTest : public DbTest {
 protected:
  std::vector<storage::Migration> migrations() const override {
    return join({audit::migrations(), support::migrations()});
  }
  Call call(std::int64_t key, std::string name) {
    Actor& actor = actors_.emplace_back();
    actor.kind = ActorKind::user;
    actor.key = key;
    actor.name = std::move(name);
    return {actor, clock().now(), ids(), random()};
  }
  Result<Feedback> send(std::int64_t who, std::string text, std::string section = "/payments") {
    const SendFeedback command{FeedbackKind::problem, std::move(section), std::move(text)};
    return db().write([&](Tx& tx) { return send_feedback(tx, call(who, "Ann"), command); });
  }
  Result<Feedback> answer(const AnswerFeedback& command) {
    return db().write([&](Tx& tx) { return answer_feedback(tx, call(9, "Sam"), command); });
  }
  std::vector<Feedback> list(const ListFeedback& filter) {
    const auto rows = db().read(
        [&](Tx& tx) -> Result<std::vector<Feedback>> { return list_feedback(tx, filter); });
    return rows.value();
  }

 private:
  std::list<Actor> actors_;  // calls refer to them
};

INSTANTIATE_TEST_SUITE_P(Both, FeedbackTest, both_dialects(), dialect_name);

TEST_P(FeedbackTest, WaitsWithItsSectionAndItsSender) {
  // Protects: what was sent is found by the operator whole, and by its sender alone otherwise.
  const auto one = send(1, "  The list is slow.\nEvery morning. ", "/payments/tx_1");
  ASSERT_TRUE(one);
  ASSERT_TRUE(send(2, "Fine work"));
  const auto all = list({});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].text, "The list is slow.\nEvery morning.");
  EXPECT_EQ(all[1].section, "/payments/tx_1");
  EXPECT_EQ(all[1].user_name, "Ann");
  EXPECT_EQ(all[1].state, FeedbackState::open);
  ListFeedback own;
  own.user = UserId{1};
  ASSERT_EQ(list(own).size(), 1U);
  EXPECT_EQ(list(own)[0].id, one->id);
  ListFeedback older;
  older.before = all[0].id;
  ASSERT_EQ(list(older).size(), 1U);
}

TEST_P(FeedbackTest, IsAnsweredOncePerVersion) {
  // Protects: two who answer at once do not overwrite each other, and what is closed stays.
  const auto one = send(1, "How is this settled?");
  ASSERT_TRUE(one);
  EXPECT_EQ(answer({one->id, 1, " ", false}).error().code, "text_empty");
  const auto answered = answer({one->id, 1, "Two days later.", false});
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->state, FeedbackState::answered);
  EXPECT_EQ(answer({one->id, 1, "Three days later.", false}).error().code, "version_changed");
  const auto closed = answer({one->id, 2, "", true});
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->answer, "Two days later.");
  EXPECT_EQ(answer({one->id, 3, "More", false}).error().code, "feedback_closed");
  EXPECT_EQ(answer({FeedbackId{77}, 1, "More", false}).error().kind, ErrorKind::not_found);
}

TEST_P(FeedbackTest, NamesAPageOfTheOffice) {
  // Protects: the operator is never led elsewhere by what somebody sent.
  for (const char* section : {"", "payments", "//else.example/a", "/a?b=c", "/a b", "/<b>"})
    EXPECT_EQ(send(1, "T", section).error().field, "section") << section;
  EXPECT_EQ(send(1, std::string(2'001, 'x')).error().code, "text_invalid");
}

TEST_P(FeedbackTest, NobodyFillsTheQueueAlone) {
  // Protects: the twenty-first open one is refused, and an answer makes room.
  const auto first = send(1, "T");
  for (int more = 1; more < 20; ++more) ASSERT_TRUE(send(1, "T"));
  EXPECT_EQ(send(1, "T").error().code, "too_many_open");
  ASSERT_TRUE(send(2, "T"));
  ASSERT_TRUE(answer({first->id, 1, "A", false}));
  EXPECT_TRUE(send(1, "T"));
}

}  // namespace
}  // namespace bursar::support
