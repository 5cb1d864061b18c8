// What every kind of second factor shares: when one may be enrolled, and the recovery codes that
// come with it. Private to identity.
#pragma once

#include <string>
#include <vector>

#include "identity/live_session.hpp"

namespace bursar::identity {

/// Whether the account has a second factor of any kind.
bool has_factor(const store::Account& account);

/// A pre-session enrols when it owes it; a full one with a fresh confirmation by the present
/// factor. Errors: unauthenticated/signed_out; refused/wrong_stage;
/// forbidden/confirmation_required.
Result<LiveSession> load_enrolling(Tx& tx, const Secret& token, Instant now);

/// Replaces the account's recovery codes; what is returned exists nowhere else.
std::vector<std::string> make_recovery_codes(Tx& tx, const Call& call, const Settings& settings,
                                             UserId user);

}  // namespace bursar::identity
