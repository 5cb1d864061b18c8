// The second factor: enrolment, replay, parallel submissions, limits, recovery, step-up.
#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "identity/identity_fixture.hpp"

namespace bursar::identity {
namespace {

class SecondFactorTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    ada_ = add_person("ada@example.org");
    full_ = enrol(ada_);
    clock().advance_ms(k_totp_step_ms);
  }
  std::string refusal(const Secret& token, const std::string& code) {
    const auto outcome = verify(token, code);
    return outcome.refusal ? outcome.refusal->code : "";
  }
  std::string wrong_code() {
    const std::string code = code_of(ada_);
    const std::string previous = totp_code(ada_.totp_secret, totp_step(clock().now()) - 1);
    for (const char* wrong : {"000000", "111111", "222222"})
      if (code != wrong && previous != wrong) return wrong;
    return "333333";
  }
  SessionGrant pre() { return *sign_in(ada_.email).grant; }

  Person ada_;
  SessionGrant full_;
};
INSTANTIATE_TEST_SUITE_P(Both, SecondFactorTest, both_dialects(), dialect_name);

TEST_P(SecondFactorTest, takes_a_code_once) {
  // Protects: M-03, a code seen over the shoulder is worthless, in this session or another.
  const std::string code = code_of(ada_);
  const auto first = pre();
  const auto second = pre();
  EXPECT_EQ(refusal(first.token, code), "");
  EXPECT_EQ(refusal(second.token, code), "code_wrong");
  const std::string enrolment_code = totp_code(ada_.totp_secret, totp_step(clock().now()) - 1);
  EXPECT_EQ(refusal(second.token, enrolment_code), "code_wrong")
      << "an earlier step after a later one";
  clock().advance_ms(k_totp_step_ms);
  EXPECT_EQ(refusal(second.token, code_of(ada_)), "");
}

TEST_P(SecondFactorTest, lets_one_of_64_parallel_submissions_through) {
  // Protects: CVE-2025-6014 class, acceptance is atomic in the database.
  Settings generous = settings();
  generous.policy.factor_failures_max = 1'000;
  const std::string code = code_of(ada_);
  std::vector<SessionGrant> sessions;
  for (int i = 0; i < 64; ++i) sessions.push_back(pre());
  const Instant now = clock().now();
  std::atomic<int> successes{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 64; ++i) {
      threads.emplace_back([&, i] {
        SeededRandom stream(static_cast<std::uint64_t>(i));
        const Actor actor;
        const Secret& token = sessions[static_cast<std::size_t>(i)].token;
        auto outcome = db().write([&](Tx& tx) {
          SeededRandom mine(static_cast<std::uint64_t>(i));
          return verify_totp(tx, Call{actor, now, ids(), mine}, generous, token, code);
        });
        if (outcome && outcome->grant) ++successes;
      });
    }
  }
  EXPECT_EQ(successes.load(), 1);
}

TEST_P(SecondFactorTest, ends_the_sign_in_at_five_wrong_codes) {
  // Protects: M-04, the count belongs to the account: another session does not start it anew.
  const auto first = pre();
  const auto second = pre();
  EXPECT_EQ(refusal(first.token, wrong_code()), "code_wrong");
  EXPECT_EQ(refusal(first.token, wrong_code()), "code_wrong");
  EXPECT_EQ(refusal(second.token, wrong_code()), "code_wrong");
  EXPECT_EQ(refusal(second.token, "ABCD-not-a-code"), "code_wrong");
  EXPECT_EQ(refusal(second.token, wrong_code()), "too_many_attempts");
  EXPECT_FALSE(alive(second));
  EXPECT_EQ(code_from([&](Tx& tx) {
              return verify_totp(tx, call(), settings(), first.token, code_of(ada_));
            }),
            "too_many_attempts")
      << "the right code, but the account's factor is locked";
  clock().advance_ms(30 * k_minute_ms);
  EXPECT_EQ(refusal(pre().token, code_of(ada_)), "");
}

TEST_P(SecondFactorTest, forgets_wrong_codes_after_a_right_one) {
  // Protects: typing errors of different days do not add up to a lock.
  for (int round = 0; round < 3; ++round) {
    const auto session = pre();
    for (int i = 0; i < 4; ++i) EXPECT_EQ(refusal(session.token, wrong_code()), "code_wrong");
    EXPECT_EQ(refusal(session.token, code_of(ada_)), "");
    clock().advance_ms(k_totp_step_ms);
  }
}

TEST_P(SecondFactorTest, hands_out_ten_recovery_codes_of_120_bits) {
  // Protects: M-07, shown once and stored as keyed hashes.
  ASSERT_EQ(ada_.recovery_codes.size(), 10U);
  for (const auto& code : ada_.recovery_codes) EXPECT_EQ(code.size(), 24U + 5U) << code;
  EXPECT_EQ(count("SELECT count(*) FROM recovery_code"), 10);
  EXPECT_EQ(count("SELECT count(*) FROM recovery_code WHERE code_digest LIKE '%" +
                  ada_.recovery_codes[0].substr(0, 4) + "-%'"),
            0);
}

TEST_P(SecondFactorTest, takes_a_recovery_code_once_and_wants_another_device) {
  // Protects: M-07, single use, the person is told, and re-enrolment cannot be walked around.
  const std::string code = ada_.recovery_codes[3];
  const auto outcome = verify(pre().token, fold_case(code));
  ASSERT_TRUE(outcome.grant);
  EXPECT_EQ(outcome.grant->visitor.kind, SessionKind::pre);
  EXPECT_EQ(stage(*outcome.grant), Stage::must_enrol_totp);
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'user.recovery_code_used'"), 1);
  EXPECT_EQ(refusal(pre().token, code), "code_wrong");
  const auto again = pre();
  EXPECT_EQ(stage(again), Stage::must_verify_totp) << "a password alone still enrols nothing";
  const auto by_totp = verify(again.token, code_of(ada_));
  EXPECT_EQ(stage(*by_totp.grant), Stage::must_enrol_totp);
}

TEST_P(SecondFactorTest, takes_no_recovery_code_of_somebody_else) {
  // Protects: codes are bound to their account.
  Person bob = add_person("bob@example.org");
  enrol(bob);
  EXPECT_EQ(refusal(pre().token, bob.recovery_codes[0]), "code_wrong");
}

TEST_P(SecondFactorTest, replaces_the_factor_only_after_a_fresh_confirmation) {
  // Protects: M-08, and S-06: changing the factor ends the other sessions.
  const auto other = sign_in_fully(ada_);
  clock().advance_ms(5 * k_minute_ms);
  EXPECT_EQ(
      code_from([&](Tx& tx) { return start_totp_enrolment(tx, call(), settings(), full_.token); }),
      "step_up_required");
  const auto confirmed =
      *must([&](Tx& tx) {
         return confirm_session_by_code(tx, call(), settings(), full_.token, code_of(ada_));
       }).grant;
  must([&](Tx& tx) { return start_totp_enrolment(tx, call(), settings(), confirmed.token); });
  EXPECT_TRUE(alive(other));
  EXPECT_TRUE(alive(confirmed));
}

TEST_P(SecondFactorTest, keeps_a_confirmation_fresh_for_five_minutes) {
  // Protects: L3 of the assurance levels.
  EXPECT_EQ(full_.visitor.fresh_until, clock().now().plus_ms(5 * k_minute_ms - k_totp_step_ms));
  clock().advance_ms(10 * k_minute_ms);
  const auto wrong = must([&](Tx& tx) {
    return confirm_session_by_code(tx, call(), settings(), full_.token, wrong_code());
  });
  EXPECT_EQ(wrong.refusal->code, "code_wrong");
  const auto right = must([&](Tx& tx) {
    return confirm_session_by_code(tx, call(), settings(), full_.token, code_of(ada_));
  });
  EXPECT_EQ(right.grant->visitor.fresh_until, clock().now().plus_ms(5 * k_minute_ms));
}

TEST_P(SecondFactorTest, stores_no_seed_in_the_clear) {
  // Protects: M-09, and the ciphertext opens for its own account only.
  const auto sealed = must([&](Tx& tx) {
    return Result<std::string>(
        *tx.one("SELECT totp_secret FROM user_account", {},
                [](const storage::Row& row) { return std::string(row.blob(0)); }));
  });
  EXPECT_EQ(sealed.find(ada_.totp_secret), std::string::npos);
  EXPECT_FALSE(unseal(settings().keys.totp_key, sealed, "user_account.totp_secret:us_other"));
  const auto opened =
      unseal(settings().keys.totp_key, sealed, "user_account.totp_secret:" + ada_.id.text());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), ada_.totp_secret);
}

}  // namespace
}  // namespace bursar::identity
