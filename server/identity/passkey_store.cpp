// SQL of passkeys and challenges. Portable between SQLite and PostgreSQL.
#include "identity/passkey_store.hpp"

namespace bursar::identity::store {
namespace {

constexpr std::string_view k_columns =
    "SELECT id, name, is_synced, created_at, last_used_at, user_id, credential_id, public_key, "
    "sign_count, rp_id, transports FROM passkey ";

PasskeyRow read_passkey(const storage::Row& row) {
  PasskeyRow passkey;
  passkey.shown = {row.id<PasskeyId>(0), std::string(row.text(1)), row.boolean(2), row.instant(3),
                   row.instant_or_null(4)};
  passkey.user = row.id<UserId>(5);
  passkey.credential_id = row.blob(6);
  passkey.public_key = row.blob(7);
  passkey.sign_count = row.i64(8);
  passkey.rp_id = row.text(9);
  passkey.transports = row.text(10);
  return passkey;
}

storage::Blob blob(std::string_view bytes) { return {std::string(bytes)}; }

}  // namespace

bool insert_passkey(Tx& tx, const PasskeyRow& row) {
  return tx.exec(
             "INSERT INTO passkey (id, user_id, credential_id, public_key, sign_count, rp_id, "
             "transports, name, is_synced, created_at) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
             "ON CONFLICT (credential_id) DO NOTHING",
             {row.shown.id, row.user, blob(row.credential_id), blob(row.public_key), row.sign_count,
              row.rp_id, row.transports, row.shown.name, row.shown.is_synced,
              row.shown.created_at}) == 1;
}

std::vector<PasskeyRow> passkeys(Tx& tx, UserId user) {
  return tx.all(std::string(k_columns) + "WHERE user_id = $1 ORDER BY id LIMIT 100", {user},
                read_passkey);
}

std::optional<PasskeyRow> find_passkey(Tx& tx, UserId user, PasskeyId id) {
  return tx.one(std::string(k_columns) + "WHERE id = $1 AND user_id = $2", {id, user},
                read_passkey);
}

std::optional<PasskeyRow> find_credential(Tx& tx, UserId user, std::string_view credential_id) {
  return tx.one(std::string(k_columns) + "WHERE credential_id = $1 AND user_id = $2",
                {blob(credential_id), user}, read_passkey);
}

bool note_passkey_use(Tx& tx, PasskeyId id, std::int64_t sign_count, Instant now) {
  return tx.exec(
             "UPDATE passkey SET sign_count = $2, last_used_at = $3 WHERE id = $1 "
             "AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))",
             {id, sign_count, now}) == 1;
}

void save_passkey_name(Tx& tx, PasskeyId id, std::string_view name) {
  tx.exec("UPDATE passkey SET name = $2 WHERE id = $1", {id, name});
}

void delete_passkey(Tx& tx, PasskeyId id) { tx.exec("DELETE FROM passkey WHERE id = $1", {id}); }

void delete_passkeys(Tx& tx, UserId user) {
  tx.exec("DELETE FROM passkey WHERE user_id = $1", {user});
}

void save_challenge(Tx& tx, const PasskeyRequest& request, const ChallengeRow& row, Instant now) {
  tx.exec("DELETE FROM passkey_challenge WHERE user_id = $1 AND expires_at <= $2",
          {request.user, now});
  tx.exec(
      "INSERT INTO passkey_challenge (user_id, session_id, purpose, challenge_digest, bound_to, "
      "expires_at) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (user_id, session_id, purpose) DO UPDATE SET "
      "challenge_digest = $4, bound_to = $5, expires_at = $6",
      {request.user, request.session, request.purpose, row.digest, row.bound_to, row.expires_at});
}

std::optional<ChallengeRow> take_challenge(Tx& tx, const PasskeyRequest& request) {
  return tx.one(
      "DELETE FROM passkey_challenge WHERE user_id = $1 AND session_id = $2 AND purpose = $3 "
      "RETURNING challenge_digest, bound_to, expires_at",
      {request.user, request.session, request.purpose}, [](const storage::Row& row) {
        return ChallengeRow{std::string(row.text(0)), std::string(row.text(1)), row.instant(2)};
      });
}

void note_enrolled(Tx& tx, UserId user) {
  tx.exec(
      "UPDATE user_account SET must_enrol_totp = 0, factor_failures = 0, "
      "factor_locked_until = NULL, version = version + 1 WHERE id = $1",
      {user});
}

void clear_totp(Tx& tx, UserId user) {
  tx.exec("UPDATE user_account SET totp_secret = NULL, version = version + 1 WHERE id = $1",
          {user});
}

}  // namespace bursar::identity::store
