// Reads and writes of passkeys and their challenges. Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/passkey.hpp"

namespace bursar::identity::store {

using storage::Tx;

/// A passkey with what its answers are judged by.
struct PasskeyRow {
  Passkey shown;
  UserId user;
  std::string credential_id;
  std::string public_key;  ///< COSE
  std::int64_t sign_count = 0;
  std::string rp_id;
  std::string transports;  ///< words with spaces between
};

/// False when the credential is known already, to whomever.
bool insert_passkey(Tx& tx, const PasskeyRow& row);
/// Oldest first; at most k_passkeys_max.
std::vector<PasskeyRow> passkeys(Tx& tx, UserId user);
std::optional<PasskeyRow> find_passkey(Tx& tx, UserId user, PasskeyId id);
/// The person's passkey of this credential.
std::optional<PasskeyRow> find_credential(Tx& tx, UserId user, std::string_view credential_id);
/// False when another answer has moved the counter as far meanwhile.
bool note_passkey_use(Tx& tx, PasskeyId id, std::int64_t sign_count, Instant now);
void save_passkey_name(Tx& tx, PasskeyId id, std::string_view name);
void delete_passkey(Tx& tx, PasskeyId id);
void delete_passkeys(Tx& tx, UserId user);

struct ChallengeRow {
  std::string digest;
  std::string bound_to;
  Instant expires_at;
};
/// Keeps the challenge in place of an earlier one of this session and purpose; expired ones of the
/// person go.
void save_challenge(Tx& tx, const PasskeyRequest& request, const ChallengeRow& row, Instant now);
/// The challenge of the request, which is gone with this.
std::optional<ChallengeRow> take_challenge(Tx& tx, const PasskeyRequest& request);

/// A factor replaces whatever had to be enrolled.
void note_enrolled(Tx& tx, UserId user);
/// Forgets the authenticator app.
void clear_totp(Tx& tx, UserId user);

}  // namespace bursar::identity::store
