// What a changed policy does to those who are signed in. Private to identity.
#pragma once

#include <cstdint>

#include "base/call.hpp"
#include "identity/identity.hpp"
#include "identity/security_policy.hpp"

namespace bursar::identity {

/// Ends the person's oldest sessions beyond the limit and tells the person.
void keep_to_limit(Tx& tx, const Call& call, std::int64_t sessions_max, UserId user);

/// Live sessions keep to what became shorter or fewer; what became longer holds for later ones.
void keep_sessions_to(Tx& tx, const Call& call, const SecurityPolicy& before,
                      const SecurityPolicy& after);

/// Ends every session; whoever has a password chooses another one at the next sign-in.
void make_everybody_change_password(Tx& tx, const Call& call);

}  // namespace bursar::identity
