// Passkeys on the wire: questions to the browser and its answers, bytes in base64url. For every
// route that takes a passkey as proof. Private to identity.
#pragma once

#include <boost/json/object.hpp>

#include "identity/webauthn.hpp"
#include "net/json_reader.hpp"

namespace bursar::identity {

/// Schema PasskeyQuestion of the contract.
boost::json::object passkey_question_json(const PasskeyQuestion& question);
/// Schema PasskeyAssertion, read from the top of the reader.
PasskeyAssertion decode_passkey_assertion(net::JsonReader& in);
/// What a body with an assertion may measure.
inline constexpr std::size_t k_passkey_body_max = 32 * 1024;

}  // namespace bursar::identity
