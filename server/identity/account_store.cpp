// SQL behind one's own account.
#include "identity/account_store.hpp"

#include "base/text.hpp"

namespace bursar::identity::store {
namespace {

std::int64_t first_number(const storage::Row& row) { return row.i64(0); }

EmailChange read_change(const storage::Row& row) {
  return {row.id<UserId>(0), std::string(row.text(1)), row.instant(2)};
}

}  // namespace

bool knows_network(Tx& tx, UserId user, std::string_view network) {
  return tx
      .one("SELECT 1 FROM user_device WHERE user_id = $1 AND network = $2 LIMIT 1", {user, network},
           first_number)
      .has_value();
}

bool knows_agent(Tx& tx, UserId user, std::string_view agent_digest, std::string_view network) {
  return tx
      .one(
          "SELECT 1 FROM user_device WHERE user_id = $1 AND network = $2 AND agent_digest = $3 "
          "LIMIT 1",
          {user, network, agent_digest}, first_number)
      .has_value();
}

void save_device(Tx& tx, std::int64_t key, const DeviceRow& row) {
  tx.exec(
      "INSERT INTO user_device (id, user_id, device_key, agent_digest, network, first_seen_at, "
      "last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $6) "
      "ON CONFLICT (user_id, device_key, network) DO UPDATE SET agent_digest = $4, "
      "last_seen_at = $6",
      {key, row.user, row.device_key, row.agent_digest, row.network, row.seen_at});
}

void forget_devices(Tx& tx, UserId user, Instant before) {
  tx.exec("DELETE FROM user_device WHERE user_id = $1 AND last_seen_at < $2", {user, before});
}

void insert_alert(Tx& tx, std::int64_t key, UserId user, const StoredAlert& alert) {
  tx.exec(
      "INSERT INTO security_alert (id, user_id, kind, ip, device, detail, at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {key, user, alert.kind, alert.ip, alert.device, alert.detail, alert.at});
}

std::vector<StoredAlert> alerts(Tx& tx, UserId user, std::int64_t limit) {
  return tx.all(
      "SELECT id, kind, at, ip, device, detail, seen_at FROM security_alert WHERE user_id = $1 "
      "ORDER BY id DESC LIMIT $2",
      {user, limit}, [](const storage::Row& row) {
        return StoredAlert{row.i64(0),
                           row.as_enum<AlertKind>(1),
                           row.instant(2),
                           std::string(row.text(3)),
                           std::string(row.text(4)),
                           std::string(row.text(5)),
                           row.instant_or_null(6)};
      });
}

std::int64_t unseen_alerts(Tx& tx, UserId user) {
  return *tx.one("SELECT count(*) FROM security_alert WHERE user_id = $1 AND seen_at IS NULL",
                 {user}, first_number);
}

void save_alerts_seen(Tx& tx, UserId user, std::int64_t up_to, Instant now) {
  tx.exec(
      "UPDATE security_alert SET seen_at = $3 WHERE user_id = $1 AND id <= $2 AND seen_at IS NULL",
      {user, up_to, now});
}

void save_email_change(Tx& tx, const EmailChange& change, std::string_view token_digest,
                       Instant now) {
  tx.exec(
      "INSERT INTO email_change (user_id, email, token_digest, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id) DO UPDATE SET email = $2, "
      "token_digest = $3, created_at = $4, expires_at = $5",
      {change.user, change.email, token_digest, now, change.expires_at});
}

std::optional<EmailChange> email_change_of(Tx& tx, UserId user, Instant now) {
  return tx.one(
      "SELECT user_id, email, expires_at FROM email_change WHERE user_id = $1 AND expires_at > $2",
      {user, now}, read_change);
}

std::optional<EmailChange> find_email_change(Tx& tx, std::string_view token_digest, Instant now) {
  return tx.one(
      "SELECT user_id, email, expires_at FROM email_change WHERE token_digest = $1 "
      "AND expires_at > $2",
      {token_digest, now}, read_change);
}

bool drop_email_change(Tx& tx, UserId user) {
  return tx.exec("DELETE FROM email_change WHERE user_id = $1", {user}) == 1;
}

bool email_taken(Tx& tx, std::string_view email) {
  return tx
      .one("SELECT 1 FROM user_account WHERE email_folded = $1", {fold_case(email)}, first_number)
      .has_value();
}

Instant password_changed_at(Tx& tx, UserId user) {
  return *tx.one("SELECT password_changed_at FROM user_account WHERE id = $1", {user},
                 [](const storage::Row& row) { return row.instant(0); });
}

void save_time_zone(Tx& tx, UserId user, std::string_view time_zone) {
  tx.exec("UPDATE user_account SET time_zone = $2 WHERE id = $1", {user, time_zone});
}

}  // namespace bursar::identity::store
