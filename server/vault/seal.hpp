// Sealing of secrets at rest: AES-256-GCM under a key of the ring, bound to its place by the
// associated data, so that a ciphertext moved to another row, tenant or column no longer opens.
#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "vault/vault.hpp"

namespace bursar::vault {

/// Sealed bytes: format, key version, nonce, ciphertext and tag. Purpose picks the derived key.
std::string seal(const KeyRing& keys, CryptoRandom& random, std::string_view purpose,
                 const Secret& plaintext, std::string_view associated);
/// Opens what seal() made. Throws std::runtime_error when bytes, place or key do not fit.
Secret unseal(const KeyRing& keys, std::string_view purpose, std::string_view sealed,
              std::string_view associated);

/// How sealed bytes of a key version begin.
std::string sealed_header(std::int64_t version);

/// The same with an explicit 32-byte key (data keys of single records).
std::string seal_with(const Secret& key, CryptoRandom& random, const Secret& plaintext,
                      std::string_view associated);
Secret unseal_with(const Secret& key, std::string_view sealed, std::string_view associated);

/// HMAC-SHA-256 as 32 raw bytes.
std::string keyed_hash(const Secret& key, std::string_view bytes);
/// SHA-256 as 32 raw bytes.
std::string digest(std::string_view bytes);

}  // namespace bursar::vault
