// Signed requests: what is signed, which keys are taken, and every way a signature is refused.
#include "identity/request_signature.hpp"

#include <array>

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/text.hpp"

namespace bursar::identity {
namespace {

constexpr Instant k_now{1'767'225'600'000};
constexpr std::string_view k_nonce = "nonce-0123456789";
/// SubjectPublicKeyInfo of the first key pair of RFC 8032, 7.1.
constexpr std::string_view k_der = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
constexpr std::string_view k_raw = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

struct Signer {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key{};
  Signer() {
    const std::string seed =
        *from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    crypto_sign_seed_keypair(public_key.data(), secret_key.data(),
                             reinterpret_cast<const unsigned char*>(seed.data()));
  }
  std::string sign(const std::string& text) const {
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                         secret_key.data());
    return to_base64url({reinterpret_cast<const char*>(signature.data()), signature.size()});
  }
};

const SignedParts k_parts{"a1B2c3D4", "POST", "/v1/refunds?a=1", R"({"amount":1})", "order-1001"};

std::string code_of(const SignedParts& parts, std::string_view signature, std::string_view at,
                    std::string_view nonce = k_nonce, Instant now = k_now) {
  const auto judged = judge_signature(k_raw, {signature, at, nonce}, parts, now);
  return judged ? "" : judged.error().code;
}

TEST(RequestSignature, signs_eight_lines) {
  // Protects: the documented text, byte by byte: merchants sign it with their own programs.
  const std::string text =
      "bursar-ed25519-1\na1B2c3D4\nGET\n/v1/merchants/me\n"
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n";
  SignedParts parts{"a1B2c3D4", "GET", "/v1/merchants/me", ""};
  EXPECT_EQ(signed_text(parts, "1767225600", k_nonce), text + "\n1767225600\nnonce-0123456789");
  parts.idempotency_key = "order-1001";
  EXPECT_EQ(signed_text(parts, "1767225600", k_nonce),
            text + "order-1001\n1767225600\nnonce-0123456789");
}

TEST(RequestSignature, shows_a_fingerprint_in_the_trail) {
  // Protects: the documented fingerprint, which anybody computes from the public key.
  EXPECT_EQ(signing_fingerprint(k_raw), "21fe31dfa154a261");
  EXPECT_EQ(signing_fingerprint(""), "none");
}

TEST(RequestSignature, takes_a_public_key_in_every_usual_form) {
  // Protects: one key, one stored form; what is no Ed25519 point is refused.
  const std::string pem =
      "-----BEGIN PUBLIC KEY-----\n" + std::string(k_der) + "\n-----END PUBLIC KEY-----\n";
  for (const std::string_view text :
       {std::string_view(pem), k_der, k_raw,
        std::string_view("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")})
    EXPECT_EQ(read_signing_key(text).value(), k_raw) << text;
  const std::string zeros = to_base64url(std::string(32, '\0'));
  const std::string rsa = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A";
  for (const std::string_view text : {std::string_view("no key"), std::string_view(zeros),
                                      std::string_view(rsa), k_raw.substr(1)})
    EXPECT_EQ(read_signing_key(text).error().code, "signing_key_invalid") << text;
}

TEST(RequestSignature, fits_what_was_signed_and_nothing_else) {
  // Protects: K-06: method, path, query, body, time and nonce are all under the signature.
  const Signer signer;
  const std::string good = signer.sign(signed_text(k_parts, "1767225600", k_nonce));
  EXPECT_EQ(code_of(k_parts, good, "1767225600"), "");
  SignedParts other = k_parts;
  other.method = "PUT";
  EXPECT_EQ(code_of(other, good, "1767225600"), "signature_invalid");
  other = k_parts;
  other.target = "/v1/refunds?a=2";
  EXPECT_EQ(code_of(other, good, "1767225600"), "signature_invalid");
  other = k_parts;
  other.body = R"({"amount":2})";
  EXPECT_EQ(code_of(other, good, "1767225600"), "signature_invalid");
  EXPECT_EQ(code_of(k_parts, good, "1767225601"), "signature_invalid");
  EXPECT_EQ(code_of(k_parts, good, "1767225600", "nonce-0123456780"), "signature_invalid");
}

TEST(RequestSignature, fits_one_idempotency_key_and_one_api_key) {
  // Protects: K-06: who stands between cannot make a repeat a second payment, nor use a signature
  // with another key that has the same public key.
  const Signer signer;
  const std::string good = signer.sign(signed_text(k_parts, "1767225600", k_nonce));
  for (const std::string_view key : {"order-1002", ""}) {
    SignedParts other = k_parts;
    other.idempotency_key = key;
    EXPECT_EQ(code_of(other, good, "1767225600"), "signature_invalid") << key;
  }
  SignedParts other = k_parts;
  other.key = "a1B2c3D5";
  EXPECT_EQ(code_of(other, good, "1767225600"), "signature_invalid");
}

TEST(RequestSignature, keeps_to_the_time) {
  // Protects: 300 seconds either way, to the millisecond, and that a nonce is kept twice as long,
  // for servers whose clocks differ.
  const Signer signer;
  const std::string good = signer.sign(signed_text(k_parts, "1767225600", k_nonce));
  const auto at = [&](std::int64_t off) {
    return code_of(k_parts, good, "1767225600", k_nonce, k_now.plus_ms(off));
  };
  EXPECT_EQ(at(k_signature_skew_ms), "");
  EXPECT_EQ(at(-k_signature_skew_ms), "");
  EXPECT_EQ(at(k_signature_skew_ms + 1), "signature_expired");
  EXPECT_EQ(at(-k_signature_skew_ms - 1), "signature_expired");
  const auto until =
      judge_signature(k_raw, {good, "1767225600", k_nonce}, k_parts, k_now.plus_ms(1));
  EXPECT_EQ(until->ms, k_now.ms + 2 * k_signature_skew_ms + 1);
}

TEST(RequestSignature, names_the_header_that_is_wrong) {
  // Protects: a merchant's developer is told which of the three headers to look at.
  const Signer signer;
  const std::string good = signer.sign(signed_text(k_parts, "1767225600", k_nonce));
  const auto header = [&](std::string_view signature, std::string_view at, std::string_view nonce) {
    const auto judged = judge_signature(k_raw, {signature, at, nonce}, k_parts, k_now);
    if (judged) return std::string();
    return judged.error().code + " " + judged.error().details.front().second;
  };
  EXPECT_EQ(header("", "1767225600", k_nonce), "signature_missing X-Signature");
  EXPECT_EQ(header(good, "", k_nonce), "signature_missing X-Signature-Timestamp");
  EXPECT_EQ(header(good, "1767225600", ""), "signature_missing X-Signature-Nonce");
  EXPECT_EQ(header("c2hvcnQ", "1767225600", k_nonce), "signature_malformed X-Signature");
  EXPECT_EQ(header(good, "soon", k_nonce), "signature_malformed X-Signature-Timestamp");
  EXPECT_EQ(header(good, "-5", k_nonce), "signature_malformed X-Signature-Timestamp");
  EXPECT_EQ(header(good, "1767225600", "short"), "signature_malformed X-Signature-Nonce");
  EXPECT_EQ(header(good, "1767225600", "nonce 0123456789"),
            "signature_malformed X-Signature-Nonce");
}

}  // namespace
}  // namespace bursar::identity
