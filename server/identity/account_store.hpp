// Reads and writes behind one's own account: devices, alerts, a waiting address, the profile.
// Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/alert.hpp"
#include "identity/identity.hpp"

namespace bursar::identity::store {

// Devices.
struct DeviceRow {
  UserId user;
  std::string device_key;
  std::string agent_digest;
  std::string network;
  Instant seen_at;
};
bool knows_network(Tx& tx, UserId user, std::string_view network);
bool knows_agent(Tx& tx, UserId user, std::string_view agent_digest, std::string_view network);
void save_device(Tx& tx, std::int64_t key, const DeviceRow& row);
void forget_devices(Tx& tx, UserId user, Instant before);

// Alerts.
void insert_alert(Tx& tx, std::int64_t key, UserId user, const StoredAlert& alert);
std::vector<StoredAlert> alerts(Tx& tx, UserId user, std::int64_t limit);
std::int64_t unseen_alerts(Tx& tx, UserId user);
void save_alerts_seen(Tx& tx, UserId user, std::int64_t up_to, Instant now);

// An address that waits for its confirmation.
struct EmailChange {
  UserId user;
  std::string email;
  Instant expires_at;
};
/// Takes the place of an earlier one.
void save_email_change(Tx& tx, const EmailChange& change, std::string_view token_digest,
                       Instant now);
std::optional<EmailChange> email_change_of(Tx& tx, UserId user, Instant now);
std::optional<EmailChange> find_email_change(Tx& tx, std::string_view token_digest, Instant now);
/// True when one was there.
bool drop_email_change(Tx& tx, UserId user);

// The profile.
bool email_taken(Tx& tx, std::string_view email);
Instant password_changed_at(Tx& tx, UserId user);
void save_time_zone(Tx& tx, UserId user, std::string_view time_zone);

}  // namespace bursar::identity::store
