// The text of API keys and the decision on a presented one: pure, no storage.
#include <array>
#include <cstdint>

#include "base/text.hpp"
#include "identity/address.hpp"
#include "identity/crypto.hpp"
#include "identity/identity.hpp"
#include "identity/trail.hpp"

namespace bursar::identity {
namespace {

constexpr std::size_t k_public_length = 8;
constexpr std::size_t k_secret_length = 43;  // 62^43 > 2^256
constexpr std::size_t k_sum_length = 6;
constexpr std::string_view k_test_prefix = "sk_test_";
constexpr std::string_view k_live_prefix = "sk_live_";

constexpr std::size_t k_length =
    k_test_prefix.size() + k_public_length + 1 + k_secret_length + k_sum_length;

// CRC-32 as in ISO 3309 (reflected 0xEDB88320).
std::uint32_t crc32(std::string_view text) {
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const char c : text) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~sum;
}

std::string checksum(std::string_view text) {
  std::uint32_t sum = crc32(text);
  std::string digits(k_sum_length, '0');
  for (std::size_t i = k_sum_length; i-- > 0; sum /= 62) digits[i] = k_base62[sum % 62];
  return digits;
}

std::string_view prefix_of(Environment environment) {
  return environment == Environment::live ? k_live_prefix : k_test_prefix;
}

Error invalid_api_key() {
  return unauthenticated("invalid_api_key", "the API key is not valid here");
}

bool usable(const ApiKey& key, Instant now) {
  if (key.state != ApiKeyState::active || now >= key.expires_at) return false;
  return !key.overlap_until || now < *key.overlap_until;
}

}  // namespace

std::string_view api_key_state_name(ApiKeyState state) {
  return state == ApiKeyState::active ? "active" : "revoked";
}

KeyText make_key_text(Environment environment, CryptoRandom& random) {
  const std::string public_id = random_text(random, k_public_length, k_base62);
  const std::string secret = random_text(random, k_secret_length, k_base62);
  std::string text(prefix_of(environment));
  text.append(public_id).append("_").append(secret);
  text.append(checksum(text));
  return {Secret(std::move(text)), public_id, Secret(secret)};
}

std::optional<PresentedApiKey> parse_api_key(std::string_view text) {
  const bool prefixed = text.starts_with(k_test_prefix) || text.starts_with(k_live_prefix);
  if (!prefixed || text.size() != k_length) return std::nullopt;
  const std::string_view body = text.substr(0, k_length - k_sum_length);
  if (!equal_constant_time(checksum(body), text.substr(k_length - k_sum_length)))
    return std::nullopt;
  const std::string_view rest = body.substr(k_test_prefix.size());
  if (rest[k_public_length] != '_') return std::nullopt;
  PresentedApiKey presented;
  presented.environment =
      text.starts_with(k_live_prefix) ? Environment::live : Environment::sandbox;
  presented.public_id = rest.substr(0, k_public_length);
  presented.secret = Secret(std::string(rest.substr(k_public_length + 1)));
  return presented;
}

std::optional<PresentedApiKey> find_leaked_api_key(std::string_view text) {
  for (std::size_t at = text.find("sk_"); at != std::string_view::npos;
       at = text.find("sk_", at + 1))
    if (auto key = parse_api_key(text.substr(at, k_length))) return key;
  return std::nullopt;
}

std::string api_key_mac(const Keys& keys, const Secret& secret) {
  return keyed_digest(keys.api_key_pepper, "api key", secret.reveal());
}

Result<Actor> judge_api_key(const Settings& settings, const PresentedApiKey& presented,
                            const StoredApiKey* stored, Instant now) {
  const std::string presented_mac = api_key_mac(settings.keys, presented.secret);
  const std::string absent_mac(presented_mac.size(), '0');
  const bool same = equal_constant_time(presented_mac, stored ? stored->secret_mac : absent_mac);
  if (!same || !stored || presented.environment != settings.environment) return invalid_api_key();
  if (stored->key.environment != settings.environment || !usable(stored->key, now))
    return invalid_api_key();
  Actor actor;
  actor.kind = ActorKind::api_key;
  actor.key = stored->key.id.key;
  actor.name = stored->key.label;
  actor.scope = key_scope(stored->key);
  return actor;
}

Result<void> judge_address(const ApiKey& key, std::string_view ip) {
  if (key.allowed_addresses.empty()) return ok();
  const auto address = parse_address(ip);
  for (const auto& allowed : key.allowed_addresses) {
    const auto block = parse_block(allowed);
    if (address && block && block->contains(*address)) return ok();
  }
  return Error{ErrorKind::forbidden,
               "address_not_allowed",
               "this API key may not be used from " + std::string(ip),
               {},
               {}};
}

}  // namespace bursar::identity
