// Public keys of passkeys as authenticators state them (COSE), and their signatures. Exactly two
// kinds are taken: ES256 (P-256 with SHA-256) and EdDSA (Ed25519). Private to identity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "identity/webauthn_cbor.hpp"

namespace bursar::identity::webauthn {

/// Numbers of the COSE registry.
enum class Algorithm : std::int64_t { es256 = -7, eddsa = -8 };

struct PublicKey {
  Algorithm algorithm = Algorithm::es256;
  std::string point;  ///< x and y of P-256, or the 32 bytes of Ed25519
};

/// Reads the key at the cursor: exactly the members of its kind, in canonical order, a point that
/// lies on the curve. Nothing when it is anything else; the cursor may then have failed.
std::optional<PublicKey> read_key(CborReader& in);
/// The key of these bytes and no others.
std::optional<PublicKey> parse_key(std::string_view cose);

/// Whether `signature` is the key's over `message`; ES256 signatures come in DER.
bool is_signed_by(const PublicKey& key, std::string_view message, std::string_view signature);

/// 32 bytes.
std::string sha256(std::string_view bytes);

}  // namespace bursar::identity::webauthn
