// The first administrator, and the links of the others: single use, expiry, nothing bypassed.
#include "identity/identity_fixture.hpp"

namespace bursar::identity {
namespace {

class SetupTest : public IdentityTest {
 protected:
  IssuedLink setup_link() {
    return must([&](Tx& tx) { return create_setup_link(tx, call(), settings()); });
  }
  std::string accept_code(const Secret& token, const std::string& email = "root@example.org") {
    return code_from([&](Tx& tx) {
      return accept_setup(tx, call(), settings(), {token, email, "Root", known_hash()});
    });
  }
  bool open() {
    return must([&](Tx& tx) { return Result<bool>(setup_open(tx, clock().now())); });
  }
};
INSTANTIATE_TEST_SUITE_P(Both, SetupTest, both_dialects(), dialect_name);

TEST_P(SetupTest, starts_without_any_account) {
  // Protects: A-01, no built-in account exists and set-up is closed until a link is printed.
  EXPECT_EQ(count("SELECT count(*) FROM user_account"), 0);
  EXPECT_FALSE(open());
  EXPECT_FALSE(sign_in("admin", "admin").grant);
  EXPECT_EQ(accept_code(Secret("guess")), "link_invalid");
  EXPECT_EQ(accept_code(Secret("")), "link_invalid");
}

TEST_P(SetupTest, makes_the_first_administrator_once) {
  // Protects: A-01, the link works once and never beside an existing account.
  const auto link = setup_link();
  EXPECT_TRUE(open());
  const auto grant = must([&](Tx& tx) {
    return accept_setup(tx, call(), settings(),
                        {link.token, " Root@example.org ", "Root", known_hash()});
  });
  EXPECT_EQ(stage(grant), Stage::must_enrol_totp);
  EXPECT_FALSE(open());
  EXPECT_EQ(accept_code(link.token, "second@example.org"), "link_invalid");
  EXPECT_EQ(code_from([&](Tx& tx) { return create_setup_link(tx, call(), settings()); }),
            "setup_closed");
  EXPECT_TRUE(sign_in("root@example.org").grant);
  const Actor actor = actor_of(grant.visitor.user, "system:read");
  EXPECT_TRUE(actor.scope.everything());
}

TEST_P(SetupTest, closes_after_fifteen_minutes) {
  // Protects: A-01, the printed token ages.
  const auto link = setup_link();
  clock().advance_ms(15 * k_minute_ms - 1);
  EXPECT_TRUE(open());
  clock().advance_ms(1);
  EXPECT_FALSE(open());
  EXPECT_EQ(accept_code(link.token), "link_invalid");
}

TEST_P(SetupTest, kills_the_earlier_link) {
  // Protects: printing another link leaves one door, not two.
  const auto first = setup_link();
  const auto second = setup_link();
  EXPECT_EQ(accept_code(first.token), "link_invalid");
  EXPECT_EQ(accept_code(second.token, "not an address"), "email_invalid");
  EXPECT_EQ(accept_code(second.token), "") << "a refused field does not use the link up";
}

TEST_P(SetupTest, resets_a_password_but_never_the_second_factor) {
  // Protects: A-06, a reset link is no way around the factor and ends open sessions.
  Person ada = add_person("ada@example.org");
  const auto full = enrol(ada);
  const auto link = must(
      [&](Tx& tx) { return create_user_link(tx, call(), settings(), ada.id, LinkPurpose::reset); });
  SeededRandom stream(3);
  const auto hash = hash_password(settings(), stream, Secret(k_other_password));
  const auto accept = [&](const Secret& token, LinkPurpose purpose) {
    return code_from([&](Tx& tx) { return accept_user_link(tx, call(), token, purpose, hash); });
  };
  EXPECT_EQ(accept(link.token, LinkPurpose::invite), "link_invalid") << "another purpose";
  EXPECT_EQ(accept(link.token, LinkPurpose::reset), "");
  EXPECT_EQ(accept(link.token, LinkPurpose::reset), "link_invalid") << "a second time";
  EXPECT_FALSE(alive(full));
  clock().advance_ms(k_totp_step_ms);
  EXPECT_EQ(stage(*sign_in(ada.email, k_other_password).grant), Stage::must_verify_totp);
}

TEST_P(SetupTest, lets_links_expire) {
  // Protects: A-06, 60 minutes for a reset, 72 hours for an invitation.
  const Person ada = add_person("ada@example.org");
  const auto reset = must(
      [&](Tx& tx) { return create_user_link(tx, call(), settings(), ada.id, LinkPurpose::reset); });
  const auto invited = must([&](Tx& tx) {
    return invite_user(tx, call(), settings(),
                       {"bob@example.org", "Bob", {"viewer", Place{}, std::nullopt}});
  });
  EXPECT_EQ(reset.expires_at, clock().now().plus_ms(60 * k_minute_ms));
  EXPECT_EQ(invited.link.expires_at, clock().now().plus_ms(72 * k_hour_ms));
  for (const auto& [token, purpose, life] :
       {std::tuple(reset.token, LinkPurpose::reset, 60 * k_minute_ms),
        std::tuple(invited.link.token, LinkPurpose::invite, 71 * k_hour_ms)}) {
    clock().advance_ms(life);
    EXPECT_EQ(code_from([&](Tx& tx) {
                return accept_user_link(tx, call(), token, purpose, known_hash());
              }),
              "link_invalid");
  }
}

}  // namespace
}  // namespace bursar::identity
