// What browsers send about passkeys: client data, authenticator data, attestation objects.
#include "base/check.hpp"
#include "fuzz/targets.hpp"
#include "identity/webauthn_statements.hpp"

namespace bursar::fuzz {
namespace {

namespace webauthn = identity::webauthn;

void check_statement(std::string_view input) {
  const auto stated = webauthn::parse_authenticator_data(input);
  if (!stated) return;
  check(input.size() <= webauthn::k_authenticator_data_max, "what is read has a bound");
  check(stated->rp_id_hash == input.substr(0, 32), "the RP id stands first");
  check(stated->sign_count >= 0 && stated->sign_count <= 0xFFFF'FFFF, "a counter has 32 bits");
  check(stated->may_be_backed_up || !stated->is_backed_up, "a copy comes from what can be copied");
  if (!stated->attested) return;
  const auto& made = *stated->attested;
  check(!made.credential_id.empty() && made.credential_id.size() <= webauthn::k_credential_id_max,
        "a credential id keeps to its bounds");
  check(input.find(made.public_key) != std::string_view::npos, "the key is kept as it was sent");
  const auto again = webauthn::parse_key(made.public_key);
  check(again && again->algorithm == made.key.algorithm && again->point == made.key.point,
        "a kept key is read again as the same");
}

}  // namespace

void webauthn_attestation(std::string_view input) {
  const auto object = webauthn::parse_attestation(input);
  if (!object) return;
  check(object->format == "none" || object->format == "packed", "no other format is taken");
  check(object->format == "packed" || object->signature.empty(), "none states nothing");
  check(object->authenticator_data.size() < input.size(), "a part is smaller than the whole");
  check_statement(object->authenticator_data);
}

void webauthn_assertion(std::string_view input) { check_statement(input); }

void webauthn_client_data(std::string_view input) {
  const auto stated = webauthn::parse_client_data(input);
  if (!stated) return;
  check(input.size() <= webauthn::k_client_data_max, "what is read has a bound");
  check(stated->type.size() + stated->challenge.size() + stated->origin.size() < input.size(),
        "members are parts of the text");
}

}  // namespace bursar::fuzz
