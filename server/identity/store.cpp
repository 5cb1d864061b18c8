// SQL of identity's tables but the API keys'. Portable between SQLite and PostgreSQL.
#include "identity/store.hpp"

#include "base/text.hpp"
#include "identity/crypto.hpp"

namespace bursar::identity::store {
namespace {

constexpr std::string_view k_account_columns =
    "SELECT id, email, name, state, password_hash, must_change_password, temporary_password_until, "
    "totp_secret, must_enrol_totp, locked_until, factor_locked_until, locale, time_zone, "
    "created_at, "
    "last_login_at, version, failed_logins, phone_sealed, "
    "(SELECT count(*) FROM passkey p WHERE p.user_id = user_account.id), phone_confirmed_at, "
    "phone_changed_at, stands_for FROM user_account";

Account read_account(const storage::Row& row) {
  Account account;
  account.id = row.id<UserId>(0);
  account.email = row.text(1);
  account.name = row.text(2);
  account.state = row.as_enum<UserState>(3);
  account.password_hash.text = row.text(4);
  account.must_change_password = row.boolean(5);
  account.temporary_password_until = row.instant_or_null(6);
  if (!row.is_null(7)) account.totp_sealed = row.blob(7);
  account.must_enrol_totp = row.boolean(8);
  account.locked_until = row.instant_or_null(9);
  account.factor_locked_until = row.instant_or_null(10);
  account.locale = row.text(11);
  account.time_zone = row.text(12);
  account.created_at = row.instant(13);
  account.last_login_at = row.instant_or_null(14);
  account.version = row.i64(15);
  account.failed_logins = row.i64(16);
  if (!row.is_null(17)) account.phone_sealed = row.blob(17);
  account.passkeys = row.i64(18);
  account.phone_confirmed_at = row.instant_or_null(19);
  account.phone_changed_at = row.instant_or_null(20);
  if (!row.is_null(21)) account.stands_for = row.id<UserId>(21);
  return account;
}

SessionRow read_session(const storage::Row& row) {
  SessionRow session;
  session.id = row.id<SessionId>(0);
  session.user = row.id<UserId>(1);
  session.kind = row.as_enum<SessionKind>(2);
  session.mfa_level = row.as_enum<MfaLevel>(3);
  if (!row.is_null(4)) session.totp_pending = row.blob(4);
  session.last_seen_at = row.instant(5);
  session.idle_deadline = row.instant(6);
  session.absolute_deadline = row.instant(7);
  session.fresh_until = row.instant(8);
  return session;
}

SessionSummary read_summary(const storage::Row& row) {
  return {row.id<SessionId>(0),     row.instant(1),           row.instant(2),
          std::string(row.text(3)), std::string(row.text(4)), row.as_enum<MfaLevel>(5)};
}

std::int64_t first_number(const storage::Row& row) { return row.i64(0); }

storage::Param blob_or_null(std::string_view bytes) {
  if (bytes.empty()) return nullptr;
  return storage::Blob{std::string(bytes)};
}

}  // namespace

std::optional<Installation> find_installation(Tx& tx) {
  return tx.one("SELECT environment, demo, demo_skip_second_factor FROM installation", {},
                [](const storage::Row& row) {
                  return Installation{row.as_enum<Environment>(0), row.boolean(1), row.boolean(2)};
                });
}

void insert_installation(Tx& tx, const Installation& installation, Instant now) {
  tx.exec(
      "INSERT INTO installation (id, environment, demo, demo_skip_second_factor, created_at) "
      "VALUES (1, $1, $2, $3, $4)",
      {installation.environment, installation.demo, installation.demo_skip_second_factor, now});
}

void update_demo_policy(Tx& tx, const Installation& installation) {
  tx.exec("UPDATE installation SET demo = $1, demo_skip_second_factor = $2",
          {installation.demo, installation.demo_skip_second_factor});
}

bool any_account(Tx& tx) {
  return tx.one("SELECT 1 FROM user_account LIMIT 1", {}, first_number).has_value();
}

std::optional<Account> find_account(Tx& tx, UserId id) {
  return tx.one(std::string(k_account_columns) + " WHERE id = $1", {id}, read_account);
}

std::optional<Account> find_account_by_email(Tx& tx, std::string_view folded_email) {
  return tx.one(std::string(k_account_columns) + " WHERE email_folded = $1", {folded_email},
                read_account);
}

std::vector<UserId> stand_ins_of(Tx& tx, UserId user) {
  return tx.all("SELECT id FROM user_account WHERE stands_for = $1 ORDER BY id DESC LIMIT 50",
                {user}, [](const storage::Row& row) { return row.id<UserId>(0); });
}

// No address has a line feed, so a stand-in is never found by one.
bool insert_account(Tx& tx, const Account& account, Instant now) {
  std::string folded = fold_case(account.email);
  if (account.stands_for) folded += "\n" + account.id.text();
  return tx.exec(
             "INSERT INTO user_account (id, email, email_folded, name, state, password_hash, "
             "password_changed_at, must_change_password, temporary_password_until, totp_last_step, "
             "must_enrol_totp, failed_logins, factor_failures, locale, time_zone, created_at, "
             "version, name_folded, stands_for) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, $10, $11, $7, 1, $12, $13) "
             "ON CONFLICT (email_folded) DO NOTHING",
             {account.id, account.email, folded, account.name, account.state,
              account.password_hash.text, now, account.must_change_password,
              account.temporary_password_until, account.locale, account.time_zone,
              fold_case(account.name), account.stands_for}) == 1;
}

void save_password(Tx& tx, UserId user, const PasswordHash& hash, Instant now) {
  tx.exec(
      "UPDATE user_account SET password_hash = $2, password_changed_at = $3, must_change_password "
      "= 0, "
      "temporary_password_until = NULL, state = CASE WHEN state = $4 THEN $5 ELSE state END, "
      "version = version + 1 WHERE id = $1",
      {user, hash.text, now, UserState::invited, UserState::active});
}

void replace_hash(Tx& tx, UserId user, const PasswordHash& from, const PasswordHash& to) {
  tx.exec("UPDATE user_account SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
          {user, from.text, to.text});
}

void save_state(Tx& tx, UserId user, UserState state) {
  tx.exec(
      "UPDATE user_account SET state = $2, locked_until = NULL, failed_logins = 0, "
      "version = version + 1 WHERE id = $1",
      {user, state});
}

std::vector<UserId> accounts_unused_since(Tx& tx, Instant limit) {
  return tx.all(
      "SELECT id FROM user_account WHERE state IN ($1, $2, $3) "
      "AND coalesce(last_login_at, created_at) < $4 AND coalesce(enabled_at, 0) < $4 AND NOT "
      "EXISTS (SELECT 1 FROM api_key k "
      "WHERE k.created_by = user_account.id AND k.state = $5 AND k.last_used_at >= $4) ORDER BY id",
      {UserState::invited, UserState::active, UserState::locked, limit, ApiKeyState::active},
      [](const storage::Row& row) { return row.id<UserId>(0); });
}

void add_password_history(Tx& tx, IdSource& ids, UserId user, const PasswordHash& hash,
                          std::int64_t kept) {
  tx.exec("INSERT INTO password_history (id, user_id, password_hash) VALUES ($1, $2, $3)",
          {ids.next_key(), user, hash.text});
  tx.exec(
      "DELETE FROM password_history WHERE user_id = $1 AND id NOT IN "
      "(SELECT id FROM password_history WHERE user_id = $1 ORDER BY id DESC LIMIT $2)",
      {user, kept});
}

std::vector<PasswordHash> password_history(Tx& tx, UserId user, std::int64_t count) {
  return tx.all(
      "SELECT password_hash FROM password_history WHERE user_id = $1 ORDER BY id DESC LIMIT $2",
      {user, count},
      [](const storage::Row& row) { return PasswordHash{std::string(row.text(0))}; });
}

std::optional<Instant> device_locked_until(Tx& tx, UserId user, std::string_view device) {
  const auto found =
      tx.one("SELECT locked_until FROM login_counter WHERE user_id = $1 AND device_key = $2",
             {user, device}, [](const storage::Row& row) { return row.instant_or_null(0); });
  return found ? *found : std::nullopt;
}

std::int64_t add_device_failure(Tx& tx, UserId user, std::string_view device) {
  return *tx.one(
      "INSERT INTO login_counter (user_id, device_key, failures) VALUES ($1, $2, 1) "
      "ON CONFLICT (user_id, device_key) DO UPDATE SET failures = login_counter.failures + 1, "
      "locked_until = NULL RETURNING failures",
      {user, device}, first_number);
}

void lock_device(Tx& tx, UserId user, std::string_view device, Instant until) {
  tx.exec(
      "UPDATE login_counter SET failures = 0, locked_until = $3 WHERE user_id = $1 AND device_key "
      "= $2",
      {user, device, until});
}

std::int64_t add_account_failure(Tx& tx, UserId user) {
  return *tx.one(
      "UPDATE user_account SET failed_logins = failed_logins + 1 WHERE id = $1 "
      "RETURNING failed_logins",
      {user}, first_number);
}

void lock_account(Tx& tx, UserId user, Instant until) {
  tx.exec(
      "UPDATE user_account SET state = $2, failed_logins = 0, locked_until = $3, version = version "
      "+ 1 "
      "WHERE id = $1",
      {user, UserState::locked, until});
}

void clear_login_failures(Tx& tx, UserId user, std::string_view device) {
  tx.exec(
      "UPDATE user_account SET failed_logins = 0, locked_until = NULL, "
      "state = CASE WHEN state = $2 THEN $3 ELSE state END WHERE id = $1",
      {user, UserState::locked, UserState::active});
  tx.exec("DELETE FROM login_counter WHERE user_id = $1 AND device_key = $2", {user, device});
}

void note_login(Tx& tx, UserId user, Instant now) {
  tx.exec("UPDATE user_account SET last_login_at = $2 WHERE id = $1", {user, now});
}

std::int64_t add_factor_failure(Tx& tx, UserId user) {
  return *tx.one(
      "UPDATE user_account SET factor_failures = factor_failures + 1 WHERE id = $1 "
      "RETURNING factor_failures",
      {user}, first_number);
}

void lock_factor(Tx& tx, UserId user, Instant until) {
  tx.exec("UPDATE user_account SET factor_failures = 0, factor_locked_until = $2 WHERE id = $1",
          {user, until});
}

void clear_factor_failures(Tx& tx, UserId user) {
  tx.exec("UPDATE user_account SET factor_failures = 0, factor_locked_until = NULL WHERE id = $1",
          {user});
}

void insert_login_event(Tx& tx, const Call& call, const LoginEvent& event) {
  tx.exec(
      "INSERT INTO login_event (id, user_id, email_tried, ok, reason, ip, user_agent, "
      "known_device, at, network, is_unusual) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {call.ids.next_key(), event.user, event.email_tried, event.ok, event.reason, call.actor.ip,
       event.user_agent, event.known_device, call.now, event.network, event.is_unusual});
}

bool accept_totp_step(Tx& tx, UserId user, std::int64_t step) {
  return tx.exec(
             "UPDATE user_account SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2",
             {user, step}) == 1;
}

void save_totp(Tx& tx, UserId user, std::string_view sealed, std::int64_t step) {
  tx.exec(
      "UPDATE user_account SET totp_secret = $2, totp_last_step = $3, must_enrol_totp = 0, "
      "factor_failures = 0, factor_locked_until = NULL, version = version + 1 WHERE id = $1",
      {user, blob_or_null(sealed), step});
}

void require_enrolment(Tx& tx, UserId user) {
  tx.exec("UPDATE user_account SET must_enrol_totp = 1 WHERE id = $1", {user});
}

void replace_recovery_codes(Tx& tx, UserId user, const std::vector<std::string>& digests) {
  tx.exec("DELETE FROM recovery_code WHERE user_id = $1", {user});
  for (const auto& digest : digests)
    tx.exec("INSERT INTO recovery_code (user_id, code_digest) VALUES ($1, $2)", {user, digest});
}

bool use_recovery_code(Tx& tx, UserId user, std::string_view digest, Instant now) {
  return tx.exec(
             "UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND code_digest = $2 "
             "AND used_at IS NULL",
             {user, digest, now}) == 1;
}

void insert_session(Tx& tx, const InsertSession& session) {
  const SessionRow& row = session.row;
  tx.exec(
      "INSERT INTO session (id, user_id, kind, token_digest, mfa_level, created_at, last_seen_at, "
      "idle_deadline, absolute_deadline, fresh_until, ip, user_agent) "
      "VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)",
      {row.id, row.user, row.kind, session.token_digest, row.mfa_level, row.last_seen_at,
       row.idle_deadline, row.absolute_deadline, row.fresh_until, session.ip, session.user_agent});
}

std::optional<SessionRow> find_live_session(Tx& tx, std::string_view token_digest, Instant now) {
  return tx.one(
      "SELECT id, user_id, kind, mfa_level, totp_pending, last_seen_at, idle_deadline, "
      "absolute_deadline, fresh_until FROM session WHERE token_digest = $1 "
      "AND revoked_at IS NULL AND idle_deadline > $2 AND absolute_deadline > $2",
      {token_digest, now}, read_session);
}

std::string session_user_agent(Tx& tx, SessionId id) {
  return tx
      .one("SELECT user_agent FROM session WHERE id = $1", {id},
           [](const storage::Row& row) { return std::string(row.text(0)); })
      .value_or("");
}

void save_touch(Tx& tx, SessionId id, Instant now, Instant idle_deadline) {
  // A slower request that carries an earlier instant must not pull the deadline back.
  tx.exec(
      "UPDATE session SET last_seen_at = $2, idle_deadline = $3 "
      "WHERE id = $1 AND revoked_at IS NULL AND idle_deadline < $3",
      {id, now, idle_deadline});
}

void save_pending_totp(Tx& tx, SessionId id, std::string_view sealed) {
  tx.exec("UPDATE session SET totp_pending = $2 WHERE id = $1", {id, blob_or_null(sealed)});
}

void renew_token(Tx& tx, const InsertSession& session) {
  tx.exec(
      "UPDATE session SET token_digest = $2, fresh_until = $3, mfa_level = $4, totp_pending = NULL "
      "WHERE id = $1",
      {session.row.id, session.token_digest, session.row.fresh_until, session.row.mfa_level});
}

bool revoke_session(Tx& tx, SessionId id, UserId user, Instant now) {
  return tx.exec(
             "UPDATE session SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS "
             "NULL",
             {id, user, now}) == 1;
}

std::int64_t revoke_sessions(Tx& tx, UserId user, SessionId kept, Instant now) {
  return tx.exec(
      "UPDATE session SET revoked_at = $3 WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL",
      {user, kept.key, now});
}

std::vector<SessionSummary> live_sessions(Tx& tx, UserId user, Instant now) {
  return tx.all(
      "SELECT id, created_at, last_seen_at, ip, user_agent, mfa_level FROM session "
      "WHERE user_id = $1 AND kind = $2 AND revoked_at IS NULL AND idle_deadline > $3 "
      "AND absolute_deadline > $3 ORDER BY id DESC",
      {user, SessionKind::full, now}, read_summary);
}

void insert_link(Tx& tx, const Call& call, LinkPurpose purpose, UserId user,
                 const IssuedLink& link) {
  tx.exec(
      "INSERT INTO one_time_link (id, purpose, token_digest, user_id, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {call.ids.next_key(), purpose, token_digest(link.token.reveal()), user, call.now,
       link.expires_at});
}

std::optional<LinkRow> find_link(Tx& tx, LinkPurpose purpose, std::string_view digest) {
  return tx.one(
      "SELECT id, user_id, expires_at, used_at FROM one_time_link "
      "WHERE purpose = $1 AND token_digest = $2",
      {purpose, digest}, [](const storage::Row& row) {
        return LinkRow{row.i64(0), row.id<UserId>(1), row.instant(2), !row.is_null(3)};
      });
}

bool use_link(Tx& tx, std::int64_t key, Instant now) {
  return tx.exec(
             "UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND "
             "expires_at > $2",
             {key, now}) == 1;
}

void drop_links(Tx& tx, LinkPurpose purpose, UserId user) {
  tx.exec(
      "DELETE FROM one_time_link WHERE purpose = $1 AND coalesce(user_id, 0) = $2 AND used_at IS "
      "NULL",
      {purpose, user.key});
}

bool link_waiting(Tx& tx, LinkPurpose purpose, Instant now) {
  return tx
      .one(
          "SELECT 1 FROM one_time_link WHERE purpose = $1 AND used_at IS NULL AND expires_at > $2 "
          "LIMIT 1",
          {purpose, now}, first_number)
      .has_value();
}

}  // namespace bursar::identity::store
