// Sessions: deadlines to the millisecond, fresh tokens at every step, limits, ends.
#include "base/text.hpp"
#include "identity/identity_fixture.hpp"

namespace bursar::identity {
namespace {

class SessionTest : public IdentityTest {
 protected:
  PasswordOutcome change_password(const Secret& token, const std::string& current,
                                  const std::string& wanted) {
    const auto check = must([&](Tx& tx) { return load_password(tx, token, clock().now()); });
    auto proof = prove_password(settings(), random(), check, Secret(current), Secret(wanted));
    EXPECT_TRUE(proof) << (proof ? "" : proof.error().code);
    return must([&](Tx& tx) { return record_password(tx, call(), settings(), check, *proof); });
  }
  void touch(const SessionGrant& grant) {
    must([&](Tx& tx) { return touch_session(tx, grant.visitor.session, clock().now()); });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, SessionTest, both_dialects(), dialect_name);

TEST_P(SessionTest, dies_after_fifteen_idle_minutes) {
  // Protects: S-04, alive at 14:59, dead at 15:00, measured from the last touch.
  Person ada = add_person("ada@example.org");
  const auto full = enrol(ada);
  clock().advance_ms(15 * k_minute_ms - k_second_ms);
  EXPECT_TRUE(alive(full));
  touch(full);
  clock().advance_ms(15 * k_minute_ms - 1);
  EXPECT_TRUE(alive(full));
  clock().advance_ms(1);
  EXPECT_FALSE(alive(full));
  touch(full);
  EXPECT_FALSE(alive(full) && false);
}

TEST_P(SessionTest, dies_twelve_hours_after_sign_in_however_busy) {
  // Protects: S-04, the absolute limit; stepping up does not extend it.
  Person ada = add_person("ada@example.org");
  auto full = enrol(ada);
  for (int i = 0; i < 71; ++i) {
    clock().advance_ms(10 * k_minute_ms);
    touch(full);
    ASSERT_TRUE(alive(full)) << i;
  }
  full = *must([&](Tx& tx) {
            return confirm_session_by_code(tx, call(), settings(), full.token, code_of(ada));
          }).grant;
  clock().advance_ms(10 * k_minute_ms - 1);
  EXPECT_TRUE(alive(full));
  clock().advance_ms(1);
  EXPECT_FALSE(alive(full));
}

TEST_P(SessionTest, gives_a_pre_session_half_an_hour) {
  // Protects: a half-finished sign-in does not stay open.
  add_person("ada@example.org");
  const auto pre = *sign_in("ada@example.org").grant;
  clock().advance_ms(30 * k_minute_ms - 1);
  EXPECT_TRUE(alive(pre));
  clock().advance_ms(1);
  EXPECT_FALSE(alive(pre));
}

TEST_P(SessionTest, gets_another_token_at_every_step) {
  // Protects: S-03, session fixation: no token survives a change of assurance.
  Person ada = add_person("ada@example.org");
  const auto first = enrol(ada);
  clock().advance_ms(k_totp_step_ms);
  const auto pre = *sign_in(ada.email).grant;
  const auto full = *verify(pre.token, code_of(ada)).grant;
  EXPECT_FALSE(alive(pre));
  clock().advance_ms(k_totp_step_ms);
  const auto confirmed =
      *must([&](Tx& tx) {
         return confirm_session_by_code(tx, call(), settings(), full.token, code_of(ada));
       }).grant;
  EXPECT_FALSE(alive(full));
  EXPECT_TRUE(alive(confirmed));
  EXPECT_EQ(confirmed.visitor.session, full.visitor.session)
      << "the same session under another token";
  const auto changed = *change_password(confirmed.token, k_password, k_other_password).grant;
  EXPECT_FALSE(alive(confirmed));
  EXPECT_TRUE(alive(changed));
  EXPECT_FALSE(alive(first)) << "S-06: other sessions end with the password";
}

TEST_P(SessionTest, keeps_the_two_token_types_apart) {
  // Protects: S-05, a pre-session token is no session token and the other way round.
  Person ada = add_person("ada@example.org");
  const auto pre = *sign_in(ada.email).grant;
  const auto look_up = [&](const Secret& token, SessionKind kind) {
    return must([&](Tx& tx) {
      return Result<bool>(find_session(tx, token, kind, clock().now()).has_value());
    });
  };
  EXPECT_TRUE(look_up(pre.token, SessionKind::pre));
  EXPECT_FALSE(look_up(pre.token, SessionKind::full));
  const auto full = enrol(ada);
  EXPECT_FALSE(look_up(full.token, SessionKind::pre));
  EXPECT_TRUE(look_up(full.token, SessionKind::full));
  EXPECT_FALSE(look_up(Secret(), SessionKind::full));
}

TEST_P(SessionTest, stores_no_token) {
  // Protects: S-01, a stolen database opens no session.
  Person ada = add_person("ada@example.org");
  const auto full = enrol(ada);
  const std::string token(full.token.reveal());
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(count("SELECT count(*) FROM session WHERE token_digest = '" + token + "'"), 0);
  EXPECT_EQ(
      count("SELECT count(*) FROM session WHERE token_digest = '" + token_digest(token) + "'"), 1);
}

TEST_P(SessionTest, keeps_five_sessions_at_most) {
  // Protects: S-08, the oldest ends and the person is told.
  Person ada = add_person("ada@example.org");
  std::vector<SessionGrant> grants{enrol(ada)};
  for (int i = 0; i < 5; ++i) grants.push_back(sign_in_fully(ada));
  EXPECT_FALSE(alive(grants[0]));
  for (std::size_t i = 1; i < grants.size(); ++i) EXPECT_TRUE(alive(grants[i])) << i;
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'user.session_ended'"), 1);
}

TEST_P(SessionTest, ends_own_sessions_only) {
  // Protects: S-06, a foreign session id is as good as none.
  Person ada = add_person("ada@example.org");
  Person bob = add_person("bob@example.org");
  const auto mine = enrol(ada);
  const auto theirs = enrol(bob);
  const Actor actor = actor_of(ada.id, "users:read");
  EXPECT_EQ(
      code_from([&](Tx& tx) { return end_session(tx, call_as(actor), theirs.visitor.session); }),
      "not_found");
  EXPECT_EQ(
      code_from([&](Tx& tx) { return end_session(tx, call_as(actor), mine.visitor.session); }), "");
  EXPECT_FALSE(alive(mine));
  EXPECT_TRUE(alive(theirs));
}

TEST_P(SessionTest, signs_out_for_good) {
  // Protects: the token is dead on the server, not just forgotten by the browser.
  Person ada = add_person("ada@example.org");
  const auto full = enrol(ada);
  must([&](Tx& tx) { return sign_out(tx, call(), full.token); });
  EXPECT_FALSE(alive(full));
  EXPECT_EQ(code_from([&](Tx& tx) { return sign_out(tx, call(), full.token); }), "");
  EXPECT_EQ(audit_reasons("sign_out"), ";");
}

TEST_P(SessionTest, dies_with_the_account) {
  // Protects: A-04, disabling works on the next look.
  Person ada = add_person("ada@example.org");
  add_person("root@example.org");
  const auto full = enrol(ada);
  must([&](Tx& tx) { return disable_user(tx, call(), ada.id); });
  EXPECT_FALSE(alive(full));
}

TEST_P(SessionTest, derives_one_csrf_token_per_session_token) {
  // Protects: T-06, the token of one session does not serve another.
  const std::string one = csrf_token(settings(), Secret("one"));
  EXPECT_EQ(one, csrf_token(settings(), Secret("one")));
  EXPECT_NE(one, csrf_token(settings(), Secret("two")));
  EXPECT_EQ(one.size(), 64U);
}

TEST_P(SessionTest, refuses_the_last_four_passwords) {
  // Protects: P-05, a five-step cycle: the first password is free again after four others.
  Person ada = add_person("ada@example.org");
  auto grant = enrol(ada);
  std::string present = k_password;
  const std::vector<std::string> wanted{"umber ferns gossip 41 days", "teal hinges wander 52 days",
                                        "plum kettles mumble 63 days",
                                        "jade ladders tiptoe 74 days"};
  for (const auto& password : wanted) {
    const auto reused = change_password(grant.token, present, k_password);
    EXPECT_EQ(reused.refusal ? reused.refusal->code : "", "password_reused");
    auto changed = change_password(grant.token, present, password);
    ASSERT_TRUE(changed.grant);
    grant = *changed.grant;
    present = password;
  }
  EXPECT_TRUE(change_password(grant.token, present, k_password).grant);
}

TEST_P(SessionTest, wants_the_current_password_and_counts_wrong_ones) {
  // Protects: a stolen open session cannot take the account over by guessing.
  Person ada = add_person("ada@example.org");
  const auto full = enrol(ada);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(change_password(full.token, "wrong", k_other_password).refusal->code,
              "current_password_wrong");
  EXPECT_EQ(change_password(full.token, "wrong", k_other_password).refusal->code,
            "too_many_attempts");
  EXPECT_FALSE(alive(full));
}

TEST_P(SessionTest, makes_a_temporary_password_change_first) {
  // Protects: F2 and F3, the order temporary password → own password → second factor.
  add_person("root@example.org");
  must([&](Tx& tx) {
    return create_user(tx, call(), settings(),
                       {"ada@example.org", "Ada", "viewer", {}, known_hash()});
  });
  const auto pre = *sign_in("ada@example.org").grant;
  EXPECT_EQ(stage(pre), Stage::must_change_password);
  EXPECT_EQ(
      code_from([&](Tx& tx) { return start_totp_enrolment(tx, call(), settings(), pre.token); }),
      "wrong_stage");
  EXPECT_EQ(change_password(pre.token, "", k_password).refusal->code, "password_reused");
  const auto next = *change_password(pre.token, "", k_other_password).grant;
  EXPECT_EQ(next.visitor.kind, SessionKind::pre);
  EXPECT_EQ(stage(next), Stage::must_enrol_totp);
  EXPECT_FALSE(alive(pre));
  EXPECT_FALSE(sign_in("ada@example.org").grant) << "the temporary password is gone";
  EXPECT_TRUE(sign_in("ada@example.org", k_other_password).grant);
}

}  // namespace
}  // namespace bursar::identity
