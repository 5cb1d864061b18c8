// Protects signing in at a provider: an attempt works once and in its own browser, nobody gets an
// account or a right by it, and our own second factor is asked unless the provider's is trusted.
#include "identity/sso.hpp"

#include "identity/identity_fixture.hpp"

namespace bursar::identity {
namespace {

class SsoTest : public IdentityTest {
 protected:
  void SetUp() override {
    IdentityTest::SetUp();
    sso_.issuer = "https://id.example";
    sso_.client_id = "bursar";
  }
  std::string take(std::string_view state, std::string_view browser) {
    return code_from([&](Tx& tx) { return take_sso_attempt(tx, call(), state, browser); });
  }
  std::optional<SessionGrant> finish(std::string subject, std::string email = {},
                                     bool second_factor = false) {
    const SsoSubject who{std::move(subject), std::move(email), second_factor, "browser"};
    return must([&](Tx& tx) { return finish_sso(tx, call(), settings(), sso_, who); });
  }
  SsoSettings sso_;
};
INSTANTIATE_TEST_SUITE_P(Both, SsoTest, both_dialects(), dialect_name);

TEST_P(SsoTest, AnAttemptWorksOnceAndInItsOwnBrowser) {
  // Protects: login CSRF and replay. Unknown, foreign, used and old attempts are alike.
  const auto begin = [&] {
    return must([&](Tx& tx) { return begin_sso(tx, call(), settings()); });
  };
  const SsoAttempt one = begin();
  const SsoAttempt other = begin();
  const std::string refused = "sso_attempt_invalid";
  EXPECT_EQ(take(one.state.reveal(), other.browser.reveal()), refused);
  EXPECT_EQ(take("", one.browser.reveal()), refused);
  EXPECT_EQ(take(one.state.reveal(), ""), refused);
  EXPECT_EQ(take(one.state.reveal(), one.browser.reveal()), "");
  EXPECT_EQ(take(one.state.reveal(), one.browser.reveal()), refused);
  clock().advance_ms(k_sso_attempt_ms);
  EXPECT_EQ(take(other.state.reveal(), other.browser.reveal()), refused);
  EXPECT_NE(one.nonce, other.nonce);
  EXPECT_NE(one.code_challenge, other.code_challenge);
  EXPECT_EQ(sso_verifier(settings(), one.state.reveal()).reveal().size(), 64U);
}

TEST_P(SsoTest, MakesNoAccountAndLinksOnlyWhereConfigured) {
  // Protects: no silent accounts. An unknown subject stays out, by address too unless configured
  // and verified; once linked, the subject counts and not the address.
  const Person ada = add_person("ada@shop.example", "viewer");
  EXPECT_FALSE(finish("sub-ada", "ada@shop.example"));
  sso_.links_by_email = true;
  EXPECT_FALSE(finish("sub-ada"));
  EXPECT_FALSE(finish("sub-eve", "eve@shop.example"));
  ASSERT_TRUE(finish("sub-ada", "ADA@shop.example"));
  EXPECT_TRUE(finish("sub-ada", "changed@shop.example"));
  EXPECT_FALSE(finish("sub-other", "ada@shop.example")) << "the account has its subject already";
  EXPECT_EQ(count("SELECT count(*) FROM user_account"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM sso_identity"), 1);
  sso_.issuer = "https://other.example";
  sso_.links_by_email = false;
  EXPECT_FALSE(finish("sub-ada", "ada@shop.example")) << "another provider's subject";
}

TEST_P(SsoTest, AsksForTheSecondFactorUnlessTheProvidersIsTrusted) {
  // Protects: M-01. An enrolled person owes the code, a new one the enrolment.
  sso_.links_by_email = true;
  Person ada = add_person("ada@shop.example", "viewer");
  EXPECT_EQ(stage(*finish("sub-ada", ada.email)), Stage::must_enrol_totp);
  enrol(ada);
  EXPECT_EQ(stage(*finish("sub-ada")), Stage::must_verify_totp);
  EXPECT_EQ(stage(*finish("sub-ada", {}, true)), Stage::full);
}

TEST_P(SsoTest, KeepsOutWhoIsKeptOut) {
  // Protects: a disabled account stays shut whatever the provider says; somebody invited comes in
  // with the first sign-in.
  sso_.links_by_email = true;
  const Person ada = add_person("ada@shop.example", "viewer");
  ASSERT_TRUE(finish("sub-ada", ada.email));
  must([&](Tx& tx) { return disable_user(tx, call(), ada.id); });
  EXPECT_FALSE(finish("sub-ada"));
  EXPECT_NE(audit_reasons("sign_in_by_sso").find("disabled"), std::string::npos);
  const InviteUser invitation{"new@shop.example", "New", {"viewer", {}, {}}};
  must([&](Tx& tx) { return invite_user(tx, call(), settings(), invitation); });
  ASSERT_TRUE(finish("sub-new", "new@shop.example"));
  EXPECT_EQ(count("SELECT state FROM user_account WHERE email = 'new@shop.example'"), 2);
}

}  // namespace
}  // namespace bursar::identity
