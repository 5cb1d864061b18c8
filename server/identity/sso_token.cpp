// Reads and judges ID tokens. Every member is read by its exact type: what is missing or of another
// type fails the check it belongs to.
#include "identity/sso_token.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <boost/json.hpp>

#include "base/text.hpp"

namespace bursar::identity::sso {
namespace {

namespace json = boost::json;

constexpr std::size_t k_token_max = 16 * 1024;
constexpr std::size_t k_subject_max = 255;
constexpr std::size_t k_coordinate = 32;
constexpr std::size_t k_rsa_min = 256;  // 2048 bits
constexpr std::size_t k_rsa_max = 1024;
constexpr std::size_t k_keys_max = 32;
constexpr std::int64_t k_skew_ms = 60 * k_second_ms;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* what) const { Free(what); }
};
template <class T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Digest = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Number = Owned<BIGNUM, BN_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using Pair = Owned<ECDSA_SIG, ECDSA_SIG_free>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Error bad(std::string why) { return refused("sso_token_invalid", std::move(why)); }

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<json::object> object_of(std::string_view text) {
  boost::system::error_code failed;
  json::value value = json::parse(text, failed);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::optional<SigningKey> key_of(const json::object& jwk) {
  const std::string use = text_in(jwk, "use");
  if (!use.empty() && use != "sig") return std::nullopt;
  SigningKey key;
  key.kid = text_in(jwk, "kid");
  const auto part = [&](std::string_view name) {
    return from_base64url(text_in(jwk, name)).value_or("");
  };
  const std::string kind = text_in(jwk, "kty");
  if (kind == "RSA") {
    key.kind = KeyKind::rsa;
    key.n = part("n");
    key.e = part("e");
    const bool fits = key.n.size() >= k_rsa_min && key.n.size() <= k_rsa_max && !key.e.empty();
    return fits ? std::optional(std::move(key)) : std::nullopt;
  }
  if (kind != "EC" || text_in(jwk, "crv") != "P-256") return std::nullopt;
  key.kind = KeyKind::p256;
  key.x = part("x");
  key.y = part("y");
  const bool fits = key.x.size() == k_coordinate && key.y.size() == k_coordinate;
  return fits ? std::optional(std::move(key)) : std::nullopt;
}

Key made_key(const char* kind, OSSL_PARAM* parameters) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) <= 0)
    return nullptr;
  return Key(made);
}

Key openssl_key(const SigningKey& key) {
  const Builder builder(OSSL_PARAM_BLD_new());
  if (key.kind == KeyKind::p256) {
    const std::string point = '\x04' + key.x + key.y;
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    return made_key("EC", parameters.get());
  }
  const Number n(BN_bin2bn(bytes(key.n), static_cast<int>(key.n.size()), nullptr));
  const Number e(BN_bin2bn(bytes(key.e), static_cast<int>(key.e.size()), nullptr));
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return made_key("RSA", parameters.get());
}

// JWS states an ECDSA signature as r and s side by side; OpenSSL reads DER.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * k_coordinate) return {};
  const Pair pair(ECDSA_SIG_new());
  Number r(BN_bin2bn(bytes(signature), k_coordinate, nullptr));
  Number s(BN_bin2bn(bytes(signature.substr(k_coordinate)), k_coordinate, nullptr));
  ECDSA_SIG_set0(pair.get(), r.release(), s.release());
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(pair.get(), &der);
  if (length <= 0) return {};
  std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return text;
}

bool is_signed_by(const SigningKey& key, std::string_view message, std::string_view signature) {
  const Key open = openssl_key(key);
  const Digest digest(EVP_MD_CTX_new());
  const std::string proof = key.kind == KeyKind::p256 ? der_of(signature) : std::string(signature);
  if (!open || !digest || proof.empty()) return false;
  return EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, open.get()) == 1 &&
         EVP_DigestVerify(digest.get(), bytes(proof), proof.size(), bytes(message),
                          message.size()) == 1;
}

struct Parts {
  std::string_view signed_part;
  json::object header;
  json::object claims;
  std::string signature;
};

std::optional<Parts> parts_of(std::string_view token) {
  if (token.size() > k_token_max) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  const auto header = from_base64url(token.substr(0, first));
  const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  const auto signature = from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  auto head = object_of(*header);
  auto body = object_of(*claims);
  if (!head || !body) return std::nullopt;
  return Parts{token.substr(0, second), std::move(*head), std::move(*body), *signature};
}

Result<void> check_signature(const Parts& parts, const std::vector<SigningKey>& keys) {
  const std::string algorithm = text_in(parts.header, "alg");
  if (algorithm != "RS256" && algorithm != "ES256")
    return bad("the algorithm is " + algorithm.substr(0, 20) + ", not RS256 or ES256");
  // An extension that must be understood is one this reader does not know.
  if (parts.header.contains("crit")) return bad("the header names critical extensions");
  const KeyKind kind = algorithm == "RS256" ? KeyKind::rsa : KeyKind::p256;
  const std::string kid = text_in(parts.header, "kid");
  const bool is_signed = std::any_of(keys.begin(), keys.end(), [&](const SigningKey& key) {
    return key.kind == kind && (kid.empty() || key.kid == kid) &&
           is_signed_by(key, parts.signed_part, parts.signature);
  });
  if (!is_signed) return bad("no key of the provider signed this");
  return ok();
}

std::optional<std::int64_t> seconds_in(const json::object& claims, std::string_view name) {
  const json::value* value = claims.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const std::int64_t seconds = value->as_int64();
  constexpr std::int64_t k_seconds_max = 100'000'000'000;
  return seconds >= 0 && seconds < k_seconds_max ? std::optional(seconds) : std::nullopt;
}

Result<void> check_times(const json::object& claims, Instant now) {
  const auto expires = seconds_in(claims, "exp");
  const auto issued = seconds_in(claims, "iat");
  if (!expires || *expires * 1'000 + k_skew_ms <= now.ms) return bad("it has expired");
  if (!issued || *issued * 1'000 - k_skew_ms > now.ms) return bad("it was issued in the future");
  const auto begins = seconds_in(claims, "nbf");
  if (claims.contains("nbf") && (!begins || *begins * 1'000 - k_skew_ms > now.ms))
    return bad("it does not hold yet");
  return ok();
}

Result<void> check_audience(const json::object& claims, const std::string& client_id) {
  const json::value* audience = claims.if_contains("aud");
  if (audience == nullptr) return bad("it names no audience");
  const bool several = audience->is_array();
  bool named = audience->is_string() && audience->as_string() == client_id;
  if (several)
    for (const json::value& one : audience->as_array())
      named = named || (one.is_string() && one.as_string() == client_id);
  if (!named) return bad("it is for another client");
  const bool needs_party = several && audience->as_array().size() > 1;
  if ((needs_party || claims.contains("azp")) && text_in(claims, "azp") != client_id)
    return bad("it was given to another client");
  return ok();
}

Claims taken(const json::object& claims) {
  Claims taken;
  taken.subject = text_in(claims, "sub");
  taken.name = text_in(claims, "name");
  taken.acr = text_in(claims, "acr");
  const json::value* verified = claims.if_contains("email_verified");
  if (verified != nullptr && verified->is_bool() && verified->as_bool())
    taken.email = text_in(claims, "email");
  if (const json::value* methods = claims.if_contains("amr");
      methods != nullptr && methods->is_array())
    for (const json::value& one : methods->as_array())
      if (one.is_string()) taken.amr.emplace_back(one.as_string());
  return taken;
}

}  // namespace

Result<std::vector<SigningKey>> parse_keys(std::string_view jwks) {
  const auto document = object_of(jwks);
  const json::value* list = document ? document->if_contains("keys") : nullptr;
  if (list == nullptr || !list->is_array())
    return refused("sso_keys_unreadable", "the provider's keys are no JWKS");
  std::vector<SigningKey> keys;
  for (const json::value& one : list->as_array()) {
    if (!one.is_object() || keys.size() >= k_keys_max) continue;
    if (auto key = key_of(one.as_object())) keys.push_back(std::move(*key));
  }
  return keys;
}

std::string key_id_of(std::string_view token) {
  const auto parts = parts_of(token);
  return parts ? text_in(parts->header, "kid") : std::string();
}

Result<Claims> verify_id_token(std::string_view token, const std::vector<SigningKey>& keys,
                               const Expected& expected) {
  const auto parts = parts_of(token);
  if (!parts) return bad("it is no token");
  if (auto fit = check_signature(*parts, keys); !fit) return fit.error();
  if (text_in(parts->claims, "iss") != expected.issuer) return bad("it is of another issuer");
  if (auto fit = check_audience(parts->claims, expected.client_id); !fit) return fit.error();
  if (auto fit = check_times(parts->claims, expected.now); !fit) return fit.error();
  if (expected.nonce.empty() || text_in(parts->claims, "nonce") != expected.nonce)
    return bad("it answers another request");
  Claims claims = taken(parts->claims);
  if (claims.subject.empty() || claims.subject.size() > k_subject_max)
    return bad("it names no subject");
  return claims;
}

}  // namespace bursar::identity::sso
