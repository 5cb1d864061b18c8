// The parts of a stored password hash; private to identity.
#pragma once

#include <optional>
#include <string>

#include "identity/settings.hpp"

namespace bursar::identity {

struct ParsedHash {
  HashCost cost;
  std::string salt;
  std::string digest;
};

/// Nothing when the text is not an Argon2id hash with one lane.
std::optional<ParsedHash> parse_hash(const PasswordHash& hash);
/// True when the hash was made at a lower cost than the settings ask for.
bool is_outdated(const Settings& settings, const PasswordHash& hash);

}  // namespace bursar::identity
