// What identity is given by app once and for all: keys, limits, and which environment this is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace bursar::identity {

/// Which world this database belongs to; ids, keys and data of one never work in the other.
enum class Environment { sandbox = 1, live = 2 };
std::string_view environment_name(Environment environment);

/// A key that seals, and those before it, which still open what they sealed.
struct SealingKeys {
  SealingKeys() = default;
  SealingKeys(Secret key) : current(std::move(key)) {}
  Secret current;
  std::vector<Secret> earlier;
};

/// Keys kept outside the database, 32 random bytes each.
struct Keys {
  Secret pepper;          ///< mixed into passwords, recovery codes, device cookies and CSRF tokens
  SealingKeys totp_key;   ///< encrypts TOTP seeds, phones and secrets of tokens
  Secret api_key_pepper;  ///< HMAC key of stored API-key secrets
};

/// Cost of one Argon2id run. Never below 19 MiB and 2 passes (checked); stored inside each hash.
struct HashCost {
  std::uint64_t memory_kib = 64 * 1024;
  std::uint64_t passes = 3;
};

/// The cheapest cost allowed; tests use it.
inline constexpr HashCost k_lowest_hash_cost{19 * 1024, 2};

/// A stored password hash in PHC form ("$argon2id$v=19$m=…").
struct PasswordHash {
  std::string text;
  bool operator==(const PasswordHash&) const = default;
};

/// The limits of sign-in and sessions that nobody chooses; the others are in security_policy.hpp.
struct Policy {
  HashCost hash_cost;
  std::int64_t pre_session_ms = 30 * k_minute_ms;  ///< whole life of a half-signed-in token
  std::int64_t fresh_ms = 5 * k_minute_ms;         ///< how long a confirmation counts
  std::int64_t device_failures_max = 5;  ///< per (account, device); unknown devices share one count
  std::int64_t account_failures_max = 10;  ///< over all devices: hard lock
  std::int64_t factor_failures_max = 5;    ///< wrong codes and confirmations per account
  std::int64_t lock_ms = 30 * k_minute_ms;
  std::int64_t setup_link_ms = 15 * k_minute_ms;
  std::int64_t invite_link_ms = 72 * k_hour_ms;
  std::int64_t reset_link_ms = 60 * k_minute_ms;
  std::int64_t temporary_password_ms = 72 * k_hour_ms;
  std::int64_t api_key_days = 365;
  std::int64_t unused_account_ms = 90 * k_day_ms;
};

/// The address passkeys are bound to: a passkey made under one answers under no other.
struct RelyingParty {
  std::string id;      ///< host name; empty: this office can have no passkeys
  std::string origin;  ///< "https://office.example.org"
};
/// The relying party of an office that browsers reach under `url`; an empty one where browsers give
/// no passkeys: an IP address, or plain HTTP at another host than localhost.
RelyingParty relying_party_of(std::string_view url);

struct Settings {
  Keys keys;
  Policy policy;
  Environment environment = Environment::sandbox;
  PasswordHash dummy_hash;      ///< verified in place of a hash that does not exist; same cost as a
                                ///< real one
  std::string office_url = {};  ///< how people reach the office, for links in mails; no slash
                                ///< behind
  RelyingParty relying_party = {};
};

/// Builds the settings and their dummy hash (one Argon2id run). Bug when a key is not 32 bytes or
/// the hash cost is below the floor.
Settings make_settings(Keys keys, Policy policy, Environment environment, CryptoRandom& random);

}  // namespace bursar::identity
