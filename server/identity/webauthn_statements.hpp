// The three things a browser hands over in a WebAuthn ceremony, taken apart: client data,
// authenticator data, attestation object. Shapes are judged here, meanings in the ceremony. Private
// to identity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "identity/webauthn_key.hpp"

namespace bursar::identity::webauthn {

inline constexpr std::size_t k_client_data_max = 4 * 1024;
inline constexpr std::size_t k_authenticator_data_max = 4 * 1024;
inline constexpr std::size_t k_attestation_max = 16 * 1024;
inline constexpr std::size_t k_credential_id_max = 1023;
inline constexpr std::size_t k_signature_max = 512;

/// What the browser says it was asked, by whom and where.
struct ClientData {
  std::string type;
  std::string challenge;  ///< as sent: base64url
  std::string origin;
  bool is_cross_origin = false;  ///< the office was framed by another site
};
/// Nothing when it is no JSON object with these members.
std::optional<ClientData> parse_client_data(std::string_view json);

/// A key just made, inside the authenticator data of a registration.
struct AttestedCredential {
  std::string aaguid;  ///< model of the authenticator, 16 bytes, zeros when it does not say
  std::string credential_id;
  std::string public_key;  ///< COSE, byte for byte
  PublicKey key;
};

/// What the authenticator states and signs.
struct AuthenticatorData {
  std::string rp_id_hash;  ///< 32 bytes
  bool is_user_present = false;
  bool is_user_verified = false;
  bool may_be_backed_up = false;  ///< the passkey can be on several devices
  bool is_backed_up = false;
  std::int64_t sign_count = 0;
  std::optional<AttestedCredential> attested;
};
/// Nothing unless every byte is accounted for.
std::optional<AuthenticatorData> parse_authenticator_data(std::string_view bytes);

/// How an authenticator vouches for a fresh key.
struct AttestationObject {
  std::string format;  ///< "none" or "packed"; nothing else is taken
  std::string authenticator_data;
  std::int64_t algorithm = 0;  ///< "packed" alone
  std::string signature;       ///< "packed" alone
};
/// Nothing for other formats, for "none" with a statement and for "packed" with certificates: who
/// made the authenticator is no question of ours, and an unjudged certificate would be a promise.
std::optional<AttestationObject> parse_attestation(std::string_view cbor);

}  // namespace bursar::identity::webauthn
