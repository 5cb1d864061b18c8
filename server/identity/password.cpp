// Argon2id hashes in PHC text form. The password goes in as an HMAC under the pepper, so a stolen
// database alone cannot be searched, and in its composed form, so that the way a keyboard spells a
// letter does not matter; the cost travels in each hash and may rise over time.
#include <charconv>
#include <string>

#include "base/check.hpp"
#include "base/text.hpp"
#include "identity/crypto.hpp"
#include "identity/identity.hpp"
#include "identity/password_hash.hpp"
#include "identity/password_text.hpp"

namespace bursar::identity {
namespace {

constexpr std::string_view k_prefix = "$argon2id$v=19$m=";
constexpr std::size_t k_salt_bytes = 16;

std::string to_phc_base64(std::string_view bytes) {
  std::string text = to_base64url(bytes);
  for (char& c : text) {
    if (c == '-') c = '+';
    else if (c == '_') c = '/';
  }
  return text;
}

std::optional<std::string> from_phc_base64(std::string_view text) {
  std::string swapped(text);
  for (char& c : swapped) {
    if (c == '+') c = '-';
    else if (c == '/') c = '_';
  }
  return from_base64url(swapped);
}

// The number at the front of `text`, which is moved past it and past `end`; 0 when it is not there.
std::uint64_t take_number(std::string_view& text, std::string_view end) {
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return 0;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  if (!text.starts_with(end)) return 0;
  text.remove_prefix(end.size());
  return value;
}

std::string peppered(const Settings& settings, const Secret& password) {
  return keyed_digest(settings.keys.pepper, "password", composed(password.reveal()).reveal());
}

void check_cost(const HashCost& cost) {
  check(
      cost.memory_kib >= k_lowest_hash_cost.memory_kib && cost.passes >= k_lowest_hash_cost.passes,
      "the password hash cost is below 19 MiB and 2 passes");
}

}  // namespace

std::optional<ParsedHash> parse_hash(const PasswordHash& hash) {
  std::string_view rest = hash.text;
  if (!rest.starts_with(k_prefix)) return std::nullopt;
  rest.remove_prefix(k_prefix.size());
  ParsedHash parsed;
  parsed.cost.memory_kib = take_number(rest, ",t=");
  parsed.cost.passes = take_number(rest, ",p=1$");
  if (parsed.cost.memory_kib == 0 || parsed.cost.passes == 0) return std::nullopt;
  const std::size_t dollar = rest.find('$');
  if (dollar == std::string_view::npos) return std::nullopt;
  auto salt = from_phc_base64(rest.substr(0, dollar));
  auto digest = from_phc_base64(rest.substr(dollar + 1));
  if (!salt || !digest || salt->size() != k_salt_bytes) return std::nullopt;
  parsed.salt = std::move(*salt);
  parsed.digest = std::move(*digest);
  return parsed;
}

bool is_outdated(const Settings& settings, const PasswordHash& hash) {
  const auto parsed = parse_hash(hash);
  const HashCost& wanted = settings.policy.hash_cost;
  return !parsed || parsed->cost.memory_kib < wanted.memory_kib ||
         parsed->cost.passes < wanted.passes;
}

PasswordHash hash_password(const Settings& settings, CryptoRandom& random, const Secret& password) {
  const HashCost& cost = settings.policy.hash_cost;
  check_cost(cost);
  const std::string salt = random_bytes(random, k_salt_bytes);
  const std::string digest = argon2id(peppered(settings, password), salt, cost);
  return {std::string(k_prefix) + std::to_string(cost.memory_kib) +
          ",t=" + std::to_string(cost.passes) + ",p=1$" + to_phc_base64(salt) + "$" +
          to_phc_base64(digest)};
}

bool verify_password(const Settings& settings, const PasswordHash& hash, const Secret& password) {
  const auto parsed = parse_hash(hash);
  check(parsed.has_value(), "a stored password hash cannot be read");
  const std::string digest = argon2id(peppered(settings, password), parsed->salt, parsed->cost);
  return equal_constant_time(digest, parsed->digest);
}

Result<PasswordHash> prepare_password(const Settings& settings, CryptoRandom& random,
                                      const Secret& password,
                                      const std::vector<std::string>& context,
                                      const PasswordPolicy& policy) {
  if (auto fit = check_password(password.reveal(), context, policy); !fit) return fit.error();
  return hash_password(settings, random, password);
}

Secret make_temporary_password(CryptoRandom& random) {
  // No 0/O or 1/l/I: it is read aloud or typed from paper. 20 of 54 characters are 115 bits.
  constexpr std::string_view k_readable =
      "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnopqrstuvwxyz";
  return Secret(random_text(random, 20, k_readable));
}

}  // namespace bursar::identity
