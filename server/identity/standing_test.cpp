// Marks of open streams: the same while nothing changes, another or none as soon as anything does.
#include "identity/standing.hpp"

#include <functional>

#include "identity/identity_fixture.hpp"
#include "identity/role_store.hpp"

namespace bursar::identity {
namespace {

constexpr CompanyId k_acme{1001};
constexpr MerchantId k_shop{2001};

class StandingTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    set_demo_policy(true);
    root_ = add_person("root@example.org");
    ada_ = add_person("ada@example.org", "operator", {ScopeKind::merchant, k_acme, k_shop, {}});
    const auto grant = sign_in("ada@example.org").grant;
    session_ = grant->visitor.session;
    token_ = grant->token.reveal();
  }
  std::string mark() {
    return must([&](Tx& tx) {
      const auto marks = standing_marks(tx, {session_}, clock().now());
      const auto found = marks.find(session_.key);
      return Result<std::string>(found == marks.end() ? "none" : found->second);
    });
  }
  std::int64_t version() {
    return count("SELECT version FROM user_account WHERE id = " + std::to_string(ada_.id.key));
  }
  Person root_, ada_;
  SessionId session_;
  std::string token_;
};
INSTANTIATE_TEST_SUITE_P(Both, StandingTest, both_dialects(), dialect_name);

TEST_P(StandingTest, stays_while_nothing_changes) {
  // Protects: open pages are not cut off by reading, by time or by other people's changes.
  const std::string before = mark();
  clock().advance_ms(10 * k_minute_ms);
  (void)add_person("bob@example.org", "viewer", {ScopeKind::company, k_acme, {}, {}});
  EXPECT_EQ(mark(), before);
  EXPECT_NE(before, "none");
}

TEST_P(StandingTest, changes_with_every_right) {
  // Protects: A-04, a role given, taken, changed or run out ends what rests on it.
  const Actor actor = actor_of(root_.id, "users:write");
  std::string before = mark();
  const auto differs = [&](std::string_view what) {
    const std::string now = mark();
    EXPECT_NE(now, before) << what;
    before = now;
  };
  const Instant soon = clock().now().plus_ms(k_minute_ms);
  const std::int64_t at_first = version();
  const User given = must([&](Tx& tx) {
    const Grantee grant{"viewer", {ScopeKind::company, k_acme, {}, {}}, soon};
    return add_membership(tx, call_as(actor), {ada_.id, at_first, grant});
  });
  differs("a role was given");
  clock().advance_ms(k_minute_ms);
  differs("a role has run out");
  const std::int64_t at_last = version();
  must([&](Tx& tx) {
    return end_membership(tx, call_as(actor), {ada_.id, at_last, given.memberships[0].id});
  });
  differs("a role was taken");
}

TEST_P(StandingTest, is_none_once_the_session_is_over) {
  // Protects: a session that was ended, ran out or belongs to a disabled account has no standing.
  const auto after = [&](const std::function<void()>& what) {
    const auto grant = sign_in("ada@example.org").grant;
    session_ = grant->visitor.session;
    EXPECT_NE(mark(), "none");
    what();
    return mark();
  };
  EXPECT_EQ(after([&] { clock().advance_ms(15 * k_minute_ms); }), "none");
  EXPECT_EQ(after([&] {
              const Actor actor = actor_of(root_.id, "users:reset");
              must([&](Tx& tx) { return end_user_sessions(tx, call_as(actor), ada_.id); });
            }),
            "none");
  EXPECT_EQ(after([&] {
              const Actor actor = actor_of(root_.id, "users:write");
              must([&](Tx& tx) { return disable_user(tx, call_as(actor), ada_.id); });
            }),
            "none");
}

TEST_P(StandingTest, admits_with_the_rights_of_now) {
  // Protects: what a stream carries is read at the moment its mark is.
  Actor actor = actor_of(ada_.id, "live:read");
  actor.session = session_;
  const auto standing = must([&](Tx& tx) {
    return Result<std::optional<std::pair<std::string, Scope>>>(
        standing_of(tx, actor, "live:read", clock().now()));
  });
  ASSERT_TRUE(standing);
  EXPECT_TRUE(standing->second.contains(k_acme, k_shop));
  EXPECT_FALSE(standing->second.contains(k_acme));
  const auto none = must([&](Tx& tx) {
    return Result<bool>(standing_of(tx, actor, "audit:read", clock().now()).has_value());
  });
  EXPECT_FALSE(none);
}

}  // namespace
}  // namespace bursar::identity
