// COSE keys by way of OpenSSL, which judges whether a point lies on its curve.
#include "identity/webauthn_key.hpp"

#include <array>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <sodium.h>

namespace bursar::identity::webauthn {
namespace {

// Labels and values of RFC 9052 and 9053.
constexpr std::int64_t k_label_kind = 1;
constexpr std::int64_t k_label_algorithm = 3;
constexpr std::int64_t k_label_curve = -1;
constexpr std::int64_t k_label_x = -2;
constexpr std::int64_t k_label_y = -3;
constexpr std::int64_t k_kind_okp = 1;
constexpr std::int64_t k_kind_ec2 = 2;
constexpr std::int64_t k_curve_p256 = 1;
constexpr std::int64_t k_curve_ed25519 = 6;
constexpr std::size_t k_coordinate = 32;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Key p256_key(const std::string& point) {
  std::string group = "prime256v1";
  std::string uncompressed = '\x04' + point;
  std::array<OSSL_PARAM, 3> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, uncompressed.data(),
                                        uncompressed.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.data()) <= 0)
    return {nullptr, EVP_PKEY_free};
  return {made, EVP_PKEY_free};
}

Key openssl_key(const PublicKey& key) {
  if (key.algorithm == Algorithm::es256) return p256_key(key.point);
  return {
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(key.point), key.point.size()),
      EVP_PKEY_free};
}

bool stands(CborReader& in, std::int64_t label, std::int64_t value) {
  const bool labelled = in.integer() == label;
  return in.integer() == value && labelled && !in.failed();
}

bool take_coordinate(CborReader& in, std::int64_t label, std::string& point) {
  const bool labelled = in.integer() == label;
  const std::string_view part = in.bytes();
  point.append(part);
  return labelled && part.size() == k_coordinate && !in.failed();
}

}  // namespace

std::optional<PublicKey> read_key(CborReader& in) {
  const std::size_t members = in.map();
  if (in.integer() != k_label_kind) return std::nullopt;
  const std::int64_t kind = in.integer();
  const bool is_curve_point = kind == k_kind_ec2;
  if (in.failed() || (!is_curve_point && kind != k_kind_okp)) return std::nullopt;
  PublicKey key{is_curve_point ? Algorithm::es256 : Algorithm::eddsa, {}};
  if (members != (is_curve_point ? 5U : 4U) ||
      !stands(in, k_label_algorithm, static_cast<std::int64_t>(key.algorithm)) ||
      !stands(in, k_label_curve, is_curve_point ? k_curve_p256 : k_curve_ed25519) ||
      !take_coordinate(in, k_label_x, key.point))
    return std::nullopt;
  if (is_curve_point && !take_coordinate(in, k_label_y, key.point)) return std::nullopt;
  if (!openssl_key(key)) return std::nullopt;
  return key;
}

std::optional<PublicKey> parse_key(std::string_view cose) {
  CborReader in(cose);
  auto key = read_key(in);
  return in.done() ? key : std::nullopt;
}

bool is_signed_by(const PublicKey& key, std::string_view message, std::string_view signature) {
  const Key known = openssl_key(key);
  const DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  // Ed25519 hashes by itself.
  const EVP_MD* digest = key.algorithm == Algorithm::es256 ? EVP_sha256() : nullptr;
  if (!known || !context ||
      EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, known.get()) <= 0)
    return false;
  return EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message),
                          message.size()) == 1;
}

std::string sha256(std::string_view message) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()), bytes(message),
                     message.size());
  return digest;
}

}  // namespace bursar::identity::webauthn
