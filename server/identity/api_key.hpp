// API keys: sk_{test|live}_{8-character public id}_{43-character secret}{6-character checksum}.
// Only an HMAC of the secret is stored; a mistyped key fails its checksum before any read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "identity/settings.hpp"

namespace bursar::identity {

enum class ApiKeyState { active = 1, revoked = 2 };
std::string_view api_key_state_name(ApiKeyState state);

/// A right of a key that has no effect at present, and why.
struct IdleScope {
  std::string scope;
  std::string permission;          ///< what the maker would have to hold there
  bool is_maker_inactive = false;  ///< the maker's account is disabled: nothing of the key works
};

/// A key as it may be shown.
struct ApiKey {
  ApiKeyId id;
  CompanyId company;
  MerchantId merchant;
  ProjectId project = {};  ///< none: for all projects of the merchant
  Environment environment = Environment::sandbox;
  std::string public_id;
  std::string last4;
  std::string label;
  std::vector<std::string> scopes;
  /// The part of `scopes` that the key's maker may do at the merchant now: all that it does.
  std::vector<std::string> effective_scopes;
  std::vector<IdleScope> idle_scopes = {};     ///< the rest
  std::vector<std::string> allowed_addresses;  ///< addresses and blocks; empty = from anywhere
  std::string signing_key = {};  ///< Ed25519 in base64url: requests have to be signed; empty: not
  ApiKeyState state = ApiKeyState::active;
  UserId created_by;  ///< none: made by the installation itself
  Instant created_at;
  Instant expires_at;
  std::optional<ApiKeyId> replaced_by;
  std::optional<Instant> overlap_until;  ///< a rotated key stops working here
  std::optional<Instant> last_used_at;   ///< to the minute
  std::string last_ip;
  std::int64_t calls = 0;
};

struct CreateApiKey {
  CompanyId company;
  MerchantId merchant;
  std::string label;
  std::vector<std::string> scopes;
  std::optional<std::int64_t> expires_in_days;  ///< 1 to 365
  std::vector<std::string> allowed_addresses = {};
  ProjectId project = {};  ///< none: for all projects of the merchant
};

struct UpdateApiKey {
  MerchantId merchant;
  ApiKeyId id;
  std::optional<std::string> label;
  std::optional<std::vector<std::string>> allowed_addresses;
  std::optional<std::string> signing_key;  ///< as read_signing_key() takes it; empty: unsigned
};

struct RotateApiKey {
  MerchantId merchant;
  ApiKeyId id;
  std::int64_t overlap_s = 0;  ///< 0 to 7 days
};

/// A key with its one and only plain text.
struct IssuedApiKey {
  ApiKey key;
  Secret plain_text;
  std::string replaced_public_id;  ///< after a rotation: the key it replaces
};

/// The parts of a presented key whose shape and checksum are right.
struct PresentedApiKey {
  Environment environment = Environment::sandbox;
  std::string public_id;
  Secret secret;
};

/// A stored key with what is needed to judge a presented one.
struct StoredApiKey {
  ApiKey key;
  std::string secret_mac;
};

/// Calls of one key since the last flush.
struct ApiKeyUse {
  ApiKeyId id;
  std::int64_t calls = 0;
  Instant last_used_at;
  std::string last_ip;
};

/// Makes the text of a key; pure apart from `random`.
struct KeyText {
  Secret plain_text;
  std::string public_id;
  Secret secret;
};
KeyText make_key_text(Environment environment, CryptoRandom& random);
/// Shape and checksum only, no storage. Nothing when either is wrong.
std::optional<PresentedApiKey> parse_api_key(std::string_view text);
/// A whole key somewhere inside `text`: it was sent where keys must not be sent (K-05).
std::optional<PresentedApiKey> find_leaked_api_key(std::string_view text);
/// The stored form of a key's secret.
std::string api_key_mac(const Keys& keys, const Secret& secret);

/// Decides on a presented key: pure, constant time in the secret. `stored` may be null (unknown
/// id). Errors: unauthenticated/invalid_api_key (unknown, wrong, other environment, revoked,
/// expired, rotated past its overlap; the answer does not say which).
Result<Actor> judge_api_key(const Settings& settings, const PresentedApiKey& presented,
                            const StoredApiKey* stored, Instant now);

/// Whether the key may be used from this address. Errors: forbidden/address_not_allowed.
Result<void> judge_address(const ApiKey& key, std::string_view ip);

}  // namespace bursar::identity
