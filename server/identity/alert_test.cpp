// Notices about one's own account: who is told of what, where, and how often.
#include "identity/alert.hpp"

#include "identity/device.hpp"
#include "identity/identity_fixture.hpp"
#include "identity/own_account.hpp"
#include "identity/people_store.hpp"

namespace bursar::identity {
namespace {

class AlertTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    set_up_mail();
  }

  std::string kinds(UserId user) {
    return must([&](Tx& tx) -> Result<std::string> {
      std::string names;
      for (const StoredAlert& alert : list_alerts(tx, user, 50))
        names.append(alert_kind_name(alert.kind)).append(";");
      return names;
    });
  }
  std::int64_t mails(const std::string& kind) {
    return count("SELECT count(*) FROM message WHERE kind = '" + kind + "'");
  }
  /// A sign-in as a browser in some network sends it.
  LoginOutcome sign_in_from(const std::string& email, const std::string& ip,
                            const std::string& agent, const std::string& device = {}) {
    Actor actor;
    actor.kind = ActorKind::user;
    actor.ip = ip;
    actor.device = agent;
    LoginAttempt attempt{email, Secret(k_password), device, agent};
    const auto check =
        db().read([&](Tx& tx) { return load_login(tx, settings(), attempt, clock().now()); });
    const auto proof = prove_login(settings(), random(), check, attempt.password);
    return must([&](Tx& tx) {
      return record_login(tx, call_as(actor), settings(), attempt, check, proof);
    });
  }
};

TEST_P(AlertTest, tells_of_a_new_device_but_not_of_the_first) {
  // Protects: A-07; a stolen password is noticed, and a habit is not.
  const Person ada = add_person("ada@example.org");
  const auto first = sign_in_from("ada@example.org", "192.0.2.7", "Firefox/130.0");
  EXPECT_EQ(kinds(ada.id), "") << "the first device is what the account was made for";
  sign_in_from("ada@example.org", "192.0.2.9", "Firefox/131.1");
  EXPECT_EQ(kinds(ada.id), "") << "the same browser after an update, in the same network";
  sign_in_from("ada@example.org", "203.0.113.4", "Firefox/131.1",
               std::string(first.device_token.reveal()));
  EXPECT_EQ(kinds(ada.id), "") << "the device proves itself by its cookie";
  sign_in_from("ada@example.org", "198.51.100.1", "curl/8");
  EXPECT_EQ(kinds(ada.id), "new_device;");
  EXPECT_EQ(mails("notice_new_device"), 1);
}

TEST_P(AlertTest, marks_unusual_sign_ins_in_the_list) {
  // Protects: the list of sign-ins shows what does not fit, by device and by network.
  const Person ada = add_person("ada@example.org");
  const auto first = sign_in_from("ada@example.org", "192.0.2.7", "Firefox/130.0");
  const std::string cookie(first.device_token.reveal());
  sign_in_from("ada@example.org", "192.0.2.7", "Firefox/130.0", cookie);
  sign_in_from("ada@example.org", "2001:db8:1:23ff::9", "Firefox/130.0", cookie);
  const auto logins = must([&](Tx& tx) {
    return Result<std::vector<LoginRecord>>(store::login_records(tx, ada.id, 0, 10));
  });
  ASSERT_EQ(logins.size(), 3U);
  EXPECT_TRUE(logins[0].is_unusual) << "a network not seen before";
  EXPECT_TRUE(logins[0].known_device);
  EXPECT_EQ(logins[0].network, "2001:db8:1:2300::/56");
  EXPECT_FALSE(logins[1].is_unusual);
  EXPECT_EQ(logins[1].network, "192.0.2.0/24");
  EXPECT_FALSE(logins[2].is_unusual) << "nothing is usual before the first";
}

TEST_P(AlertTest, tells_of_factors_passwords_and_failures) {
  // Protects: A-07, every change of what proves who one is.
  Person ada = add_person("ada@example.org");
  enrol(ada);
  EXPECT_EQ(kinds(ada.id), "second_factor_changed;");
  for (int i = 0; i < 3; ++i) sign_in("ada@example.org", "wrong wrong wrong wrong");
  sign_in("ada@example.org");
  EXPECT_NE(kinds(ada.id).find("signed_in_after_failures;"), std::string::npos);
  const auto pre = sign_in("ada@example.org");
  must([&](Tx& tx) {
    return verify_totp(tx, call(), settings(), pre.grant->token, ada.recovery_codes.at(0));
  });
  EXPECT_NE(kinds(ada.id).find("recovery_code_used;"), std::string::npos);
  EXPECT_EQ(mails("notice_recovery_code_used"), 1);
}

TEST_P(AlertTest, tells_the_former_address_as_well) {
  // Protects: A-07; whoever takes an account over cannot keep its owner from knowing.
  const Person ada = add_person("ada@example.org", "viewer");
  must([&](Tx& tx) {
    return update_user(tx, call(), settings(),
                       {.id = ada.id, .version = 1, .email = "ada@elsewhere.example"});
  });
  EXPECT_EQ(kinds(ada.id), "email_changed;");
  EXPECT_EQ(mails("notice_email_changed"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM message WHERE to_masked = 'a•••@example.org'"), 1);
}

TEST_P(AlertTest, tells_of_the_session_that_had_to_go) {
  // Protects: S-08, the oldest session ends and its person hears of it.
  Person ada = add_person("ada@example.org");
  enrol(ada);
  for (int i = 0; i < 5; ++i) sign_in_fully(ada);
  EXPECT_EQ(kinds(ada.id).substr(0, 21), "oldest_session_ended;");
}

TEST_P(AlertTest, tells_the_maker_of_a_key_before_it_ends) {
  // Protects: nobody learns from failing payments that a key ran out.
  const Person owner = add_person("owner@example.org");
  const Actor actor = actor_of(owner.id, "api_keys:write");
  must([&](Tx& tx) {
    return create_api_key(tx, call_as(actor), settings(),
                          {CompanyId{1001}, MerchantId{2001}, "shop", {"transactions:read"}, 8});
  });
  const auto remind = [&] {
    return must([&](Tx& tx) { return Result<std::int64_t>(remind_expiring_keys(tx, call())); });
  };
  EXPECT_EQ(remind(), 1);
  EXPECT_EQ(remind(), 0);
  clock().advance_ms(2 * k_day_ms);
  EXPECT_EQ(remind(), 1);
  clock().advance_ms(5 * k_day_ms + k_hour_ms);
  EXPECT_EQ(remind(), 1);
  EXPECT_EQ(mails("notice_api_key_ends"), 3);
  EXPECT_EQ(kinds(owner.id), "api_key_ends;api_key_ends;api_key_ends;");
}

TEST_P(AlertTest, keeps_alerts_until_they_are_seen) {
  // Protects: an alert is read by its own person and stays afterwards.
  Person ada = add_person("ada@example.org");
  const Person bob = add_person("bob@example.org");
  enrol(ada);
  const auto own =
      must([&](Tx& tx) { return Result<std::vector<StoredAlert>>(list_alerts(tx, ada.id, 50)); });
  ASSERT_EQ(own.size(), 1U);
  must([&](Tx& tx) -> Result<void> {
    note_alerts_seen(tx, call(), bob.id, own[0].key);
    return ok();
  });
  EXPECT_EQ(count("SELECT count(*) FROM security_alert WHERE seen_at IS NULL"), 1);
  must([&](Tx& tx) -> Result<void> {
    note_alerts_seen(tx, call(), ada.id, own[0].key);
    return ok();
  });
  EXPECT_EQ(count("SELECT count(*) FROM security_alert WHERE seen_at IS NULL"), 0);
  EXPECT_EQ(kinds(ada.id), "second_factor_changed;");
}

TEST_P(AlertTest, does_not_fill_a_mailbox) {
  // Protects: whoever can cause a notice, by locking an account again and again, sends ten a day.
  const Person ada = add_person("ada@example.org");
  const auto lock = [&] {
    must([&](Tx& tx) -> Result<void> {
      give_alert(tx, call(), {.kind = AlertKind::account_locked, .user = ada.id});
      return ok();
    });
  };
  for (int i = 0; i < 12; ++i) lock();
  EXPECT_EQ(mails("notice_account_locked"), 10);
  EXPECT_EQ(count("SELECT count(*) FROM security_alert"), 12) << "the office shows them all";
  clock().advance_ms(k_day_ms + 1);
  lock();
  EXPECT_EQ(mails("notice_account_locked"), 11);
}

TEST_P(AlertTest, mails_links_only_where_mail_is_set_up) {
  // Protects: an invitation goes to its person alone, or to its maker's hands, never to nobody.
  const Actor root = actor_of(add_person("root@example.org").id, "users:write");
  const auto invite = [&](const std::string& email) {
    return must([&](Tx& tx) {
      return invite_user(tx, call_as(root), settings(), {email, "Ivy", {"viewer", {}, {}}});
    });
  };
  const auto invited = invite("ivy@example.org");
  EXPECT_TRUE(invited.link.is_mailed);
  EXPECT_EQ(mails("invitation"), 1);
  EXPECT_FALSE(invite("ivy,eve@example.org").link.is_mailed) << "mail cannot reach this one";
  EXPECT_EQ(mails("invitation"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM message WHERE kind = 'invitation' AND sealed IS NULL"), 0);
}

INSTANTIATE_TEST_SUITE_P(Both, AlertTest, both_dialects(), dialect_name);

class OwnAccountTest : public AlertTest {
 protected:
  void SetUp() override {
    AlertTest::SetUp();
    ada_ = add_person("ada@example.org", "viewer");
    actor_ = actor_of(ada_.id, "payments:read");
  }
  Call own() { return call_as(actor_); }
  OwnAccount read() {
    return must(
        [&](Tx& tx) { return Result<OwnAccount>(read_own_account(tx, own(), settings())); });
  }
  std::string code_of_change(const std::string& email) {
    return code_from([&](Tx& tx) { return request_email_change(tx, own(), settings(), email); });
  }
  Person ada_;
  Actor actor_;
};

TEST_P(OwnAccountTest, changes_name_and_time_zone_in_versions) {
  // Protects: what one may change of oneself, and that nobody's change is lost.
  const OwnAccount before = read();
  const UpdateOwnAccount change{before.user.version, "Ada L.", "Europe/Nicosia"};
  const auto saved =
      must([&](Tx& tx) { return update_own_account(tx, own(), settings(), change); });
  EXPECT_EQ(saved.user.name, "Ada L.");
  EXPECT_EQ(saved.user.time_zone, "Europe/Nicosia");
  const auto again = [&](Tx& tx) { return update_own_account(tx, own(), settings(), change); };
  EXPECT_EQ(code_from(again), "version_changed");
  const UpdateOwnAccount wrong{saved.user.version, {}, "Europe/../etc"};
  EXPECT_EQ(code_from([&](Tx& tx) { return update_own_account(tx, own(), settings(), wrong); }),
            "time_zone_invalid");
}

TEST_P(OwnAccountTest, keeps_the_address_until_the_new_one_is_proven) {
  // Protects: a typing error or a stranger's address never becomes the way to sign in.
  EXPECT_EQ(code_of_change("ADA@example.org"), "email_same");
  add_person("bob@example.org");
  EXPECT_EQ(code_of_change("no address"), "email_invalid");
  EXPECT_EQ(code_of_change("ada,eve@example.org"), "email_invalid");
  EXPECT_EQ(code_of_change("ada@elsewhere.example"), "");
  EXPECT_EQ(read().waiting_email, "ada@elsewhere.example");
  EXPECT_EQ(read().user.email, "ada@example.org");
  EXPECT_EQ(mails("email_confirmation"), 1);
  must([&](Tx& tx) { return cancel_email_change(tx, own(), settings()); });
  EXPECT_EQ(read().waiting_email, "");
  EXPECT_EQ(code_of_change("bob@example.org"), "") << "whose it is, is its holder's to know";
  EXPECT_EQ(read().waiting_email, "bob@example.org");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(code_of_change("ada@elsewhere.example"), "");
  EXPECT_EQ(code_of_change("ada@elsewhere.example"), "too_many_attempts");
  clock().advance_ms(61 * k_minute_ms);
  EXPECT_EQ(read().waiting_email, "") << "the link is dead after an hour";
}

TEST_P(OwnAccountTest, refuses_unknown_tokens) {
  // Protects: A-06, replay and guessing of the confirmation.
  EXPECT_EQ(code_from([&](Tx& tx) {
              return confirm_email_change(tx, call(), Secret(std::string(43, 'x')));
            }),
            "link_invalid");
}

INSTANTIATE_TEST_SUITE_P(Both, OwnAccountTest, both_dialects(), dialect_name);

}  // namespace
}  // namespace bursar::identity
