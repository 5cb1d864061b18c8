// One-time links: issued once, stored hashed, used once. Private to identity.
#pragma once

#include "identity/identity.hpp"
#include "identity/store.hpp"

namespace bursar::identity {

/// Issues a link; an earlier one of the same purpose and person dies. No user: the set-up link.
IssuedLink issue_link(Tx& tx, const Call& call, const Settings& settings, LinkPurpose purpose,
                      UserId user);
/// Uses the link up. Errors: not_found/link_invalid.
Result<store::LinkRow> take_link(Tx& tx, LinkPurpose purpose, const Secret& token, Instant now);
/// Unknown, used and expired are the same answer.
Error link_invalid();

}  // namespace bursar::identity
