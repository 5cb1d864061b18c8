// libsodium for everything but HMAC-SHA-1, which it does not offer (OpenSSL). All randomness comes
// from the caller's port, none from the libraries.
#include "identity/crypto.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <new>
#include <span>

#include "base/check.hpp"
#include "base/text.hpp"

namespace bursar::identity {
namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

void start_crypto() { check(sodium_init() >= 0, "libsodium cannot start"); }

std::string random_bytes(CryptoRandom& random, std::size_t count) {
  std::string filled(count, '\0');
  random.fill(std::span(bytes(filled), filled.size()));
  return filled;
}

std::string token_digest(std::string_view token) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes(digest), bytes(token), token.size());
  return to_hex(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes(message), message.size());
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, bytes(mac));
  return mac;
}

std::string keyed_digest(const Secret& key, std::string_view label, std::string_view message) {
  std::string input(label);
  input.push_back('\0');
  input.append(message);
  const std::string mac = hmac_sha256(key.reveal(), input);
  sodium_memzero(input.data(), input.size());
  return to_hex(mac);
}

std::string hmac_sha1(std::string_view key, std::string_view message) {
  std::string mac(20, '\0');
  unsigned length = 0;
  const auto* done = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes(message),
                          message.size(), bytes(mac), &length);
  check(done != nullptr && length == mac.size(), "HMAC-SHA-1 failed");
  return mac;
}

std::string seal(const Secret& key, CryptoRandom& random, std::string_view plain,
                 std::string_view bound_to) {
  const std::string nonce = random_bytes(random, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  std::string cipher(plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(cipher), &length, bytes(plain), plain.size(),
                                             bytes(bound_to), bound_to.size(), nullptr,
                                             bytes(nonce), bytes(key.reveal()));
  return nonce + cipher;
}

std::optional<Secret> unseal(const Secret& key, std::string_view sealed,
                             std::string_view bound_to) {
  constexpr std::size_t k_nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t k_tag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (sealed.size() < k_nonce + k_tag) return std::nullopt;
  const std::string_view cipher = sealed.substr(k_nonce);
  std::string plain(cipher.size() - k_tag, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes(plain), nullptr, nullptr, bytes(cipher), cipher.size(), bytes(bound_to),
      bound_to.size(), bytes(sealed), bytes(key.reveal()));
  if (failed != 0) return std::nullopt;
  return Secret(std::move(plain));
}

std::string seal(const SealingKeys& keys, CryptoRandom& random, std::string_view plain,
                 std::string_view bound_to) {
  return seal(keys.current, random, plain, bound_to);
}

std::optional<Secret> unseal(const SealingKeys& keys, std::string_view sealed,
                             std::string_view bound_to) {
  if (auto opened = unseal(keys.current, sealed, bound_to)) return opened;
  for (const Secret& key : keys.earlier)
    if (auto opened = unseal(key, sealed, bound_to)) return opened;
  return std::nullopt;
}

std::string argon2id(std::string_view password, std::string_view salt, HashCost cost) {
  check(salt.size() == crypto_pwhash_argon2id_SALTBYTES, "an Argon2id salt has 16 bytes");
  std::string hash(32, '\0');
  const int failed = crypto_pwhash_argon2id(
      bytes(hash), hash.size(), password.data(), password.size(), bytes(salt), cost.passes,
      static_cast<std::size_t>(cost.memory_kib) * 1024, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (failed != 0) throw std::bad_alloc();
  return hash;
}

Secret make_token(CryptoRandom& random) { return Secret(to_base64url(random_bytes(random, 32))); }

}  // namespace bursar::identity
