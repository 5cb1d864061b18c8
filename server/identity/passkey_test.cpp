// Passkeys as use cases: registering, signing in, replay, parallel answers, limits, removal.
#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "identity/passkey_fixture.hpp"

namespace bursar::identity {
namespace {

class PasskeysTest : public PasskeyTest {
 protected:
  void SetUp() override {
    PasskeyTest::SetUp();
    ada_ = add_person("ada@example.org");
  }
  SessionGrant pre() { return *sign_in(ada_.email).grant; }
  /// Ada with a passkey and nothing else; her full session.
  SessionGrant enrolled() { return *add(pre().token, laptop_).grant; }
  std::string add_code(const Secret& token) {
    return code_from(
        [&](Tx& tx) { return start_passkey_registration(tx, call(), settings(), token); });
  }
  std::string remove_code(const Secret& token, PasskeyId id) {
    return code_from([&](Tx& tx) { return remove_passkey(tx, call(), token, id); });
  }
  std::vector<Passkey> list() {
    return must([&](Tx& tx) { return Result<std::vector<Passkey>>(list_passkeys(tx, ada_.id)); });
  }
  Call as_ada() {
    actor_ = actor_of(ada_.id, "payments:read");
    return call_as(actor_);
  }

  Person ada_;
  SoftPasskey laptop_;
  Actor actor_;
};
INSTANTIATE_TEST_SUITE_P(Both, PasskeysTest, both_dialects(), dialect_name);

TEST_P(PasskeysTest, is_a_second_factor_of_its_own) {
  // Protects: M-01, M-02: enrolled at the first sign-in, asked for at the next, good for a session.
  const auto first = pre();
  EXPECT_EQ(stage(first), Stage::must_enrol_totp);
  const auto outcome = add(first.token, laptop_);
  EXPECT_EQ(stage(*outcome.grant), Stage::full);
  EXPECT_EQ(outcome.recovery_codes.size(), 10U);
  EXPECT_FALSE(alive(first)) << "S-03: the token of the step before is dead";
  EXPECT_EQ(outcome.grant->visitor.passkeys, 1);

  const auto again = pre();
  EXPECT_EQ(stage(again), Stage::must_verify_totp);
  clock().advance_ms(1'000);
  const auto question = ask(again.token);
  EXPECT_EQ(question.challenge.size(), 32U);
  EXPECT_EQ(question.rp_id, k_test_rp_id);
  ASSERT_EQ(question.passkeys.size(), 1U);
  EXPECT_EQ(question.passkeys[0].credential_id, laptop_.credential_id);
  const auto full = finish(again.token, laptop_.get({question.challenge}));
  ASSERT_TRUE(full.grant);
  EXPECT_EQ(stage(*full.grant), Stage::full);
  EXPECT_EQ(full.grant->visitor.mfa_level, MfaLevel::second_factor);
  EXPECT_FALSE(alive(again));
  EXPECT_EQ(list()[0].last_used_at, clock().now());
}

TEST_P(PasskeysTest, takes_an_answer_once) {
  // Protects: replay, in the same session and in another one.
  enrolled();
  const auto one = pre();
  const auto two = pre();
  const auto answer = laptop_.get({ask(one.token).challenge});
  ask(two.token);
  EXPECT_EQ(refusal(finish(two.token, answer)), "passkey_expired") << "asked in another session";
  ASSERT_TRUE(finish(one.token, answer).grant);
  EXPECT_EQ(refusal(finish(two.token, answer)), "passkey_expired");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return finish_passkey_sign_in(tx, call(), settings(), one.token, answer);
            }),
            "signed_out");
}

TEST_P(PasskeysTest, uses_a_challenge_up_with_the_first_answer) {
  // Protects: a wrong answer leaves no second try on the same challenge.
  enrolled();
  const auto session = pre();
  const std::string challenge = ask(session.token).challenge;
  auto broken = laptop_.get({challenge});
  broken.signature[8] = static_cast<char>(broken.signature[8] ^ 1);
  EXPECT_EQ(refusal(finish(session.token, broken)), "passkey_wrong");
  EXPECT_EQ(refusal(finish(session.token, laptop_.get({challenge}))), "passkey_expired");
  EXPECT_EQ(audit_reasons("verify_passkey"), "signature_wrong;challenge_expired;");
}

TEST_P(PasskeysTest, lets_a_challenge_live_two_minutes) {
  // Protects: M-02, 120 seconds and not one more.
  enrolled();
  const auto session = pre();
  auto challenge = ask(session.token).challenge;
  clock().advance_ms(120'000 - 1);
  EXPECT_TRUE(finish(session.token, laptop_.get({challenge})).grant);
  const auto late = pre();
  challenge = ask(late.token).challenge;
  clock().advance_ms(120'000);
  EXPECT_EQ(refusal(finish(late.token, laptop_.get({challenge}))), "passkey_expired");
}

TEST_P(PasskeysTest, binds_a_challenge_to_its_purpose) {
  // Protects: what was signed to sign in confirms nothing, and approves no other act.
  const auto full = enrolled();
  const auto verdict = [&](const PasskeyRequest& asked, const PasskeyRequest& answered) {
    return must([&](Tx& tx) {
      const auto question = ask_passkey(tx, call(), settings(), asked);
      const auto answer = laptop_.get({question->challenge});
      return Result<PasskeyVerdict>(verify_passkey(tx, call(), settings(), answered, answer));
    });
  };
  const PasskeyRequest act{ada_.id, full.visitor.session, PasskeyPurpose::operation, "refund 1"};
  PasskeyRequest other = act;
  EXPECT_FALSE(verdict(act, act).refusal);
  EXPECT_TRUE(verdict(act, act).passkey);
  other.bound_to = "refund 2";
  EXPECT_EQ(verdict(act, other).refusal->code, "passkey_expired");
  other = act;
  other.purpose = PasskeyPurpose::confirmation;
  EXPECT_EQ(verdict(act, other).refusal->code, "passkey_expired");
  other = act;
  other.session = pre().visitor.session;
  EXPECT_EQ(verdict(act, other).refusal->code, "passkey_expired");
}

TEST_P(PasskeysTest, lets_one_of_64_parallel_answers_through) {
  // Protects: one challenge gives one success, whatever the database does in parallel.
  const auto full = enrolled();
  const PasskeyRequest request{ada_.id, full.visitor.session, PasskeyPurpose::confirmation};
  const auto question = must([&](Tx& tx) { return ask_passkey(tx, call(), settings(), request); });
  std::vector<PasskeyAssertion> answers;
  for (int i = 0; i < 64; ++i) answers.push_back(laptop_.get({question.challenge}));
  const Instant now = clock().now();
  std::atomic<int> successes{0};
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      threads.emplace_back([&, i] {
        const Actor actor;
        auto verdict = db().write([&](Tx& tx) {
          SeededRandom mine(i);
          return Result<PasskeyVerdict>(
              verify_passkey(tx, Call{actor, now, ids(), mine}, settings(), request, answers[i]));
        });
        if (verdict && !verdict->refusal) ++successes;
      });
    }
  }
  EXPECT_EQ(successes.load(), 1);
}

TEST_P(PasskeysTest, counts_wrong_answers_like_wrong_codes) {
  // Protects: M-04, five wrong answers end the sign-in and lock the factor; late ones do not count.
  enrolled();
  SoftPasskey strange;
  strange.credential_id = laptop_.credential_id;
  auto session = pre();
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(refusal(finish(session.token, laptop_.get({"late"}))), "passkey_expired");
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(refusal(finish(session.token, strange.get({ask(session.token).challenge}))),
              "passkey_wrong");
  EXPECT_EQ(refusal(finish(session.token, strange.get({ask(session.token).challenge}))),
            "too_many_attempts");
  EXPECT_FALSE(alive(session));
  session = pre();
  EXPECT_EQ(code_from([&](Tx& tx) {
              return start_passkey_sign_in(tx, call(), settings(), session.token);
            }),
            "too_many_attempts");
}

TEST_P(PasskeysTest, refuses_and_tells_when_a_counter_goes_back) {
  // Protects: M-02, a copied authenticator is refused, put on record and told of.
  set_up_mail();
  enrolled();
  ASSERT_TRUE(sign_in_by(ada_.email, laptop_).grant);
  laptop_.sign_count -= 1;
  EXPECT_EQ(refusal(sign_in_by(ada_.email, laptop_)), "passkey_suspected");
  EXPECT_EQ(audit_reasons("verify_passkey"), "sign_count_regressed;");
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'user.passkey_suspected'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM message WHERE kind = 'notice_passkey_suspected'"), 1);
  EXPECT_TRUE(sign_in_by(ada_.email, laptop_).grant) << "the one that counts on is the real one";
}

TEST_P(PasskeysTest, takes_no_passkey_of_somebody_else) {
  // Protects: a credential belongs to its person, though its signature is good.
  enrolled();
  Person bob = add_person("bob@example.org");
  SoftPasskey phone;
  add(sign_in(bob.email).grant->token, phone);
  EXPECT_EQ(refusal(sign_in_by(ada_.email, phone)), "passkey_wrong");
  EXPECT_EQ(audit_reasons("verify_passkey"), "credential_unknown;");
  const auto session = pre();
  auto answer = laptop_.get({ask(session.token).challenge});
  answer.user_handle = bob.id.text();
  EXPECT_EQ(refusal(finish(session.token, answer)), "passkey_wrong");
}

TEST_P(PasskeysTest, registers_a_credential_once) {
  // Protects: one key, one person; the browser is told what is there already.
  auto full = enrolled();
  const auto question = invite(full.token).question;
  ASSERT_EQ(question.passkeys.size(), 1U);
  EXPECT_EQ(question.passkeys[0].credential_id, laptop_.credential_id);
  EXPECT_EQ(refusal(add(full.token, laptop_)), "passkey_known");
  EXPECT_EQ(list().size(), 1U);
}

TEST_P(PasskeysTest, needs_the_present_factor_to_add_another) {
  // Protects: M-08, S-06: a password alone enrols nothing, neither does an unattended session; the
  // other sessions end.
  auto full = enrolled();
  const auto other = *sign_in_by(ada_.email, laptop_).grant;
  EXPECT_EQ(add_code(pre().token), "wrong_stage");
  clock().advance_ms(5 * k_minute_ms);
  EXPECT_EQ(add_code(full.token), "step_up_required");
  full = *sign_in_by(ada_.email, laptop_).grant;
  SoftPasskey phone;
  const auto outcome = add(full.token, phone, "  Phone  ");
  EXPECT_TRUE(outcome.recovery_codes.empty()) << "those of the first one still hold";
  EXPECT_TRUE(alive(*outcome.grant));
  EXPECT_FALSE(alive(other));
  ASSERT_EQ(list().size(), 2U);
  EXPECT_EQ(list()[1].name, "Phone");
  EXPECT_TRUE(sign_in_by(ada_.email, phone).grant);
}

TEST_P(PasskeysTest, stops_at_ten) {
  // Protects: everything has a limit.
  auto full = enrolled();
  for (int i = 2; i <= 10; ++i) {
    SoftPasskey more;
    full = *add(full.token, more).grant;
  }
  EXPECT_EQ(add_code(full.token), "too_many_passkeys");
}

TEST_P(PasskeysTest, keeps_the_last_factor) {
  // Protects: M-01, M-08: nobody is left without a factor, and removal needs a fresh confirmation.
  auto full = enrolled();
  const PasskeyId first = list()[0].id;
  EXPECT_EQ(remove_code(full.token, first), "last_factor");
  SoftPasskey phone;
  full = *add(full.token, phone).grant;
  clock().advance_ms(5 * k_minute_ms);
  EXPECT_EQ(remove_code(full.token, first), "step_up_required");
  EXPECT_EQ(remove_code(pre().token, first), "wrong_stage");
  const auto other = *sign_in_by(ada_.email, phone).grant;
  full = *sign_in_by(ada_.email, phone).grant;
  EXPECT_EQ(remove_code(full.token, PasskeyId{4711}), "not_found");
  EXPECT_EQ(remove_code(full.token, first), "");
  EXPECT_FALSE(alive(other));
  EXPECT_TRUE(alive(full));
  EXPECT_EQ(refusal(sign_in_by(ada_.email, laptop_)), "passkey_wrong");
  EXPECT_EQ(remove_code(full.token, list()[0].id), "last_factor");
}

TEST_P(PasskeysTest, stands_beside_the_authenticator_app) {
  // Protects: either of the two signs in, and either may go while the other stays.
  auto full = enrol(ada_);
  clock().advance_ms(k_totp_step_ms);
  full = *add(full.token, laptop_).grant;
  const auto by_app = *verify(pre().token, code_of(ada_)).grant;
  EXPECT_EQ(stage(by_app), Stage::full);
  must([&](Tx& tx) { return remove_totp(tx, call(), by_app.token); });
  EXPECT_EQ(code_from([&](Tx& tx) { return remove_totp(tx, call(), by_app.token); }), "no_factor");
  clock().advance_ms(k_totp_step_ms);
  EXPECT_EQ(verify(pre().token, code_of(ada_)).refusal->code, "code_wrong");
  EXPECT_TRUE(sign_in_by(ada_.email, laptop_).grant);
  EXPECT_EQ(remove_code(by_app.token, list()[0].id), "last_factor");
}

TEST_P(PasskeysTest, keeps_the_app_that_stands_alone) {
  // Protects: M-01, the app is the last factor of who has no passkey.
  const auto full = enrol(ada_);
  EXPECT_EQ(code_from([&](Tx& tx) { return remove_totp(tx, call(), full.token); }), "last_factor");
}

TEST_P(PasskeysTest, lets_go_of_all_where_none_is_needed) {
  // Protects: whoever may be without a second factor can turn it off, whichever kind it is.
  const auto full = enrolled();
  set_demo_policy(true);
  EXPECT_EQ(remove_code(full.token, list()[0].id), "");
  EXPECT_EQ(stage(pre()), Stage::full);
}

TEST_P(PasskeysTest, replaces_a_lost_app_after_a_recovery_code) {
  // Protects: M-07: a recovery code forces an enrolment, a passkey satisfies it, and the app on the
  // phone that may be lost counts no more.
  enrol(ada_);
  clock().advance_ms(k_totp_step_ms);
  const auto session = *verify(pre().token, ada_.recovery_codes[0]).grant;
  EXPECT_EQ(stage(session), Stage::must_enrol_totp);
  const auto outcome = add(session.token, laptop_);
  EXPECT_EQ(stage(*outcome.grant), Stage::full);
  EXPECT_EQ(outcome.recovery_codes.size(), 10U);
  EXPECT_EQ(verify(pre().token, code_of(ada_)).refusal->code, "code_wrong");
}

TEST_P(PasskeysTest, lets_a_recovery_code_in_without_the_passkey) {
  // Protects: M-07, losing the only passkey is no end.
  const auto outcome = add(pre().token, laptop_);
  const auto session = *verify(pre().token, outcome.recovery_codes[0]).grant;
  EXPECT_EQ(stage(session), Stage::must_enrol_totp);
  SoftPasskey phone;
  EXPECT_EQ(stage(*add(session.token, phone).grant), Stage::full);
}

TEST_P(PasskeysTest, renames_only_ones_own) {
  // Protects: names are trimmed and bounded, and other people's passkeys are not there.
  enrolled();
  const PasskeyId id = list()[0].id;
  const auto rename = [&](const Call& by, const std::string& name) {
    return code_from([&](Tx& tx) { return rename_passkey(tx, by, id, name); });
  };
  EXPECT_EQ(rename(as_ada(), " Desk "), "");
  EXPECT_EQ(list()[0].name, "Desk");
  for (const std::string& name : {std::string(), std::string("  "), std::string(61, 'n'),
                                  std::string("two\nlines"), std::string("\xFF")})
    EXPECT_EQ(rename(as_ada(), name), "name_invalid");
  const Actor bob = actor_of(add_person("bob@example.org").id, "payments:read");
  EXPECT_EQ(rename(call_as(bob), "Mine"), "not_found");
}

TEST_P(PasskeysTest, goes_with_a_reset_of_the_second_factor) {
  // Protects: A-08, a reset leaves no passkey behind; the next sign-in enrols.
  const Person vera = add_person("vera@example.org", "viewer");
  add(sign_in(vera.email).grant->token, laptop_);
  EXPECT_EQ(count("SELECT count(*) FROM passkey"), 1);
  must([&](Tx& tx) { return reset_second_factor(tx, call(), vera.id); });
  EXPECT_EQ(count("SELECT count(*) FROM passkey"), 0);
  EXPECT_EQ(stage(*sign_in(vera.email).grant), Stage::must_enrol_totp);
}

TEST_P(PasskeysTest, needs_a_domain_name) {
  // Protects: an office under an IP address says so instead of failing in the browser.
  const auto session = pre();
  Settings bare = settings();
  bare.relying_party = relying_party_of("http://192.0.2.1:8480");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return start_passkey_registration(tx, call(), bare, session.token);
            }),
            "passkeys_unavailable");
}

TEST_P(PasskeysTest, does_not_carry_over_to_another_address) {
  // Protects: after the office has moved, its passkeys ask for nothing and answer nothing.
  enrolled();
  Settings moved = settings();
  moved.relying_party = relying_party_of("https://elsewhere.example.org");
  const auto session = pre();
  EXPECT_EQ(
      code_from([&](Tx& tx) { return start_passkey_sign_in(tx, call(), moved, session.token); }),
      "no_passkey");
  const auto answer = laptop_.get({ask(session.token).challenge});
  const auto outcome = must(
      [&](Tx& tx) { return finish_passkey_sign_in(tx, call(), moved, session.token, answer); });
  EXPECT_EQ(outcome.refusal->code, "passkey_wrong");
}

TEST_P(PasskeysTest, keeps_one_challenge_per_session_and_purpose) {
  // Protects: asking often fills no table, and the newest question is the one that counts.
  enrolled();
  const auto session = pre();
  const auto first = ask(session.token).challenge;
  const auto second = ask(session.token).challenge;
  EXPECT_NE(first, second);
  EXPECT_EQ(count("SELECT count(*) FROM passkey_challenge"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM passkey_challenge WHERE challenge_digest = '" +
                  token_digest(second) + "'"),
            1)
      << "stored as a digest";
  EXPECT_EQ(refusal(finish(session.token, laptop_.get({first}))), "passkey_expired");
}

}  // namespace
}  // namespace bursar::identity
