// Protects the reading of ID tokens: only what the provider signed, for this client, now, and in
// answer to this request is taken. Tokens are signed here with keys made for the test.
#include "identity/sso_token.hpp"

#include <memory>

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/text.hpp"

namespace bursar::identity::sso {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string number_of(EVP_PKEY* key, const char* name, std::size_t width) {
  BIGNUM* value = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &value), 1);
  std::string bytes(width == 0 ? static_cast<std::size_t>(BN_num_bytes(value)) : width, '\0');
  BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()),
               static_cast<int>(bytes.size()));
  BN_free(value);
  return bytes;
}

const Key& rsa() {
  static const Key k_key(EVP_RSA_gen(2048), EVP_PKEY_free);
  return k_key;
}
const Key& p256() {
  static const Key k_key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  return k_key;
}

std::string jwks() {
  const auto part = [](EVP_PKEY* key, const char* name, std::size_t width) {
    return to_base64url(number_of(key, name, width));
  };
  return R"({"keys":[{"kty":"oct","k":"AAAA"},)"
         R"({"kty":"RSA","use":"enc","kid":"r","n":"AQAB","e":"AQAB"},)"
         R"({"kty":"RSA","use":"sig","kid":"r","n":")" +
         part(rsa().get(), OSSL_PKEY_PARAM_RSA_N, 0) + R"(","e":")" +
         part(rsa().get(), OSSL_PKEY_PARAM_RSA_E, 0) +
         R"("},{"kty":"EC","crv":"P-256","kid":"e","x":")" +
         part(p256().get(), OSSL_PKEY_PARAM_EC_PUB_X, 32) + R"(","y":")" +
         part(p256().get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32) + R"("}]})";
}

std::string signature_of(EVP_PKEY* key, const std::string& message) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::size_t length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  EXPECT_EQ(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key), 1);
  EVP_DigestSign(context, nullptr, &length, bytes, message.size());
  std::string signature(length, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &length, bytes,
                 message.size());
  signature.resize(length);
  EVP_MD_CTX_free(context);
  if (EVP_PKEY_is_a(key, "EC") == 0) return signature;
  const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(signature.size()));
  std::string flat(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(flat.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + 32, 32);
  ECDSA_SIG_free(pair);
  return flat;
}

std::string token(const std::string& header, const std::string& claims, EVP_PKEY* key) {
  const std::string text = to_base64url(header) + "." + to_base64url(claims);
  return text + "." + (key == nullptr ? "" : to_base64url(signature_of(key, text)));
}

constexpr const char* k_rs256 = R"({"alg":"RS256","kid":"r"})";
constexpr const char* k_es256 = R"({"alg":"ES256","kid":"e"})";
constexpr const char* k_claims =
    R"({"iss":"https://id.example","aud":"bursar","sub":"ada","exp":1700000300,"iat":1700000000,)"
    R"("nonce":"n","email":"ada@shop.example","email_verified":true,"amr":["pwd","otp"]})";

const Expected& expected() {
  static const Expected k_expected{"https://id.example", "bursar", "n", Instant{1'700'000'000'000}};
  return k_expected;
}

std::vector<SigningKey> keys() { return *parse_keys(jwks()); }

std::string why(const std::string& text, const Expected& fit = expected()) {
  const auto claims = verify_id_token(text, keys(), fit);
  return claims ? "" : claims.error().message;
}

/// The good claims with one member replaced.
std::string with(const std::string& from, const std::string& to) {
  std::string claims = k_claims;
  const std::size_t at = claims.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return claims.replace(at, from.size(), to);
}

TEST(SsoToken, TakesWhatTheProviderSigned) {
  // Protects: both algorithms, and what is read of the claims.
  for (const auto& [header, key] :
       {std::pair{k_rs256, rsa().get()}, std::pair{k_es256, p256().get()}}) {
    const auto claims = verify_id_token(token(header, k_claims, key), keys(), expected());
    ASSERT_TRUE(claims) << claims.error().message;
    EXPECT_EQ(claims->subject, "ada");
    EXPECT_EQ(claims->email, "ada@shop.example");
    EXPECT_EQ(claims->amr, (std::vector<std::string>{"pwd", "otp"}));
  }
  EXPECT_EQ(keys().size(), 2U) << "neither the symmetric nor the encryption key";
}

TEST(SsoToken, RefusesWhatNobodySigned) {
  // Protects: alg none, a key of the other kind, another's key, a changed claim, extensions.
  EXPECT_NE(why(token(R"({"alg":"none"})", k_claims, nullptr)), "");
  EXPECT_NE(why(token(R"({"alg":"none","kid":"r"})", k_claims, rsa().get())), "");
  EXPECT_NE(why(token(R"({"alg":"HS256","kid":"r"})", k_claims, rsa().get())), "");
  EXPECT_NE(why(token(R"({"alg":"RS256","kid":"e"})", k_claims, rsa().get())), "");
  EXPECT_NE(why(token(R"({"alg":"ES256","kid":"r"})", k_claims, p256().get())), "");
  EXPECT_NE(why(token(R"({"alg":"RS256","kid":"r","crit":["x"]})", k_claims, rsa().get())), "");
  const Key other(EVP_RSA_gen(2048), EVP_PKEY_free);
  EXPECT_NE(why(token(k_rs256, k_claims, other.get())), "");
  std::string changed = token(k_rs256, k_claims, rsa().get());
  const std::string forged = to_base64url(with("ada\"", "eve\""));
  const std::size_t first = changed.find('.');
  changed.replace(first + 1, changed.find('.', first + 1) - first - 1, forged);
  EXPECT_NE(why(changed), "");
  for (const char* broken : {"", ".", "..", "a.b.c", "a.b", "a.b.c.d"}) EXPECT_NE(why(broken), "");
}

TEST(SsoToken, RefusesWhatIsNotForUsNow) {
  // Protects: issuer, audience, authorised party, times, nonce and subject, each by itself.
  const auto signed_with = [](const std::string& claims) {
    return token(k_rs256, claims, rsa().get());
  };
  EXPECT_EQ(why(signed_with(k_claims)), "");
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"https://id.example", "https://id.example.evil"},
           {"\"aud\":\"bursar\"", "\"aud\":\"another\""},
           {"\"aud\":\"bursar\"", "\"aud\":[\"another\"]"},
           {"\"aud\":\"bursar\"", "\"aud\":[\"bursar\",\"another\"]"},
           {"\"aud\":\"bursar\"", "\"aud\":[\"bursar\",\"another\"],\"azp\":\"another\""},
           {"1700000300", "1699999940"},
           {"\"exp\":1700000300,", ""},
           {"\"exp\":1700000300", "\"exp\":\"1700000300\""},
           {"\"iat\":1700000000", "\"iat\":1700000061"},
           {"\"iat\":1700000000", "\"iat\":1700000000,\"nbf\":1700000061"},
           {"\"nonce\":\"n\"", "\"nonce\":\"m\""},
           {"\"nonce\":\"n\",", ""},
           {"\"sub\":\"ada\"", "\"sub\":\"\""},
           {"\"sub\":\"ada\"", "\"sub\":7"}})
    EXPECT_NE(why(signed_with(with(from, to))), "") << to;
  EXPECT_EQ(
      why(signed_with(with("\"aud\":\"bursar\"", "\"aud\":[\"bursar\",\"b\"],\"azp\":\"bursar\""))),
      "");
  Expected unasked = expected();
  unasked.nonce.clear();
  EXPECT_NE(why(signed_with(with("\"nonce\":\"n\"", "\"nonce\":\"\"")), unasked), "");
}

TEST(SsoToken, TrustsOnlyVerifiedAddresses) {
  // Protects: linking by address, which an unverified one must never reach.
  for (const char* said : {"false", "\"true\"", "1", "null"}) {
    const auto claims = verify_id_token(
        token(k_rs256, with("\"email_verified\":true", std::string("\"email_verified\":") + said),
              rsa().get()),
        keys(), expected());
    ASSERT_TRUE(claims);
    EXPECT_EQ(claims->email, "") << said;
  }
}

}  // namespace
}  // namespace bursar::identity::sso
