// What making and using passkeys share: taking a challenge, and refusing so that it leaves a trace.
// Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/webauthn.hpp"

namespace bursar::identity {

/// Digest of the challenge that waits for this request, if it is bound to the same and in time. The
/// challenge is gone afterwards, whatever it was.
std::optional<std::string> take_live_challenge(storage::Tx& tx, const PasskeyRequest& request,
                                               Instant now);

/// The refusal of an answer that comes too late or a second time: asking again helps.
Error passkey_expired();
/// The refusal of an answer that is not what the passkey would have said.
Error passkey_wrong();

/// A passkey refused, for the trail.
struct PasskeyDenial {
  std::string_view action;
  const PasskeyRequest& request;
  std::string reason;  ///< of webauthn_ceremony.hpp, or our own
};
void record_passkey_denial(storage::Tx& tx, const Call& call, const PasskeyDenial& denial);

}  // namespace bursar::identity
