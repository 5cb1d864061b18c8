// The few cryptographic steps of identity, in terms of bytes: digests, MACs, sealing, Argon2id. The
// libraries behind them are named in crypto.cpp only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "identity/settings.hpp"

namespace bursar::identity {

/// Lets libsodium choose its fast code paths; to be called before the rest, any number of times.
void start_crypto();

std::string random_bytes(CryptoRandom& random, std::size_t count);

/// Hex SHA-256 of a token: the only form in which tokens are stored.
std::string token_digest(std::string_view token);
/// 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);
/// HMAC under `key` of "label" + NUL + message, in hex: one key, several separated uses.
std::string keyed_digest(const Secret& key, std::string_view label, std::string_view message);
/// 20 bytes; for TOTP alone, whose readers know nothing else.
std::string hmac_sha1(std::string_view key, std::string_view message);

/// Authenticated encryption (XChaCha20-Poly1305) under a 32-byte key; `bound_to` names the row and
/// column the result belongs to, so it opens nowhere else.
std::string seal(const Secret& key, CryptoRandom& random, std::string_view plain,
                 std::string_view bound_to);
std::optional<Secret> unseal(const Secret& key, std::string_view sealed, std::string_view bound_to);
/// Under the current key; opened by it or an earlier one.
std::string seal(const SealingKeys& keys, CryptoRandom& random, std::string_view plain,
                 std::string_view bound_to);
std::optional<Secret> unseal(const SealingKeys& keys, std::string_view sealed,
                             std::string_view bound_to);

/// 32 bytes of Argon2id; `salt` has 16. Throws std::bad_alloc when the memory is not there.
std::string argon2id(std::string_view password, std::string_view salt, HashCost cost);

/// 256-bit token in base64url (43 characters).
Secret make_token(CryptoRandom& random);

}  // namespace bursar::identity
