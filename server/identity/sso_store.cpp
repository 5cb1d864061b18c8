// SQL of the tables sso_attempt and sso_identity.
#include "identity/sso_store.hpp"

namespace bursar::identity::store {

void insert_sso_attempt(Tx& tx, std::int64_t key, std::string_view state_digest,
                        std::string_view browser_digest, Instant now, Instant expires_at) {
  tx.exec(
      "INSERT INTO sso_attempt (id, state_digest, browser_digest, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5)",
      {key, state_digest, browser_digest, now, expires_at});
}

void forget_past_sso_attempts(Tx& tx, Instant now) {
  tx.exec("DELETE FROM sso_attempt WHERE expires_at <= $1", {now});
}

bool use_sso_attempt(Tx& tx, std::string_view state_digest, std::string_view browser_digest,
                     Instant now) {
  return tx.exec(
             "UPDATE sso_attempt SET used_at = $3 WHERE state_digest = $1 AND browser_digest = $2 "
             "AND used_at IS NULL AND expires_at > $3",
             {state_digest, browser_digest, now}) == 1;
}

std::optional<UserId> find_sso_user(Tx& tx, std::string_view issuer, std::string_view subject) {
  return tx.one("SELECT user_id FROM sso_identity WHERE issuer = $1 AND subject = $2",
                {issuer, subject}, [](const storage::Row& row) { return row.id<UserId>(0); });
}

bool insert_sso_identity(Tx& tx, std::string_view issuer, std::string_view subject, UserId user,
                         Instant now) {
  return tx.exec(
             "INSERT INTO sso_identity (issuer, subject, user_id, created_at, last_used_at) "
             "VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING",
             {issuer, subject, user, now}) == 1;
}

void note_sso_use(Tx& tx, std::string_view issuer, std::string_view subject, Instant now) {
  tx.exec("UPDATE sso_identity SET last_used_at = $3 WHERE issuer = $1 AND subject = $2",
          {issuer, subject, now});
}

}  // namespace bursar::identity::store
