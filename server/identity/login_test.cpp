// Sign-in: what is refused, what is counted, when it locks, and what a refusal must not reveal.
#include "identity/identity_fixture.hpp"
#include "identity/password_hash.hpp"

namespace bursar::identity {
namespace {

class LoginTest : public IdentityTest {
 protected:
  void fail_times(const std::string& email, int times, const std::string& device = {}) {
    for (int i = 0; i < times; ++i) EXPECT_FALSE(sign_in(email, "not the password", device).grant);
  }
};
INSTANTIATE_TEST_SUITE_P(Both, LoginTest, both_dialects(), dialect_name);

TEST_P(LoginTest, finds_the_account_whatever_the_letter_case) {
  // Protects: A2, the address is case-folded.
  add_person("Ada@Example.org");
  EXPECT_TRUE(sign_in("aDA@eXAMPLE.ORG ").grant);
  EXPECT_EQ(code_from([&](Tx& tx) {
              return seed_user(tx, call(), {"ADA@example.org", "Ada", "viewer", {}, known_hash()});
            }),
            "email_taken");
}

TEST_P(LoginTest, leads_to_enrolment_and_from_there_to_a_full_session) {
  // Protects: M-01, a password alone is a pre-session that owes the second factor.
  Person ada = add_person("ada@example.org");
  const auto login = sign_in(ada.email);
  ASSERT_TRUE(login.grant);
  EXPECT_EQ(login.grant->visitor.kind, SessionKind::pre);
  EXPECT_EQ(stage(*login.grant), Stage::must_enrol_totp);
  const auto full = enrol(ada);
  EXPECT_EQ(full.visitor.kind, SessionKind::full);
  EXPECT_EQ(full.visitor.mfa_level, MfaLevel::second_factor);
  clock().advance_ms(k_totp_step_ms);
  EXPECT_EQ(stage(*sign_in(ada.email).grant), Stage::must_verify_totp);
}

TEST_P(LoginTest, lets_a_demo_skip_the_second_factor_by_policy_only) {
  // Protects: the one exception is a stored policy of a demo sandbox, and dies with it.
  add_person("ada@example.org");
  set_demo_policy(true);
  const auto login = sign_in("ada@example.org");
  EXPECT_EQ(login.grant->visitor.kind, SessionKind::full);
  EXPECT_EQ(login.grant->visitor.mfa_level, MfaLevel::password);
  set_demo_policy(false);
  EXPECT_FALSE(alive(*login.grant));
}

TEST_P(LoginTest, never_skips_the_second_factor_outside_a_demo_sandbox) {
  // Protects: neither the use case nor the database itself takes the policy elsewhere.
  EXPECT_EQ(code_from([&](Tx& tx) {
              return install(tx, call(), {Environment::sandbox, false, true});
            }),
            "demo_only");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return install(tx, call(), {Environment::live, true, false});
            }),
            "demo_only");
  EXPECT_EQ(code_from([&](Tx& tx) {
              return install(tx, call(), {Environment::live, false, false});
            }),
            "environment_fixed");
  EXPECT_THROW(db().write([&](Tx& tx) {
    tx.exec("UPDATE installation SET demo_skip_second_factor = 1, environment = 2");
    return ok();
  }),
               storage::StorageError);
}

TEST_P(LoginTest, locks_unknown_devices_after_five_failures) {
  // Protects: A-03, five password evaluations per account and device; exactly 30 minutes.
  add_person("ada@example.org");
  fail_times("ada@example.org", 4);
  EXPECT_TRUE(sign_in("ada@example.org").grant) << "four failures lock nothing";
  fail_times("ada@example.org", 5);
  EXPECT_FALSE(sign_in("ada@example.org").grant) << "the right password during the lock";
  clock().advance_ms(30 * k_minute_ms - 1);
  EXPECT_FALSE(sign_in("ada@example.org").grant);
  clock().advance_ms(1);
  EXPECT_TRUE(sign_in("ada@example.org").grant);
}

TEST_P(LoginTest, keeps_a_known_device_working_while_strangers_are_locked_out) {
  // Protects: ruling 1.1#3, strangers cannot lock the owner out.
  add_person("ada@example.org");
  const std::string device(sign_in("ada@example.org").device_token.reveal());
  ASSERT_FALSE(device.empty());
  fail_times("ada@example.org", 9);
  EXPECT_FALSE(sign_in("ada@example.org").grant);
  const auto known = sign_in("ada@example.org", k_password, device);
  EXPECT_TRUE(known.grant);
  EXPECT_TRUE(known.device_token.empty()) << "a known device keeps its cookie";
}

TEST_P(LoginTest, gives_a_known_device_its_own_count) {
  // Protects: A-03, the device cookie is no licence to guess.
  add_person("ada@example.org");
  const std::string device(sign_in("ada@example.org").device_token.reveal());
  fail_times("ada@example.org", 5, device);
  EXPECT_FALSE(sign_in("ada@example.org", k_password, device).grant);
  EXPECT_TRUE(sign_in("ada@example.org").grant);
}

TEST_P(LoginTest, takes_no_device_cookie_of_another_account_or_of_nobody) {
  // Protects: the cookie is bound to the account and cannot be made up.
  add_person("ada@example.org");
  add_person("bob@example.org");
  const std::string device(sign_in("bob@example.org").device_token.reveal());
  fail_times("ada@example.org", 5, device);
  EXPECT_FALSE(sign_in("ada@example.org").grant) << "counted as an unknown device";
  std::string forged = device;
  forged.back() = forged.back() == '0' ? '1' : '0';
  EXPECT_FALSE(sign_in("bob@example.org", k_password, forged).device_token.empty());
}

TEST_P(LoginTest, locks_the_account_hard_at_ten_failures_over_all_devices) {
  // Protects: PCI 8.3.4; the person is told by an event.
  add_person("ada@example.org");
  const std::string device(sign_in("ada@example.org").device_token.reveal());
  fail_times("ada@example.org", 5, device);
  fail_times("ada@example.org", 5);
  const std::string other(sign_in("ada@example.org").device_token.reveal());
  EXPECT_TRUE(other.empty());
  EXPECT_EQ(count("SELECT state FROM user_account"), static_cast<int>(UserState::locked));
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'user.locked'"), 1);
  clock().advance_ms(30 * k_minute_ms);
  EXPECT_TRUE(sign_in("ada@example.org").grant);
  EXPECT_EQ(count("SELECT state FROM user_account"), static_cast<int>(UserState::active));
}

TEST_P(LoginTest, judges_parallel_attempts_when_recording_them) {
  // Protects: attempts loaded before the lock cannot succeed after it.
  add_person("ada@example.org");
  const LoginAttempt attempt{"ada@example.org", Secret(k_password), {}, {}};
  const auto check = must([&](Tx& tx) {
    return Result<LoginCheck>(load_login(tx, settings(), attempt, clock().now()));
  });
  ASSERT_TRUE(check.may_try);
  fail_times("ada@example.org", 5);
  const auto outcome = must([&](Tx& tx) {
    return record_login(tx, call(), settings(), attempt, check, {true, {}});
  });
  EXPECT_FALSE(outcome.grant);
}

TEST_P(LoginTest, proves_nothing_with_a_password_replaced_meanwhile) {
  // Protects: a reset that lands between load and record wins over the attempt under way.
  const Person ada = add_person("ada@example.org");
  const LoginAttempt attempt{"ada@example.org", Secret(k_password), {}, {}};
  const auto check = must([&](Tx& tx) {
    return Result<LoginCheck>(load_login(tx, settings(), attempt, clock().now()));
  });
  must([&](Tx& tx) {
    tx.exec("UPDATE user_account SET password_hash = $1", {settings().dummy_hash.text});
    return ok();
  });
  const auto outcome = must([&](Tx& tx) {
    return record_login(tx, call(), settings(), attempt, check, {true, {}});
  });
  EXPECT_FALSE(outcome.grant);
}

TEST_P(LoginTest, spends_the_same_hash_on_every_case) {
  // Protects: A-02, unknown, locked and disabled accounts verify a dummy of the same cost.
  const Person ada = add_person("ada@example.org");
  const Person bob = add_person("bob@example.org");
  fail_times("ada@example.org", 5);
  must([&](Tx& tx) { return disable_user(tx, call(), bob.id); });
  for (const char* email : {"ada@example.org", "bob@example.org", "nobody@example.org"}) {
    const auto check = must([&](Tx& tx) {
      return Result<LoginCheck>(
          load_login(tx, settings(), {email, Secret(k_password), {}, {}}, clock().now()));
    });
    EXPECT_EQ(check.hash, settings().dummy_hash) << email;
    EXPECT_FALSE(check.may_try);
    EXPECT_FALSE(sign_in(email).grant) << email;
  }
  const auto dummy = parse_hash(settings().dummy_hash);
  const auto real = parse_hash(known_hash());
  EXPECT_EQ(dummy->cost.memory_kib, real->cost.memory_kib);
  EXPECT_EQ(dummy->cost.passes, real->cost.passes);
}

TEST_P(LoginTest, leaves_a_trace_of_every_attempt) {
  // Protects: U-01, each outcome stands in login_event and audit with its true reason.
  add_person("ada@example.org");
  fail_times("ada@example.org", 5);
  sign_in("ada@example.org");
  sign_in("nobody@example.org");
  clock().advance_ms(30 * k_minute_ms);
  sign_in("ada@example.org");
  EXPECT_EQ(audit_reasons("sign_in"),
            "wrong_password;wrong_password;wrong_password;wrong_password;"
            "wrong_password;device_locked;unknown_user;;");
  EXPECT_EQ(count("SELECT count(*) FROM login_event"), 8);
  EXPECT_EQ(count("SELECT count(*) FROM login_event WHERE ok = 1"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'user.signed_in_after_failures'"), 1);
}

TEST_P(LoginTest, upgrades_an_outdated_hash) {
  // Protects: P-03, a raised cost reaches existing accounts at their next sign-in.
  add_person("ada@example.org");
  Settings dearer = settings();
  dearer.policy.hash_cost = {20 * 1024, 2};
  const LoginAttempt attempt{"ada@example.org", Secret(k_password), {}, {}};
  const auto check = must(
      [&](Tx& tx) { return Result<LoginCheck>(load_login(tx, dearer, attempt, clock().now())); });
  const auto proof = prove_login(dearer, random(), check, attempt.password);
  must([&](Tx& tx) { return record_login(tx, call(), dearer, attempt, check, proof); });
  EXPECT_EQ(count("SELECT count(*) FROM user_account WHERE password_hash LIKE '%m=20480,%'"), 1);
  EXPECT_TRUE(sign_in("ada@example.org").grant);
}

TEST_P(LoginTest, ends_a_temporary_password_after_three_days) {
  // Protects: a hand-over password that was never used does not stay good.
  add_person("root@example.org");
  must([&](Tx& tx) {
    return create_user(tx, call(), settings(),
                       {"ada@example.org", "Ada", "viewer", {}, known_hash()});
  });
  clock().advance_ms(72 * k_hour_ms - 1);
  EXPECT_EQ(stage(*sign_in("ada@example.org").grant), Stage::must_change_password);
  clock().advance_ms(1);
  EXPECT_FALSE(sign_in("ada@example.org").grant);
}

}  // namespace
}  // namespace bursar::identity
