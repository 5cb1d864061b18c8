// Reads and writes of sign-in attempts at a provider and of whom its subjects are. Private to
// identity.
#pragma once

#include <optional>

#include "identity/identity.hpp"

namespace bursar::identity::store {

void insert_sso_attempt(Tx& tx, std::int64_t key, std::string_view state_digest,
                        std::string_view browser_digest, Instant now, Instant expires_at);
void forget_past_sso_attempts(Tx& tx, Instant now);
/// True when it was this browser's, unused and in time; it is used now.
bool use_sso_attempt(Tx& tx, std::string_view state_digest, std::string_view browser_digest,
                     Instant now);

std::optional<UserId> find_sso_user(Tx& tx, std::string_view issuer, std::string_view subject);
/// False when the subject or the account is already linked otherwise at this issuer.
bool insert_sso_identity(Tx& tx, std::string_view issuer, std::string_view subject, UserId user,
                         Instant now);
void note_sso_use(Tx& tx, std::string_view issuer, std::string_view subject, Instant now);

}  // namespace bursar::identity::store
