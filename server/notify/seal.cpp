// libsodium's box with a fresh sender's key per message. The randomness is the caller's;
// libsodium's own sealed box would draw its own.
#include "notify/seal.hpp"

#include <sodium.h>

#include <span>

#include "base/check.hpp"

namespace bursar::notify {
namespace {

constexpr std::size_t k_key = crypto_box_PUBLICKEYBYTES;
constexpr std::size_t k_nonce = crypto_box_NONCEBYTES;
constexpr std::size_t k_mac = crypto_box_MACBYTES;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string drawn(CryptoRandom& random, std::size_t count) {
  std::string filled(count, '\0');
  random.fill(std::span(bytes(filled), filled.size()));
  return filled;
}

}  // namespace

BoxKeys make_box_keys(const Secret& seed) {
  check(sodium_init() >= 0, "libsodium cannot start");
  check(seed.reveal().size() == crypto_box_SEEDBYTES, "a box key grows from 32 bytes");
  BoxKeys keys{std::string(k_key, '\0'), {}};
  std::string secret(crypto_box_SECRETKEYBYTES, '\0');
  crypto_box_seed_keypair(bytes(keys.public_key), bytes(secret), bytes(seed.reveal()));
  keys.secret_key = Secret(std::move(secret));
  return keys;
}

std::string seal_for(std::string_view public_key, CryptoRandom& random, std::string_view plain,
                     std::string_view bound_to) {
  check(public_key.size() == k_key, "a public key has 32 bytes");
  const BoxKeys sender = make_box_keys(Secret(drawn(random, crypto_box_SEEDBYTES)));
  const std::string nonce = drawn(random, k_nonce);
  std::string message(bound_to);
  message.push_back('\0');
  message.append(plain);
  std::string boxed(message.size() + k_mac, '\0');
  const int failed = crypto_box_easy(bytes(boxed), bytes(message), message.size(), bytes(nonce),
                                     bytes(public_key), bytes(sender.secret_key.reveal()));
  sodium_memzero(message.data(), message.size());
  check(failed == 0, "a message cannot be sealed with this public key");
  return sender.public_key + nonce + boxed;
}

std::optional<Secret> open_sealed(const BoxKeys& keys, std::string_view sealed,
                                  std::string_view bound_to) {
  if (sealed.size() < k_key + k_nonce + k_mac) return std::nullopt;
  const std::string_view sender = sealed.substr(0, k_key);
  const std::string_view nonce = sealed.substr(k_key, k_nonce);
  const std::string_view boxed = sealed.substr(k_key + k_nonce);
  std::string message(boxed.size() - k_mac, '\0');
  if (crypto_box_open_easy(bytes(message), bytes(boxed), boxed.size(), bytes(nonce), bytes(sender),
                           bytes(keys.secret_key.reveal())) != 0)
    return std::nullopt;
  const std::string place = std::string(bound_to) + '\0';
  const bool fits = message.starts_with(place);
  Secret plain(fits ? message.substr(place.size()) : std::string());
  sodium_memzero(message.data(), message.size());
  if (!fits) return std::nullopt;
  return plain;
}

}  // namespace bursar::notify
