// The judgements on bytes: what is true is taken, and each single thing that is not is refused by
// its name.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "identity/crypto.hpp"
#include "identity/passkey_fixture.hpp"
#include "identity/webauthn_ceremony.hpp"

namespace bursar::identity::webauthn {
namespace {

const std::string k_challenge(32, 'c');

class WebauthnCeremony : public testing::TestWithParam<Algorithm> {
 protected:
  WebauthnCeremony() : passkey_(GetParam()), party_(relying_party_of(k_test_origin)) {
    start_crypto();
    known_ = {passkey_.cose(), 0, false};
  }
  Expected expected() const { return {party_, token_digest(k_challenge)}; }
  std::string assertion_code(const PasskeyAssertion& answer) const {
    const auto count = judge_assertion(expected(), known_, answer);
    return count ? "" : count.error().code;
  }
  std::string assertion_code(const Claims& claims) { return assertion_code(passkey_.get(claims)); }
  std::string registration_code(const PasskeyRegistration& answer) const {
    const auto fresh = judge_registration(expected(), answer);
    return fresh ? "" : fresh.error().code;
  }
  std::string registration_code(const Claims& claims) {
    return registration_code(passkey_.create(claims));
  }

  SoftPasskey passkey_;
  RelyingParty party_;
  KnownKey known_;
};
INSTANTIATE_TEST_SUITE_P(Keys, WebauthnCeremony,
                         testing::Values(Algorithm::es256, Algorithm::eddsa), [](const auto& test) {
                           return test.param == Algorithm::es256 ? "es256" : "eddsa";
                         });

TEST_P(WebauthnCeremony, takes_a_true_answer) {
  // Protects: M-02, both kinds of key, both ways of attesting.
  EXPECT_EQ(assertion_code(Claims{k_challenge}), "");
  EXPECT_EQ(registration_code(Claims{k_challenge}), "");
  EXPECT_EQ(registration_code(passkey_.create({k_challenge}, "packed")), "");
  const auto fresh = judge_registration(expected(), passkey_.create({k_challenge}));
  EXPECT_EQ(fresh->credential.credential_id, passkey_.credential_id);
  EXPECT_EQ(fresh->credential.public_key, passkey_.cose());
}

// One untruth each; everything else is as it should be, signature included.
const std::pair<const char*, Claims> k_untruths[] = {
    {"type_wrong", {k_challenge, "payment.get"}},
    {"challenge_wrong", {std::string(32, 'x')}},
    {"challenge_wrong", {k_challenge + "x"}},
    {"challenge_wrong", {""}},
    {"origin_wrong", {k_challenge, "", "https://office.example.org.evil.example"}},
    {"origin_wrong", {k_challenge, "", "http://office.example.org"}},
    {"origin_wrong", {k_challenge, "", "https://office.example.org:8443"}},
    {"cross_origin", {k_challenge, "", k_test_origin, k_test_rp_id, 5, R"(,"crossOrigin":true)"}},
    {"cross_origin",
     {k_challenge, "", k_test_origin, k_test_rp_id, 5, R"(,"topOrigin":"https://evil.example")"}},
    {"malformed", {k_challenge, "", k_test_origin, k_test_rp_id, 5, R"(,"crossOrigin":1)"}},
    {"rp_id_wrong", {k_challenge, "", k_test_origin, "evil.example"}},
    {"user_absent", {k_challenge, "", k_test_origin, k_test_rp_id, 0x04}},
    {"user_not_verified", {k_challenge, "", k_test_origin, k_test_rp_id, 0x01}},
    {"malformed", {k_challenge, "", k_test_origin, k_test_rp_id, 0x05 | 0x02}},
    {"malformed", {k_challenge, "", k_test_origin, k_test_rp_id, 0x05 | 0x10}},
    {"malformed", {k_challenge, "", k_test_origin, k_test_rp_id, 0x05, "", "x"}},
    {"malformed", {k_challenge, "", k_test_origin, k_test_rp_id, 0x05 | 0x80, "", "\xA1\x61"}},
};

TEST_P(WebauthnCeremony, refuses_each_untruth) {
  // Protects: type, challenge, origin, frames, RP id, presence, verification, flags, trailing
  // bytes.
  for (const auto& [code, claims] : k_untruths) {
    EXPECT_EQ(assertion_code(claims), code) << claims.origin << claims.more_client_data;
    EXPECT_EQ(registration_code(claims), code) << claims.origin << claims.more_client_data;
  }
}

TEST_P(WebauthnCeremony, keeps_the_two_ceremonies_apart) {
  // Protects: a signature for signing in registers nothing, and the other way round.
  EXPECT_EQ(assertion_code(Claims{k_challenge, "webauthn.create"}), "type_wrong");
  EXPECT_EQ(registration_code(Claims{k_challenge, "webauthn.get"}), "type_wrong");
}

TEST_P(WebauthnCeremony, refuses_every_changed_byte) {
  // Protects: the signature covers every byte of both parts, and is itself no other.
  const PasskeyAssertion good = passkey_.get({k_challenge});
  ASSERT_EQ(assertion_code(good), "");
  for (std::string PasskeyAssertion::*part :
       {&PasskeyAssertion::authenticator_data, &PasskeyAssertion::client_data,
        &PasskeyAssertion::signature})
    for (std::size_t i = 0; i < (good.*part).size(); ++i) {
      PasskeyAssertion changed = good;
      (changed.*part)[i] = static_cast<char>((changed.*part)[i] ^ 1);
      EXPECT_NE(assertion_code(changed), "") << i;
      (changed.*part) = (good.*part).substr(0, i);
      EXPECT_NE(assertion_code(changed), "") << "cut at " << i;
    }
}

TEST_P(WebauthnCeremony, refuses_the_signature_of_another_key) {
  // Protects: only the registered key answers.
  SoftPasskey other(GetParam());
  EXPECT_EQ(assertion_code(other.get({k_challenge})), "signature_wrong");
}

TEST_P(WebauthnCeremony, refuses_a_counter_that_does_not_grow) {
  // Protects: M-02, a copied authenticator is noticed; one that never counts is fine.
  known_.sign_count = 7;
  passkey_.sign_count = 7;
  EXPECT_EQ(assertion_code(Claims{k_challenge}), "") << "8 after 7";
  for (const std::uint32_t before : {6U, 5U, 0xFFFFFFFFU}) {
    passkey_.sign_count = before;  // the last one counts on to zero
    EXPECT_EQ(assertion_code(Claims{k_challenge}), "sign_count_regressed") << before;
  }
  known_.sign_count = 0;
  passkey_.sign_count = 0xFFFFFFFFU;
  EXPECT_EQ(assertion_code(Claims{k_challenge}), "") << "zero after zero";
}

TEST_P(WebauthnCeremony, holds_a_passkey_to_its_device) {
  // Protects: a passkey that could not be copied when made does not turn into one that can.
  Claims synced{k_challenge};
  synced.flags = 0x05 | 0x08;
  EXPECT_EQ(assertion_code(synced), "backup_flag_wrong");
  known_.is_synced = true;
  EXPECT_EQ(assertion_code(synced), "");
  EXPECT_EQ(assertion_code(Claims{k_challenge}), "backup_flag_wrong");
}

TEST_P(WebauthnCeremony, refuses_attestations_it_does_not_judge) {
  // Protects: an unknown format, a statement where none belongs, a broken self attestation.
  for (const char* format : {"fido-u2f", "apple", "tpm", "android-key", ""})
    EXPECT_EQ(registration_code(passkey_.create({k_challenge}, format)), "malformed") << format;
  PasskeyRegistration packed = passkey_.create({k_challenge}, "packed");
  const std::size_t signature = packed.attestation_object.find("sig") + 12;
  packed.attestation_object[signature] =
      static_cast<char>(packed.attestation_object[signature] ^ 1);
  EXPECT_EQ(registration_code(packed), "attestation_wrong");
  PasskeyRegistration longer = passkey_.create({k_challenge});
  longer.attestation_object += '\0';
  EXPECT_EQ(registration_code(longer), "malformed");
}

TEST_P(WebauthnCeremony, takes_extensions_and_skips_them) {
  // Protects: authenticators may say more than they are asked.
  Claims claims{k_challenge};
  claims.flags |= 0x80;
  claims.more_bytes = "\xA1" + cbor_text("credProtect") + "\x02";
  EXPECT_EQ(assertion_code(claims), "");
  EXPECT_EQ(registration_code(claims), "");
}

TEST(WebauthnKey, takes_points_of_the_curve_only) {
  // Protects: a key that OpenSSL cannot use, another curve, another algorithm, members out of
  // order.
  const SoftPasskey passkey;
  const std::string good = passkey.cose();
  ASSERT_TRUE(parse_key(good));
  const auto changed = [&](std::size_t at, int byte) {
    std::string cose = good;
    cose[at] = static_cast<char>(byte);
    return cose;
  };
  EXPECT_FALSE(parse_key(changed(20, good[20] ^ 1))) << "not on the curve";
  EXPECT_FALSE(parse_key(changed(4, 0x38))) << "another algorithm";
  EXPECT_FALSE(parse_key(changed(6, 0x02))) << "P-384";
  EXPECT_FALSE(parse_key(changed(2, 0x01))) << "of another kind";
  EXPECT_FALSE(parse_key(changed(0, 0xA4))) << "a member fewer than there are";
  EXPECT_FALSE(parse_key(good + '\0'));
  EXPECT_FALSE(parse_key(good.substr(0, good.size() - 1)));
  EXPECT_FALSE(parse_key(""));
}

TEST(RelyingPartyOf, knows_where_browsers_give_passkeys) {
  // Protects: no passkey is promised to an address that cannot have one.
  EXPECT_EQ(relying_party_of("https://Office.Example.org/").id, "office.example.org");
  EXPECT_EQ(relying_party_of("https://office.example.org:443").origin,
            "https://office.example.org");
  EXPECT_EQ(relying_party_of("https://office.example.org:8443").origin,
            "https://office.example.org:8443");
  EXPECT_EQ(relying_party_of("http://localhost:8480").id, "localhost");
  for (const char* url : {"http://office.example.org", "https://192.0.2.1", "https://[::1]:8480",
                          "office.example.org", "", "https://", "https://office.example.org/desk",
                          "https://me@office.example.org", "https://office..org",
                          "https://office.example.org:", "ftp://localhost"})
    EXPECT_EQ(relying_party_of(url).id, "") << url;
}

}  // namespace
}  // namespace bursar::identity::webauthn
