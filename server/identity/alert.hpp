// Notices about one's own account: a row the person sees in the office, and a mail. Which
// events become notices stands in one table. Private to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/identity.hpp"

namespace bursar::identity {

enum class AlertKind {
  new_device = 1,
  signed_in_after_failures,
  password_changed,
  second_factor_changed,
  recovery_code_used,
  email_changed,
  phone_changed,
  oldest_session_ended,
  account_locked,
  api_key_ends,
  api_token_changed,
  passkey_suspected,
};
std::string_view alert_kind_name(AlertKind kind);

struct Alert {
  AlertKind kind = AlertKind::new_device;
  UserId user;
  std::string detail = {};   ///< a sentence's worth about this case, shown to the person
  std::string also_to = {};  ///< a second address that is told, such as the former one
};
/// Writes the row and queues the mail, as far as mail is set up.
void give_alert(Tx& tx, const Call& call, const Alert& alert);
/// The same for an event that is told of an account, when it is one of those people hear about.
void give_alert_of(Tx& tx, const Call& call, UserId user, std::string_view event_type);

struct StoredAlert {
  std::int64_t key = 0;
  AlertKind kind = AlertKind::new_device;
  Instant at;
  std::string ip;
  std::string device;
  std::string detail;
  std::optional<Instant> seen_at;
};
/// Newest first.
std::vector<StoredAlert> list_alerts(Tx& tx, UserId user, std::int64_t limit);
/// Marks every alert up to this one as seen.
void note_alerts_seen(Tx& tx, const Call& call, UserId user, std::int64_t up_to);

}  // namespace bursar::identity
