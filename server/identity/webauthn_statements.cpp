// Takes client data (JSON), authenticator data (fixed layout with CBOR at its end) and attestation
// objects (CBOR) apart.
#include "identity/webauthn_statements.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace bursar::identity::webauthn {
namespace {

namespace json = boost::json;

constexpr std::size_t k_rp_id_hash = 32;
constexpr std::size_t k_fixed_part = k_rp_id_hash + 1 + 4;
constexpr std::size_t k_aaguid = 16;
constexpr std::size_t k_json_depth = 4;

// Bits of the flags byte.
constexpr unsigned k_user_present = 0x01;
constexpr unsigned k_user_verified = 0x04;
constexpr unsigned k_backup_eligible = 0x08;
constexpr unsigned k_backed_up = 0x10;
constexpr unsigned k_attested = 0x40;
constexpr unsigned k_extended = 0x80;
constexpr unsigned k_reserved = 0x22;

std::uint64_t number(std::string_view big_endian) {
  std::uint64_t value = 0;
  for (const char c : big_endian) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

// A member that has to be a text; nothing when it is missing or something else.
std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return std::string(found->get_string());
}

std::optional<AttestedCredential> take_attested(std::string_view& rest) {
  if (rest.size() < k_aaguid + 2) return std::nullopt;
  AttestedCredential credential;
  credential.aaguid = rest.substr(0, k_aaguid);
  const std::size_t length = number(rest.substr(k_aaguid, 2));
  rest.remove_prefix(k_aaguid + 2);
  if (length == 0 || length > k_credential_id_max || length > rest.size()) return std::nullopt;
  credential.credential_id = rest.substr(0, length);
  rest.remove_prefix(length);
  CborReader in(rest);
  auto key = read_key(in);
  if (!key) return std::nullopt;
  credential.key = std::move(*key);
  credential.public_key = rest.substr(0, in.position());
  rest.remove_prefix(in.position());
  return credential;
}

bool take_extensions(std::string_view& rest) {
  CborReader in(rest);
  for (std::size_t members = in.map(); members > 0 && !in.failed(); --members) {
    (void)in.text();
    in.skip();
  }
  rest.remove_prefix(in.position());
  return !in.failed();
}

// The statement of "packed": an algorithm and a signature, and no certificate.
bool read_packed(CborReader& in, AttestationObject& object) {
  if (in.map() != 2 || in.text() != "alg") return false;
  object.algorithm = in.integer();
  if (in.text() != "sig") return false;
  object.signature = in.bytes();
  return !in.failed() && object.signature.size() <= k_signature_max;
}

}  // namespace

std::optional<ClientData> parse_client_data(std::string_view text) {
  if (text.size() > k_client_data_max) return std::nullopt;
  json::parse_options options;
  options.max_depth = k_json_depth;
  json::error_code failed;
  const json::value parsed = json::parse(text, failed, {}, options);
  if (failed || !parsed.is_object()) return std::nullopt;
  const json::object& object = parsed.get_object();
  auto type = text_member(object, "type");
  auto challenge = text_member(object, "challenge");
  auto origin = text_member(object, "origin");
  if (!type || !challenge || !origin) return std::nullopt;
  ClientData stated{std::move(*type), std::move(*challenge), std::move(*origin), false};
  if (const json::value* cross = object.if_contains("crossOrigin")) {
    if (!cross->is_bool()) return std::nullopt;
    stated.is_cross_origin = cross->get_bool();
  }
  if (object.contains("topOrigin")) stated.is_cross_origin = true;
  return stated;
}

std::optional<AuthenticatorData> parse_authenticator_data(std::string_view bytes) {
  if (bytes.size() < k_fixed_part || bytes.size() > k_authenticator_data_max) return std::nullopt;
  AuthenticatorData stated;
  stated.rp_id_hash = bytes.substr(0, k_rp_id_hash);
  const auto flags = static_cast<unsigned char>(bytes[k_rp_id_hash]);
  stated.is_user_present = (flags & k_user_present) != 0;
  stated.is_user_verified = (flags & k_user_verified) != 0;
  stated.may_be_backed_up = (flags & k_backup_eligible) != 0;
  stated.is_backed_up = (flags & k_backed_up) != 0;
  if ((flags & k_reserved) != 0 || (stated.is_backed_up && !stated.may_be_backed_up))
    return std::nullopt;
  stated.sign_count = static_cast<std::int64_t>(number(bytes.substr(k_rp_id_hash + 1, 4)));
  std::string_view rest = bytes.substr(k_fixed_part);
  if ((flags & k_attested) != 0) {
    stated.attested = take_attested(rest);
    if (!stated.attested) return std::nullopt;
  }
  if ((flags & k_extended) != 0 && !take_extensions(rest)) return std::nullopt;
  if (!rest.empty()) return std::nullopt;
  return stated;
}

std::optional<AttestationObject> parse_attestation(std::string_view cbor) {
  if (cbor.size() > k_attestation_max) return std::nullopt;
  CborReader in(cbor);
  AttestationObject object;
  if (in.map() != 3 || in.text() != "fmt") return std::nullopt;
  object.format = in.text();
  if (in.text() != "attStmt") return std::nullopt;
  const bool fits = object.format == "packed" ? read_packed(in, object)
                                              : object.format == "none" && in.map() == 0;
  if (!fits || in.text() != "authData") return std::nullopt;
  object.authenticator_data = in.bytes();
  if (!in.done()) return std::nullopt;
  return object;
}

}  // namespace bursar::identity::webauthn
