// Security profiles: the policy and its changes, every permission under every profile, and what a
// profile does to sessions and sign-ins.
#include "identity/security_policy.hpp"

#include <set>

#include "identity/code_fixture.hpp"

namespace bursar::identity {
namespace {

/// The rights that surface-compatible installations use with a password alone. Written out, so that
/// a permission that joins the list by accident is found.
const std::set<std::string_view> k_documented_list{
    "payments:read",  "payments:capture", "payments:refund", "companies:read",
    "merchants:read", "projects:read",    "recipients:read", "recipients:write"};

Visitor visitor(ProfileId profile, bool has_factor, bool has_phone) {
  Visitor someone;
  someone.profile = profile;
  someone.mfa_level = has_factor ? MfaLevel::second_factor : MfaLevel::password;
  someone.phone_confirmed = has_phone;
  return someone;
}

std::string problem(const Visitor& someone, std::string_view permission) {
  const auto error = factor_problem(someone, permission);
  return error ? error->code : "";
}

TEST(SecurityProfiles, keep_the_documented_closed_list) {
  // Protects: checklist rows 27 to 34: the list is closed, nothing slips onto it or off it.
  std::set<std::string_view> listed;
  for (const Permission& permission : k_permissions)
    if (!permission.needs_second_factor) listed.insert(permission.key);
  EXPECT_EQ(listed, k_documented_list);
}

TEST(SecurityProfiles, judge_every_permission_by_factor_and_phone) {
  // Protects: profile × permission × what the person has, generated from the catalogue.
  for (const Profile& profile : k_profiles)
    for (const Permission& permission : k_permissions) {
      const bool listed = k_documented_list.contains(permission.key);
      const bool strict = profile.id == ProfileId::ecommpay && !listed;
      const std::string where = std::string(profile.key) + " " + std::string(permission.key);
      EXPECT_EQ(problem(visitor(profile.id, false, false), permission.key),
                strict ? "second_factor_required" : "")
          << where;
      EXPECT_EQ(problem(visitor(profile.id, false, true), permission.key),
                strict ? "second_factor_required" : "")
          << where;
      EXPECT_EQ(problem(visitor(profile.id, true, false), permission.key),
                strict || permission.needs_phone ? "phone_required" : "")
          << where;
      EXPECT_EQ(problem(visitor(profile.id, true, true), permission.key), "") << where;
    }
}

TEST(AssuranceLevels, give_every_action_at_most_one_row) {
  // Protects: two rows for one action would let the weaker one be found.
  std::set<std::string_view> seen;
  for (const ActionLevel& row : k_action_levels) {
    EXPECT_TRUE(seen.insert(row.operation_id).second) << row.operation_id;
    EXPECT_LE(row.level, row.raised) << row.operation_id;
    EXPECT_EQ(row.raised == row.level, row.raised_when.empty()) << row.operation_id;
  }
}

TEST(AssuranceLevels, ask_again_before_tables_of_people_leave) {
  // Protects: a session left open is not enough to carry off the trail or who holds what.
  for (const auto& [operation, permission] :
       {std::pair("export_audit_entries", "audit:read"),
        std::pair("export_access_review", "access_reviews:read")})
    EXPECT_EQ(level_of(operation, permission), AssuranceLevel::l3) << operation;
}

TEST(AssuranceLevels, say_for_every_row_of_two_people_when) {
  // Protects: a row that reaches l5 without a case would never ask for the second person, and a
  // case without l5 would not be told.
  const Currency euro = Currency::of("EUR");
  SecurityPolicy policy;
  policy.refund_two_people = 10;
  policy.payout_two_people = 20;
  policy.batch_two_people = 30;
  for (const ActionLevel& row : k_action_levels) {
    const std::string name(row.operation_id);
    EXPECT_EQ(row.raised == AssuranceLevel::l5, row.second != SecondPerson::never) << name;
    EXPECT_EQ(needs_second_person(row.operation_id), row.second != SecondPerson::never) << name;
    const auto takes = [&](std::vector<Money> totals) {
      return takes_second_person(policy, row.operation_id, totals);
    };
    const bool by_amount = row.second == SecondPerson::above_refund_limit ||
                           row.second == SecondPerson::above_payout_limit ||
                           row.second == SecondPerson::above_batch_limit;
    const bool always = row.second == SecondPerson::always;
    EXPECT_EQ(takes({}), always) << name;
    const std::int64_t limit = row.second == SecondPerson::above_refund_limit   ? 10
                               : row.second == SecondPerson::above_payout_limit ? 20
                                                                                : 30;
    EXPECT_EQ(takes({Money{limit * 100, euro}}), always) << name;
    EXPECT_EQ(takes({Money{limit * 100 + 1, euro}}), always || by_amount) << name;
    // One currency of a batch above its limit is enough.
    EXPECT_EQ(takes({Money{1, euro}, Money{limit + 1, Currency::of("JPY")}}), always || by_amount)
        << name;
  }
  EXPECT_FALSE(takes_second_person(policy, "list_payments", {Money{1'000'000, euro}}));
}

TEST(AssuranceLevels, ask_for_a_code_where_a_refund_takes_two_people) {
  // Protects: l5 is the code and the person, but for the list that works by password alone.
  const Money large{1'000'001, Currency::of("EUR")};
  const Instant now{1'700'000'000'000};
  SecurityPolicy policy;
  EXPECT_EQ(refund_level(policy, large, now, now), AssuranceLevel::l5);
  EXPECT_EQ(refund_level(policy, Money{1'000'000, Currency::of("EUR")}, now, now),
            AssuranceLevel::l3);
  policy.profile = ProfileId::ecommpay;
  EXPECT_EQ(refund_level(policy, large, now, now), AssuranceLevel::l2);
  EXPECT_TRUE(takes_second_person(policy, "create_refund", {large}));
}

TEST(AssuranceLevels, keep_what_the_requirements_name) {
  // Protects: the table of actions (assurance 1.4), pinned where getting it wrong costs money.
  EXPECT_EQ(level_of("create_payout", "payouts:create"), AssuranceLevel::l4);
  EXPECT_EQ(level_of("confirm_batch", "batches:run"), AssuranceLevel::l4);
  EXPECT_EQ(level_of("submit_recipient", "recipients:submit"), AssuranceLevel::l4);
  EXPECT_EQ(level_of("create_api_key", "api_keys:write"), AssuranceLevel::l3);
  EXPECT_EQ(level_of("invite_user", "users:write"), AssuranceLevel::l3);
  EXPECT_EQ(level_of("list_payments", "payments:read"), AssuranceLevel::l2);
  EXPECT_EQ(level_of("anything_platform", "security:write"), AssuranceLevel::l3);
  EXPECT_EQ(level_of("read_session", ""), AssuranceLevel::l0);
  EXPECT_TRUE(needs_second_person("create_payout"));
  EXPECT_TRUE(needs_second_person("reset_second_factor"));
  EXPECT_TRUE(needs_second_person("shorten_recipient_wait"));
  EXPECT_FALSE(needs_second_person("create_api_key"));
  const Profile& ecommpay = profile_of(ProfileId::ecommpay);
  EXPECT_EQ(level_of(ecommpay, "list_payments", "payments:read"), AssuranceLevel::l1);
  EXPECT_EQ(level_of(ecommpay, "read_dashboard", "dashboard:read"), AssuranceLevel::l2);
}

TEST(AssuranceLevels, raise_large_and_late_refunds) {
  // Protects: threshold and 180 days, to the minor unit and the millisecond, in every currency.
  SecurityPolicy policy;
  const Instant now{1'700'000'000'000};
  const auto level = [&](std::int64_t minor, const char* currency, std::int64_t age_ms) {
    return refund_level(policy, {minor, Currency::of(currency)}, now.plus_ms(-age_ms), now);
  };
  EXPECT_EQ(level(100'000, "EUR", 0), AssuranceLevel::l2);
  EXPECT_EQ(level(100'001, "EUR", 0), AssuranceLevel::l3);
  EXPECT_EQ(level(1'000, "JPY", 0), AssuranceLevel::l2);
  EXPECT_EQ(level(1'001, "JPY", 0), AssuranceLevel::l3);
  EXPECT_EQ(level(1'000'000, "KWD", 0), AssuranceLevel::l2);
  EXPECT_EQ(level(1'000'001, "KWD", 0), AssuranceLevel::l3);
  EXPECT_EQ(level(INT64_MAX, "EUR", 0), AssuranceLevel::l5);
  EXPECT_EQ(level(1, "EUR", 180 * k_day_ms), AssuranceLevel::l2);
  EXPECT_EQ(level(1, "EUR", 180 * k_day_ms + 1), AssuranceLevel::l3);
  policy.refund_limit = 0;
  EXPECT_EQ(level(1, "EUR", 0), AssuranceLevel::l3);
  policy.profile = ProfileId::psd2;
  EXPECT_EQ(level(1, "EUR", 0), AssuranceLevel::l4);
  policy.profile = ProfileId::ecommpay;
  EXPECT_EQ(level(INT64_MAX, "EUR", 400 * k_day_ms), AssuranceLevel::l2);
}

class SecurityPolicyTest : public CodeTest {
 protected:
  std::string update(UpdateSecurityPolicy command) {
    const Actor actor = actor_of(ada_.id, "security:write");
    return code_from([&](Tx& tx) {
      if (command.version == 0) command.version = security_policy(tx).version;
      return update_security_policy(tx, call_as(actor), command);
    });
  }
  SecurityPolicy policy() {
    return must([&](Tx& tx) { return Result<SecurityPolicy>(security_policy(tx)); });
  }
  /// Somebody whose role holds exactly these permissions, and nothing enrolled.
  Person holder(const std::string& email, const std::vector<std::string>& permissions) {
    const Actor root = actor_of(ada_.id, "roles:write");
    const Role role = must([&](Tx& tx) {
      return create_role(tx, call_as(root), {.name = email, .permissions = permissions});
    });
    return add_person(email, role.key);
  }
};
INSTANTIATE_TEST_SUITE_P(Both, SecurityPolicyTest, both_dialects(), dialect_name);

TEST_P(SecurityPolicyTest, changes_with_version_and_leaves_before_and_after_in_the_trail) {
  // Protects: a profile is chosen knowingly, by nobody over another's head, and on record.
  const std::int64_t version = policy().version;
  EXPECT_EQ(update({.profile = "psd2", .refund_limit = 50}), "");
  EXPECT_EQ(policy().profile, ProfileId::psd2);
  EXPECT_EQ(policy().refund_limit, 50);
  EXPECT_EQ(policy().version, version + 1);
  EXPECT_EQ(update({.version = version, .refund_limit = 60}), "version_changed");
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'update_security_policy' AND "
                  "before_json LIKE '%\"default\"%' AND after_json LIKE '%\"psd2\"%'"),
            1);
}

TEST_P(SecurityPolicyTest, refuses_what_it_does_not_know) {
  // Protects: no half-applied policy: the refused one changes nothing.
  EXPECT_EQ(update({.profile = "none"}), "profile_unknown");
  EXPECT_EQ(update({.refund_limit = -1}), "out_of_range");
  EXPECT_EQ(update({.sms_prefixes = {{"+44", "+999"}}}), "prefix_unknown");
  set_policy([](SecurityPolicy& one) { one.sms_enabled = false; });
  EXPECT_EQ(update({.sms_enabled = true}), "sms_not_set_up");
  EXPECT_EQ(update({.sms_enabled = true, .can_send_sms = true}), "");
  EXPECT_EQ(policy().profile, ProfileId::standard);
}

TEST_P(SecurityPolicyTest, locks_nobody_out_of_undoing_the_choice) {
  // Protects: the profile that asks for phones is chosen by somebody who has one.
  const Actor actor = person(ada_);
  must([&](Tx& tx) { return remove_phone(tx, call_as(actor), full_.token); });
  EXPECT_EQ(update({.profile = "ecommpay"}), "phone_first");
  give_phone(ada_.id);
  EXPECT_EQ(update({.profile = "ecommpay"}), "");
}

TEST_P(SecurityPolicyTest, ends_idle_sessions_sooner_under_psd2) {
  // Protects: RTS 4(3)(d).
  EXPECT_EQ(update({.profile = "psd2"}), "");
  const SessionGrant session = sign_in_fully(ada_);
  clock().advance_ms(5 * k_minute_ms - 1);
  EXPECT_TRUE(alive(session));
  clock().advance_ms(1);
  EXPECT_FALSE(alive(session));
}

TEST_P(SecurityPolicyTest, keeps_every_limit_within_its_bounds) {
  // Protects: what is set stays inside what the standards allow, and nothing is set in part.
  EXPECT_EQ(update({.password_profile = "none"}), "profile_unknown");
  EXPECT_EQ(update({.password_length_min = 14}), "out_of_range");
  EXPECT_EQ(update({.password_length_min = 65}), "out_of_range");
  EXPECT_EQ(update({.passwords_remembered = 3}), "out_of_range");
  EXPECT_EQ(update({.passwords_remembered = 25}), "out_of_range");
  EXPECT_EQ(update({.idle_minutes = 4}), "out_of_range");
  EXPECT_EQ(update({.idle_minutes = 31}), "out_of_range");
  EXPECT_EQ(update({.session_hours = 13}), "out_of_range");
  EXPECT_EQ(update({.session_hours = 1, .sessions_max = 11}), "out_of_range");
  EXPECT_EQ(policy().sessions.hours, 12);
  EXPECT_EQ(update({.profile = "psd2", .idle_minutes = 6}), "out_of_range");
  EXPECT_EQ(update({.profile = "psd2", .idle_minutes = 5}), "");
}

TEST_P(SecurityPolicyTest, shortens_sessions_that_live_already) {
  // Protects: an idle time and a life that were set are felt by those who are signed in, at once.
  const SessionGrant idle = sign_in_fully(ada_);
  clock().advance_ms(6 * k_minute_ms);
  EXPECT_TRUE(alive(idle));
  EXPECT_EQ(update({.idle_minutes = 7}), "");
  EXPECT_TRUE(alive(idle));
  EXPECT_EQ(update({.idle_minutes = 6}), "");
  EXPECT_FALSE(alive(idle));
  const SessionGrant busy = sign_in_fully(ada_);
  for (int minute = 0; minute < 60; minute += 5) {
    clock().advance_ms(5 * k_minute_ms);
    must([&](Tx& tx) { return touch_session(tx, busy.visitor.session, clock().now()); });
  }
  EXPECT_TRUE(alive(busy));
  EXPECT_EQ(update({.session_hours = 1}), "");
  EXPECT_FALSE(alive(busy));
}

TEST_P(SecurityPolicyTest, never_lets_sessions_idle_longer_than_the_profile) {
  // Protects: 30 minutes that were set end after 5 under psd2, and are back with the default.
  EXPECT_EQ(update({.idle_minutes = 30}), "");
  const SessionGrant session = sign_in_fully(ada_);
  EXPECT_EQ(update({.profile = "psd2"}), "");
  EXPECT_EQ(policy().idle_ms(), 5 * k_minute_ms);
  clock().advance_ms(5 * k_minute_ms);
  EXPECT_FALSE(alive(session));
  EXPECT_EQ(update({.profile = "default"}), "");
  EXPECT_EQ(policy().idle_ms(), 30 * k_minute_ms);
}

TEST_P(SecurityPolicyTest, ends_the_oldest_sessions_beyond_the_number) {
  // Protects: S-08 with a number that was set: the oldest end at once, and their person is told.
  const SessionGrant first = sign_in_fully(ada_);
  const SessionGrant second = sign_in_fully(ada_);
  const SessionGrant third = sign_in_fully(ada_);
  EXPECT_EQ(update({.sessions_max = 2}), "");
  EXPECT_FALSE(alive(first));
  EXPECT_TRUE(alive(second));
  const SessionGrant fourth = sign_in_fully(ada_);
  EXPECT_FALSE(alive(second));
  EXPECT_TRUE(alive(third));
  EXPECT_TRUE(alive(fourth));
  EXPECT_GE(count("SELECT count(*) FROM security_alert WHERE detail LIKE 'Ended: %'"), 2);
}

TEST_P(SecurityPolicyTest, judges_the_next_password_by_the_rules_that_were_set) {
  // Protects: profile, length and memory hold at the next change; a password in use goes on.
  EXPECT_EQ(update({.password_profile = "pci", .password_length_min = 30}), "");
  const SessionGrant session = sign_in_fully(ada_);
  const auto wanted = [&](const std::string& password) {
    const auto check =
        must([&](Tx& tx) { return load_password(tx, session.token, clock().now()); });
    const auto proof =
        prove_password(settings(), random(), check, Secret(k_password), Secret(password));
    return proof ? std::string() : proof.error().code;
  };
  EXPECT_EQ(wanted("quartz harbour wobbles 7 nigh"), "password_too_short");
  EXPECT_EQ(wanted("quartz harbour wobbles some nights"), "password_lacks_digit");
  EXPECT_EQ(wanted("83742-19463-50284-66173-02859-41"), "password_lacks_letter");
  EXPECT_EQ(wanted("quartz harbour wobbles 7 nights"), "");
}

TEST_P(SecurityPolicyTest, remembers_as_many_passwords_as_were_set) {
  // Protects: the fifth last password is taken by four, refused by six.
  EXPECT_EQ(update({.passwords_remembered = 6}), "");
  SessionGrant session = sign_in_fully(ada_);
  std::string current = k_password;
  const auto change = [&](const std::string& next) {
    const auto check =
        must([&](Tx& tx) { return load_password(tx, session.token, clock().now()); });
    const auto proof = prove_password(settings(), random(), check, Secret(current), Secret(next));
    EXPECT_TRUE(proof.has_value());
    auto outcome =
        must([&](Tx& tx) { return record_password(tx, call(), settings(), check, *proof); });
    if (outcome.refusal) return outcome.refusal->message;
    session = *outcome.grant;
    current = next;
    return std::string();
  };
  for (const char* word : {"one", "two", "three", "four", "five"})
    EXPECT_EQ(change(std::string("quartz harbour wobbles nights ") + word), "");
  EXPECT_EQ(change(k_password), "this is one of the last 6 passwords");
  EXPECT_EQ(update({.passwords_remembered = 4}), "");
  EXPECT_EQ(change(k_password), "");
}

TEST_P(SecurityPolicyTest, makes_everybody_choose_another_password) {
  // Protects: nobody keeps a session or a password that the new rules never judged.
  Person other = add_person("other@example.org", "viewer");
  const SessionGrant own = sign_in_fully(ada_);
  const SessionGrant theirs = enrol(other);
  EXPECT_EQ(update({.password_profile = "pci", .everybody_changes_password = true}), "");
  EXPECT_FALSE(alive(own));
  EXPECT_FALSE(alive(theirs));
  EXPECT_EQ(stage(sign_in_fully(other)), Stage::must_change_password);
  EXPECT_EQ(count("SELECT count(*) FROM audit_entry WHERE action = 'require_password_change'"), 2);
}

TEST_P(SecurityPolicyTest, lets_the_closed_list_in_by_password_alone) {
  // Protects: checklist rows 27 to 33 and 38: who holds nothing else needs no factor, may have one.
  set_policy([](SecurityPolicy& one) { one.profile = ProfileId::ecommpay; });
  Person support = holder("support@example.org", {"payments:read", "payments:refund"});
  const SessionGrant session = *sign_in(support.email).grant;
  EXPECT_EQ(session.visitor.kind, SessionKind::full);
  EXPECT_EQ(session.visitor.mfa_level, MfaLevel::password);
  EXPECT_TRUE(alive(session));
  set_policy([](SecurityPolicy& one) { one.profile = ProfileId::standard; });
  EXPECT_FALSE(alive(session)) << "another profile asks the same session for a factor";
}

TEST_P(SecurityPolicyTest, makes_everybody_else_enrol) {
  // Protects: checklist row 34, generated: one right outside the list is enough, whichever it is.
  set_policy([](SecurityPolicy& one) {
    one.profile = ProfileId::ecommpay;
    one.sms_enabled = false;
  });
  int number = 0;
  for (const Permission& permission : k_permissions) {
    if (k_documented_list.contains(permission.key)) continue;
    const std::string email = "p" + std::to_string(++number) + "@example.org";
    const Person someone = holder(email, {"payments:read", std::string(permission.key)});
    const SessionGrant session = *sign_in(email).grant;
    EXPECT_EQ(stage(session), Stage::must_enrol_totp) << permission.key;
  }
}

TEST_P(SecurityPolicyTest, asks_for_the_phone_before_the_first_factor) {
  // Protects: checklist row 37, with messages on nobody enrols without a confirmed number, and only
  // there: neither other profiles nor who needs no factor nor who has one are asked.
  const auto stage_under = [&](ProfileId profile, bool sms, const std::string& email) {
    set_policy([&](SecurityPolicy& one) {
      one.profile = profile;
      one.sms_enabled = sms;
    });
    return stage(*sign_in(email).grant);
  };
  const Person someone = holder("someone@example.org", {"payments:read", "ledger:read"});
  const Person listed = holder("listed@example.org", {"payments:read"});
  EXPECT_EQ(stage_under(ProfileId::ecommpay, true, someone.email), Stage::must_confirm_phone);
  EXPECT_EQ(stage_under(ProfileId::ecommpay, false, someone.email), Stage::must_enrol_totp);
  EXPECT_EQ(stage_under(ProfileId::standard, true, someone.email), Stage::must_enrol_totp);
  EXPECT_EQ(stage_under(ProfileId::ecommpay, true, listed.email), Stage::full);
}

TEST_P(SecurityPolicyTest, asks_a_voluntary_factor_at_the_next_sign_in) {
  // Protects: checklist row 38.
  set_policy([](SecurityPolicy& one) { one.profile = ProfileId::ecommpay; });
  Person support = holder("support@example.org", {"payments:read"});
  const Secret token = sign_in(support.email).grant->token;
  const auto enrolment =
      must([&](Tx& tx) { return start_totp_enrolment(tx, call(), settings(), token); });
  EXPECT_FALSE(enrolment.qr_svg.empty());
}

}  // namespace
}  // namespace bursar::identity
