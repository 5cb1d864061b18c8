// Acts that are on record before anybody is asked: who is asked about an API key's act, and what
// becomes of one that nobody lets go on.
#include "approvals/fixture_test.hpp"

namespace bursar::approvals {
namespace {

class RecordedTest : public ApprovalsTest {
 protected:
  void SetUp() override {
    ApprovalsTest::SetUp();
    maker_ = add_person("maker@bursar.example", "owner", at_company(k_acme));
    owner_ = add_person("owner@bursar.example", "owner", at_company(k_acme));
    const Actor maker = actor(maker_);
    key_ = must([&](Tx& tx) {
             return identity::create_api_key(tx, as(maker), test_settings(),
                                             {k_acme, k_acme_shop, "till", {"payouts:write"}, {}});
           }).key.id;
    Policy large = policy("payout");
    large.thresholds = {{Currency::of("EUR"), 10'000}};
    large.expires_after_h = 2;
    add_policy(large);
  }
  Actor till() {
    Actor actor;
    actor.kind = ActorKind::api_key;
    actor.key = key_.key;
    actor.name = "till";
    actor.scope = ScopeIssuer::of({}, {k_acme_shop});
    return actor;
  }
  gate::Subject subject(std::int64_t minor = 10'000) {
    gate::Subject subject{"payment", "tx_1", "order 1", k_acme, k_acme_shop};
    subject.amount = Money{minor, Currency::of("EUR")};
    subject.fits = [](const std::string& condition) { return condition == "<yes>"; };
    return subject;
  }
  std::optional<gate::Demand> demand(const gate::Subject& subject) {
    const Actor who = till();
    return must([&](Tx& tx) -> Result<std::optional<gate::Demand>> {
      return desk_.demand(tx, as(who), "release", subject);
    });
  }
  ApprovalId keep(const std::string& content = "1") {
    const Actor who = till();
    const auto wanted = demand(subject());
    EXPECT_TRUE(wanted);
    must([&](Tx& tx) { return desk_.keep(tx, as(who), {"release", content, ""}, *wanted); });
    return *db().read([&](Tx& tx) {
      return tx.one("SELECT max(id) FROM approval", {},
                    [](const storage::Row& row) { return row.id<ApprovalId>(0); });
    });
  }

  UserId maker_, owner_;
  ApiKeyId key_;
};
INSTANTIATE_TEST_SUITE_P(Both, RecordedTest, both_dialects(), dialect_name);

TEST_P(RecordedTest, policies_judge_what_api_keys_do) {
  // Protects I12: the threshold holds for keys as it does for people.
  EXPECT_FALSE(demand(subject(9'999)));
  const auto wanted = demand(subject());
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->approvers, 1);
  EXPECT_EQ(wanted->because, "large ones");
  EXPECT_EQ(wanted->expires_at, clock().now().plus_ms(2 * k_hour_ms));
}

TEST_P(RecordedTest, the_maker_of_the_key_never_decides) {
  // Protects four eyes: whoever made the key stands behind what it asks for.
  const ApprovalId id = keep();
  EXPECT_EQ(code_of(say(maker_, id)), "own_request");
  EXPECT_EQ(code_of(say(owner_, id)), "");
  EXPECT_TRUE(was_done("1"));
  EXPECT_TRUE(ends_.empty());
  const Approval done = load(id, owner_);
  EXPECT_EQ(done.state, State::executed);
  EXPECT_EQ(done.requested_by_name, "till");
}

TEST_P(RecordedTest, what_nobody_lets_go_on_is_told_to_its_module) {
  // Protects money set aside: every end of the request reaches whoever set it aside.
  EXPECT_EQ(code_of(say(owner_, keep("1"), Verdict::reject)), "");
  const ApprovalId withdrawn = keep("2");
  must([&](Tx& tx) {
    const Actor who = actor(maker_);
    return withdraw(tx, as(who), desk_, withdrawn);
  });
  const ApprovalId late = keep("3");
  clock().advance_ms(2 * k_hour_ms);
  EXPECT_EQ(code_of(say(owner_, late)), "approval_expired");
  keep("4");
  touch_target();
  must([&](Tx& tx) { return sweep(tx, as(job_), desk_); });
  ASSERT_EQ(ends_.size(), 4U);
  EXPECT_EQ(ends_[0], "rejected because");
  EXPECT_EQ(ends_[1], "withdrawn ");
  EXPECT_EQ(ends_[2], "expired its time is over");
  EXPECT_TRUE(ends_[3].starts_with("voided its target has changed"));
}

TEST_P(RecordedTest, it_outlives_the_rights_of_its_maker) {
  // Protects payments that were taken lawfully: who made the key may leave, the payment stays.
  const ApprovalId id = keep();
  must([&](Tx& tx) { return identity::disable_user(tx, as(job_), maker_); });
  must([&](Tx& tx) { return sweep(tx, as(job_), desk_); });
  EXPECT_EQ(state_of_row(id), State::open);
  EXPECT_EQ(code_of(say(owner_, id)), "");
  EXPECT_TRUE(was_done("1"));
}

TEST_P(RecordedTest, what_ended_otherwise_is_nobodys_to_decide) {
  // Protects the inbox after a cancel: the request is gone at once, and nothing is told twice.
  const ApprovalId id = keep();
  must([&](Tx& tx) -> Result<void> {
    desk_.forget(tx, as(job_), "release", "tx_1", "the payment was canceled");
    return ok();
  });
  EXPECT_EQ(state_of_row(id), State::voided);
  EXPECT_EQ(code_of(say(owner_, id)), "approval_closed");
  EXPECT_TRUE(ends_.empty());
}

TEST_P(RecordedTest, a_policy_may_speak_of_what_it_is_about) {
  // Protects conditions: they are kept in one spelling, hold or do not, and broken ones are
  // refused.
  Policy wanted = policy("payout");
  wanted.condition = "no";
  wanted.name = "never";
  EXPECT_EQ(add_policy(wanted).condition, "<no>");
  EXPECT_FALSE(demand(subject(500)));
  wanted.condition = "yes";
  wanted.name = "of this kind";
  add_policy(wanted);
  const auto both = demand(subject());
  ASSERT_TRUE(both);
  EXPECT_EQ(both->because, "large ones\nof this kind");
  wanted.condition = "broken";
  EXPECT_EQ(code_from([&](Tx& tx) { return create_policy(tx, as(job_), desk_, wanted); }),
            "syntax_error");
  wanted.kind = "refund";
  EXPECT_EQ(code_from([&](Tx& tx) { return create_policy(tx, as(job_), desk_, wanted); }),
            "condition_unfit");
}

}  // namespace
}  // namespace bursar::approvals
