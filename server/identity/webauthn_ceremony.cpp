// The checks of both ceremonies, in the order of the WebAuthn specification (sections 7.1 and 7.2).
#include "identity/webauthn_ceremony.hpp"

#include "base/text.hpp"
#include "identity/crypto.hpp"

namespace bursar::identity::webauthn {
namespace {

Error wrong(std::string reason) {
  return invalid("passkey", std::move(reason), "the answer of the passkey does not fit");
}

// Client data: the right kind of ceremony, our challenge, our page and no frame around it.
Result<void> judge_client_data(const Expected& expected, std::string_view json,
                               std::string_view type) {
  const auto stated = parse_client_data(json);
  if (!stated) return wrong("malformed");
  if (stated->type != type) return wrong("type_wrong");
  const auto challenge = from_base64url(stated->challenge);
  if (!challenge || expected.challenge_digest.empty() ||
      !equal_constant_time(token_digest(*challenge), expected.challenge_digest))
    return wrong("challenge_wrong");
  if (stated->origin != expected.relying_party.origin) return wrong("origin_wrong");
  if (stated->is_cross_origin) return wrong("cross_origin");
  return ok();
}

Result<void> judge_authenticator(const Expected& expected, const AuthenticatorData& stated) {
  if (stated.rp_id_hash != sha256(expected.relying_party.id)) return wrong("rp_id_wrong");
  if (!stated.is_user_present) return wrong("user_absent");
  if (!stated.is_user_verified) return wrong("user_not_verified");
  return ok();
}

// Self attestation: the fresh key itself has signed what was said about it.
bool vouches(const AttestationObject& object, const PublicKey& key, std::string_view client_data) {
  if (object.format == "none") return true;
  return object.algorithm == static_cast<std::int64_t>(key.algorithm) &&
         is_signed_by(key, object.authenticator_data + sha256(client_data), object.signature);
}

}  // namespace

Result<FreshKey> judge_registration(const Expected& expected, const PasskeyRegistration& answer) {
  if (auto fits = judge_client_data(expected, answer.client_data, "webauthn.create"); !fits)
    return fits.error();
  const auto object = parse_attestation(answer.attestation_object);
  if (!object) return wrong("malformed");
  auto stated = parse_authenticator_data(object->authenticator_data);
  if (!stated || !stated->attested) return wrong("malformed");
  if (auto fits = judge_authenticator(expected, *stated); !fits) return fits.error();
  if (!vouches(*object, stated->attested->key, answer.client_data))
    return wrong("attestation_wrong");
  return FreshKey{std::move(*stated->attested), stated->sign_count, stated->may_be_backed_up};
}

Result<std::int64_t> judge_assertion(const Expected& expected, const KnownKey& known,
                                     const PasskeyAssertion& answer) {
  if (auto fits = judge_client_data(expected, answer.client_data, "webauthn.get"); !fits)
    return fits.error();
  const auto stated = parse_authenticator_data(answer.authenticator_data);
  if (!stated || stated->attested) return wrong("malformed");
  if (auto fits = judge_authenticator(expected, *stated); !fits) return fits.error();
  // Whether a passkey may leave its device is settled when it is made.
  if (stated->may_be_backed_up != known.is_synced) return wrong("backup_flag_wrong");
  const auto key = parse_key(known.public_key);
  check(key.has_value(), "a stored passkey has a key that cannot be read");
  if (!is_signed_by(*key, answer.authenticator_data + sha256(answer.client_data), answer.signature))
    return wrong("signature_wrong");
  // Authenticators that do not count say zero for ever.
  const bool counts = stated->sign_count != 0 || known.sign_count != 0;
  if (counts && stated->sign_count <= known.sign_count) return wrong("sign_count_regressed");
  return stated->sign_count;
}

}  // namespace bursar::identity::webauthn
