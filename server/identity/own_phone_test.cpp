// One's own phone number: confirmed before it is stored, changed by the present factor, and codes
// that go to it when signing in and confirming.
#include "identity/code_fixture.hpp"
#include "identity/people_store.hpp"

namespace bursar::identity {
namespace {

class OwnPhoneTest : public CodeTest {
 protected:
  std::string start(const std::string& phone) {
    const Actor actor = person(ada_);
    return code_from([&](Tx& tx) {
      return start_phone_change(tx, call_as(actor), settings(), sms(), full_.token, phone);
    });
  }
  std::string confirm(const std::string& code) {
    const Actor actor = person(ada_);
    auto outcome = db().write(
        [&](Tx& tx) { return confirm_phone(tx, call_as(actor), settings(), full_.token, code); });
    return outcome ? code_of_error(*outcome) : outcome.error().code;
  }
  OwnSecurity own() {
    const Actor actor = person(ada_);
    return must([&](Tx& tx) {
      return Result<OwnSecurity>(read_own_security(tx, call_as(actor), settings()));
    });
  }
  std::string send_for(const SessionGrant& grant) {
    return code_from(
        [&](Tx& tx) { return send_session_code(tx, call(), settings(), sms(), grant.token); });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, OwnPhoneTest, both_dialects(), dialect_name);

TEST_P(OwnPhoneTest, stores_a_number_only_after_its_code_came_back) {
  // Protects: checklist rows 26 and 40: an unconfirmed number is not stored and gets no codes.
  EXPECT_EQ(start("+49 151 23456789"), "");
  EXPECT_EQ(numbers_.back(), "+4915123456789");
  EXPECT_EQ(own().phone_masked, "+44 ••••• 56");
  EXPECT_EQ(confirm(wrong_digits()), "code_wrong");
  EXPECT_EQ(own().phone_masked, "+44 ••••• 56");
  EXPECT_EQ(confirm(digits()), "");
  EXPECT_EQ(own().phone_masked, "+49 ••••• 89");
  EXPECT_EQ(own().phone_confirmed_at, clock().now());
  EXPECT_EQ(own().phone_moves_money_at, clock().now().plus_ms(k_day_ms));
  EXPECT_EQ(confirm(digits()), "code_void") << "the same code again";
  EXPECT_EQ(count("SELECT count(*) FROM event WHERE type = 'user.phone_changed'"), 1);
}

TEST_P(OwnPhoneTest, confirms_the_number_that_was_asked_for_last) {
  // Protects: the code of one number does not store another one.
  EXPECT_EQ(start("+49 151 23456789"), "");
  const std::string of_first = digits();
  EXPECT_EQ(start("+357 99 123456"), "");
  ASSERT_NE(of_first, digits());
  EXPECT_EQ(confirm(of_first), "code_wrong");
  EXPECT_EQ(confirm(digits()), "");
  EXPECT_EQ(own().phone_masked, "+357 ••••• 56");
}

TEST_P(OwnPhoneTest, changes_by_the_present_factor_only) {
  // Protects: M-08, a session left open gives nobody the number.
  clock().advance_ms(5 * k_minute_ms);
  EXPECT_EQ(start("+49 151 23456789"), "step_up_required");
  const Actor actor = person(ada_);
  EXPECT_EQ(code_from([&](Tx& tx) { return remove_phone(tx, call_as(actor), full_.token); }),
            "step_up_required");
  EXPECT_TRUE(texts_.empty());
}

TEST_P(OwnPhoneTest, ends_the_other_sessions_with_the_change) {
  // Protects: S-06, the number is a factor.
  const SessionGrant other = full_;
  full_ = sign_in_fully(ada_);
  EXPECT_EQ(start("+49 151 23456789"), "");
  EXPECT_EQ(confirm(digits()), "");
  EXPECT_FALSE(alive(other));
  EXPECT_TRUE(alive(full_));
}

TEST_P(OwnPhoneTest, sends_nothing_while_messages_are_off) {
  // Protects: the ruling that SMS is off until somebody turns it on.
  set_policy([](SecurityPolicy& policy) { policy.sms_enabled = false; });
  EXPECT_EQ(start("+49 151 23456789"), "sms_unavailable");
  EXPECT_EQ(send_for(*sign_in(ada_.email).grant), "sms_unavailable");
  EXPECT_TRUE(texts_.empty());
}

TEST_P(OwnPhoneTest, keeps_an_administrators_number_until_its_person_confirms_it) {
  // Protects: M-06, a number that was written down for somebody gets no codes.
  const Actor root = actor_of(ada_.id, "users:write");
  Person bob = add_person("bob@example.org");
  const User user = must([&](Tx& tx) {
    UpdateUser change{.id = bob.id, .version = 1, .phone = "+49 151 23456789"};
    return update_user(tx, call_as(root), settings(), change);
  });
  EXPECT_TRUE(user.has_phone);
  std::swap(ada_, bob);
  full_ = enrol(ada_);
  EXPECT_EQ(own().phone_masked, "+49 ••••• 89");
  EXPECT_FALSE(own().phone_confirmed_at);
  EXPECT_EQ(send_for(*sign_in(ada_.email).grant), "sms_unavailable");
  EXPECT_EQ(start("+49 151 23456789"), "");
  EXPECT_EQ(confirm(digits()), "");
  EXPECT_TRUE(own().phone_confirmed_at);
}

TEST_P(OwnPhoneTest, finishes_a_sign_in_by_message) {
  // Protects: the last choice at sign-in works, once, and in its own session only.
  const SessionGrant first = *sign_in(ada_.email).grant;
  const SessionGrant second = *sign_in(ada_.email).grant;
  EXPECT_EQ(send_for(first), "");
  const std::string code = digits();
  EXPECT_EQ(verify(second.token, code).refusal->code, "code_wrong");
  const FactorOutcome outcome = verify(first.token, code);
  ASSERT_TRUE(outcome.grant);
  EXPECT_EQ(outcome.grant->visitor.kind, SessionKind::full);
  EXPECT_EQ(outcome.grant->visitor.mfa_level, MfaLevel::second_factor);
  EXPECT_EQ(audit_reasons("verify_totp").find("too_many"), std::string::npos);
}

TEST_P(OwnPhoneTest, confirms_a_session_by_message_under_another_token) {
  // Protects: L3 by SMS, and S-03: the token before the step-up is dead.
  clock().advance_ms(10 * k_minute_ms);
  EXPECT_EQ(send_for(full_), "");
  const FactorOutcome outcome = must([&](Tx& tx) {
    return confirm_session_by_code(tx, call(), settings(), full_.token, digits());
  });
  ASSERT_TRUE(outcome.grant);
  EXPECT_FALSE(alive(full_));
  EXPECT_TRUE(alive(*outcome.grant));
  EXPECT_EQ(outcome.grant->visitor.fresh_until, clock().now().plus_ms(5 * k_minute_ms));
}

TEST_P(OwnPhoneTest, does_not_confirm_by_password_beside_a_factor) {
  // Protects: L3 is a fresh proof by the second factor; a password that was seen is none.
  EXPECT_EQ(code_from([&](Tx& tx) {
              return confirm_session_by_password(tx, call(), settings(), full_.token, true);
            }),
            "factor_required");
}

}  // namespace
}  // namespace bursar::identity
