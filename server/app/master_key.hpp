// The installation's master keys: a file of its own, readable by the server's user only, never in
// the database and never in a backup.
#pragma once

#include <filesystem>
#include <memory>

#include "base/random.hpp"
#include "identity/settings.hpp"
#include "vault/vault.hpp"

namespace bursar::app {

/// Creates a file that nobody changes any more, and makes it durable. Throws std::runtime_error.
void write_once(const std::filesystem::path& file, const std::string& text, unsigned mode);
/// Creates the file with one new key (mode 0400). Throws std::runtime_error if it exists.
void create_master_key(const std::filesystem::path& file, CryptoRandom& random);
/// Reads the key ring. Throws std::runtime_error when the file is missing, malformed, or readable
/// by others.
std::unique_ptr<vault::KeyRing> read_master_keys(const std::filesystem::path& file);
/// Adds a new one, which seals from the next start on; its version. The file is replaced in one
/// step, so that a crash leaves the earlier or the new one.
std::int64_t add_master_key(const std::filesystem::path& file, CryptoRandom& random);
/// Drops all but the newest and keeps what was derived from the first for ever; versions dropped.
std::vector<std::int64_t> drop_earlier_master_keys(const std::filesystem::path& file);
/// Identity's keys, derived from the ring.
identity::Keys identity_keys(const vault::KeyRing& keys);

}  // namespace bursar::app
