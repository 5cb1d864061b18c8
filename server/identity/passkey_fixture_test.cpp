// Bodies of the software authenticator; in a test file because only tests link them.
#include "identity/passkey_fixture.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/text.hpp"

namespace bursar::identity {
namespace {

std::string big_endian(std::uint64_t value, unsigned width) {
  std::string text;
  for (unsigned i = width; i > 0; --i) text.push_back(static_cast<char>(value >> ((i - 1) * 8)));
  return text;
}

std::string client_data(const Claims& claims, std::string_view type) {
  return R"({"type":")" + (claims.type.empty() ? std::string(type) : claims.type) +
         R"(","challenge":")" + to_base64url(claims.challenge) + R"(","origin":")" + claims.origin +
         "\"" + claims.more_client_data + "}";
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string cbor_head(unsigned kind, std::size_t value) {
  const auto first = [kind](unsigned low) {
    return std::string(1, static_cast<char>(kind << 5 | low));
  };
  if (value < 24) return first(static_cast<unsigned>(value));
  if (value < 0x100) return first(24) + big_endian(value, 1);
  if (value < 0x10000) return first(25) + big_endian(value, 2);
  return first(26) + big_endian(value, 4);
}

std::string cbor_bytes(std::string_view text) {
  return cbor_head(2, text.size()) + std::string(text);
}
std::string cbor_text(std::string_view text) {
  return cbor_head(3, text.size()) + std::string(text);
}

SoftPasskey::SoftPasskey(webauthn::Algorithm algorithm) : algorithm_(algorithm) {
  key_ = algorithm == webauthn::Algorithm::es256
             ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
             : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  check(key_ != nullptr, "a test key");
  credential_id = webauthn::sha256(cose()).substr(0, 20);
}

SoftPasskey::~SoftPasskey() { EVP_PKEY_free(key_); }

std::string SoftPasskey::cose() const {
  std::string raw(65, '\0');
  std::size_t size = raw.size();
  auto* out = reinterpret_cast<unsigned char*>(raw.data());
  if (algorithm_ == webauthn::Algorithm::eddsa) {
    EVP_PKEY_get_raw_public_key(key_, out, &size);
    return std::string("\xa4\x01\x01\x03\x27\x20\x06\x21", 8) + cbor_bytes(raw.substr(0, 32));
  }
  EVP_PKEY_get_octet_string_param(key_, OSSL_PKEY_PARAM_PUB_KEY, out, raw.size(), &size);
  return std::string("\xa5\x01\x02\x03\x26\x20\x01\x21", 8) + cbor_bytes(raw.substr(1, 32)) +
         "\x22" + cbor_bytes(raw.substr(33, 32));
}

std::string SoftPasskey::sign(std::string_view message) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const EVP_MD* digest = algorithm_ == webauthn::Algorithm::es256 ? EVP_sha256() : nullptr;
  std::string signature(128, '\0');
  std::size_t size = signature.size();
  const bool signed_now =
      EVP_DigestSignInit(context, nullptr, digest, nullptr, key_) == 1 &&
      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes(message), message.size()) == 1;
  EVP_MD_CTX_free(context);
  check(signed_now, "a test signature");
  signature.resize(size);
  return signature;
}

std::string SoftPasskey::authenticator_data(const Claims& claims, bool with_key) const {
  const unsigned flags = claims.flags | (with_key ? 0x40U : 0U);
  std::string stated =
      webauthn::sha256(claims.rp_id) + static_cast<char>(flags) + big_endian(sign_count, 4);
  if (with_key)
    stated += std::string(16, '\0') + big_endian(credential_id.size(), 2) + credential_id + cose();
  return stated + claims.more_bytes;
}

PasskeyRegistration SoftPasskey::create(const Claims& claims, std::string_view format) {
  PasskeyRegistration answer;
  answer.client_data = client_data(claims, "webauthn.create");
  answer.transports = {"internal"};
  const std::string stated = authenticator_data(claims, true);
  std::string statement = cbor_head(5, 0);
  if (format == "packed")
    statement = cbor_head(5, 2) + cbor_text("alg") +
                (algorithm_ == webauthn::Algorithm::es256 ? "\x26" : "\x27") + cbor_text("sig") +
                cbor_bytes(sign(stated + webauthn::sha256(answer.client_data)));
  answer.attestation_object = cbor_head(5, 3) + cbor_text("fmt") + cbor_text(format) +
                              cbor_text("attStmt") + statement + cbor_text("authData") +
                              cbor_bytes(stated);
  return answer;
}

PasskeyAssertion SoftPasskey::get(const Claims& claims) {
  ++sign_count;
  PasskeyAssertion answer;
  answer.credential_id = credential_id;
  answer.client_data = client_data(claims, "webauthn.get");
  answer.authenticator_data = authenticator_data(claims, false);
  answer.signature = sign(answer.authenticator_data + webauthn::sha256(answer.client_data));
  return answer;
}

PasskeyInvitation PasskeyTest::invite(const Secret& token) {
  return must([&](Tx& tx) { return start_passkey_registration(tx, call(), settings(), token); });
}

FactorOutcome PasskeyTest::add(const Secret& token, SoftPasskey& passkey, const std::string& name) {
  const AddPasskey command{name, passkey.create({invite(token).question.challenge})};
  return must([&](Tx& tx) { return add_passkey(tx, call(), settings(), token, command); });
}

PasskeyQuestion PasskeyTest::ask(const Secret& token) {
  return must([&](Tx& tx) { return start_passkey_sign_in(tx, call(), settings(), token); });
}

FactorOutcome PasskeyTest::finish(const Secret& token, const PasskeyAssertion& answer) {
  return must(
      [&](Tx& tx) { return finish_passkey_sign_in(tx, call(), settings(), token, answer); });
}

FactorOutcome PasskeyTest::sign_in_by(const std::string& email, SoftPasskey& passkey) {
  const Secret token = sign_in(email).grant->token;
  return finish(token, passkey.get({ask(token).challenge}));
}

}  // namespace bursar::identity
