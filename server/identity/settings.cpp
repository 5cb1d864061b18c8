// Checks the keys and the cost once, so that nothing later runs below the floor.
#include "identity/settings.hpp"

#include "base/check.hpp"
#include "identity/crypto.hpp"
#include "identity/identity.hpp"

namespace bursar::identity {

std::string_view environment_name(Environment environment) {
  return environment == Environment::live ? "live" : "sandbox";
}

Settings make_settings(Keys keys, Policy policy, Environment environment, CryptoRandom& random) {
  start_crypto();
  check(keys.pepper.reveal().size() == 32, "the pepper must have 32 bytes");
  check(keys.totp_key.current.reveal().size() == 32, "the TOTP key must have 32 bytes");
  check(keys.api_key_pepper.reveal().size() == 32, "the API key pepper must have 32 bytes");
  Settings settings{std::move(keys), policy, environment, {}, {}};
  settings.dummy_hash = hash_password(settings, random, Secret(random_text(random, 32, k_base62)));
  return settings;
}

}  // namespace bursar::identity
