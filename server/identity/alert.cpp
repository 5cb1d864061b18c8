// What each notice says. Names and addresses of people stand in mails to themselves only; nothing
// here is a link, so that nobody learns to click links in warnings.
#include "identity/alert.hpp"

#include <algorithm>
#include <array>

#include "identity/account_store.hpp"
#include "identity/link_mail.hpp"
#include "identity/store.hpp"

namespace bursar::identity {
namespace {

constexpr std::int64_t k_mail_life_ms = 3 * k_day_ms;
/// Of one kind: whoever can cause notices must not be able to fill a mailbox.
constexpr std::int64_t k_mails_per_day = 10;

struct Words {
  AlertKind kind;
  std::string_view name;
  std::string_view subject;
  std::string_view happened;
  std::string_view advice;
};

constexpr std::string_view k_not_you =
    "If this was not you: change your password on the page My profile, which ends every other "
    "session, and tell an administrator.";

constexpr std::array k_words{
    Words{AlertKind::new_device, "new_device", "A new device signed in to your account",
          "The password of your account was used on a device that was not seen before.", k_not_you},
    Words{AlertKind::signed_in_after_failures, "signed_in_after_failures",
          "A sign-in to your account after wrong passwords",
          "Somebody signed in to your account after three or more wrong passwords.", k_not_you},
    Words{AlertKind::password_changed, "password_changed", "Your password was changed",
          "The password of your account was changed. Every other session has ended.",
          "If this was not you: ask an administrator at once to shut the account."},
    Words{AlertKind::second_factor_changed, "second_factor_changed",
          "Your second step at sign-in was changed",
          "An authenticator app or a passkey of your account was added, replaced or removed.",
          "If this was not you: ask an administrator at once to shut the account."},
    Words{AlertKind::recovery_code_used, "recovery_code_used", "A recovery code was used",
          "One of your recovery codes was used to sign in. The second step has to be set up again.",
          k_not_you},
    Words{AlertKind::email_changed, "email_changed", "Your e-mail address was changed",
          "The e-mail address of your account was changed. You sign in with the present one.",
          "If this was not you: ask an administrator at once to shut the account."},
    Words{AlertKind::phone_changed, "phone_changed", "Your phone number was changed",
          "The phone number of your account was changed or removed.", k_not_you},
    Words{AlertKind::oldest_session_ended, "oldest_session_ended", "Your oldest session was ended",
          "You signed in once more than an account may, so your oldest session was ended.",
          k_not_you},
    Words{AlertKind::account_locked, "account_locked", "Your account is locked for a while",
          "Too many wrong passwords or codes were tried. The account opens again after 30 minutes.",
          "If this was not you: somebody may be guessing your password. Tell an administrator."},
    Words{AlertKind::api_key_ends, "api_key_ends", "An API key of yours ends soon",
          "An API key that you made ends soon. Rotate it before, or its callers are turned away.",
          "You find it on the page of its merchant, under API keys."},
    Words{AlertKind::api_token_changed, "api_token_changed", "Your API token was changed",
          "A token of your account for the Data API was made or ended.", k_not_you},
    Words{AlertKind::passkey_suspected, "passkey_suspected",
          "A passkey of yours may have been copied",
          "A passkey of your account was refused, because its counter went back: two devices may "
          "hold the same one.",
          "Remove this passkey on the page My profile and make another one. If nobody but you has "
          "your device, tell an administrator all the same."},
};

const Words& words_of(AlertKind kind) {
  return *std::find_if(k_words.begin(), k_words.end(),
                       [kind](const Words& words) { return words.kind == kind; });
}

struct Told {
  std::string_view event_type;
  AlertKind kind;
};
constexpr std::array k_told{
    Told{"user.signed_in_on_unknown_device", AlertKind::new_device},
    Told{"user.signed_in_after_failures", AlertKind::signed_in_after_failures},
    Told{"user.password_changed", AlertKind::password_changed},
    Told{"user.second_factor_changed", AlertKind::second_factor_changed},
    Told{"user.recovery_code_used", AlertKind::recovery_code_used},
    Told{"user.locked", AlertKind::account_locked},
    Told{"user.phone_changed", AlertKind::phone_changed},
    Told{"user.api_token_created", AlertKind::api_token_changed},
    Told{"user.passkey_suspected", AlertKind::passkey_suspected},
};

std::string by_whom(const Call& call, UserId user) {
  if (call.actor.kind != ActorKind::user || call.actor.key == user.key) return {};
  return call.actor.name;
}

std::string text_of(const Call& call, const store::Account& account, const Alert& alert) {
  const Words& words = words_of(alert.kind);
  std::string text = "Hello " + one_line(account.name) + ",\n\n";
  text.append(words.happened).append("\n\nWhen: ").append(time_text(call.now));
  if (!call.actor.ip.empty()) text.append("\nFrom: ").append(call.actor.ip);
  if (!call.actor.device.empty()) text.append("\nDevice: ").append(call.actor.device);
  if (const std::string by = by_whom(call, alert.user); !by.empty())
    text.append("\nBy: ").append(one_line(by));
  if (!alert.detail.empty()) text.append("\n").append(one_line(alert.detail));
  text.append("\nAccount: ").append(one_line(account.email));
  text.append("\n\n").append(words.advice);
  return text.append("\n\nBursar\n");
}

void mail_alert(Tx& tx, const Call& call, const store::Account& account, const Alert& alert,
                const std::string& to) {
  notify::Message message;
  message.channel = notify::Channel::mail;
  message.to = to;
  message.kind = "notice_" + std::string(words_of(alert.kind).name);
  message.about = alert.user.text();
  if (notify::count_since(tx, notify::Channel::mail, message.about, message.kind,
                          call.now.plus_ms(-k_day_ms)) >= k_mails_per_day)
    return;
  message.subject = words_of(alert.kind).subject;
  message.text = text_of(call, account, alert);
  message.expires_at = call.now.plus_ms(k_mail_life_ms);
  (void)notify::enqueue(tx, call, message);
}

}  // namespace

std::string_view alert_kind_name(AlertKind kind) { return words_of(kind).name; }

void give_alert(Tx& tx, const Call& call, const Alert& alert) {
  const auto account = store::find_account(tx, alert.user);
  if (!account) return;
  StoredAlert row;
  row.kind = alert.kind;
  row.at = call.now;
  row.ip = call.actor.ip;
  row.device = call.actor.device;
  row.detail = alert.detail;
  if (const std::string by = by_whom(call, alert.user); !by.empty())
    row.detail.append(row.detail.empty() ? "" : "; ").append("by ").append(by);
  store::insert_alert(tx, call.ids.next_key(), alert.user, row);
  // Whoever has not accepted their invitation has nothing to watch over yet.
  if (account->state == UserState::invited) return;
  mail_alert(tx, call, *account, alert, account->email);
  if (!alert.also_to.empty() && alert.also_to != account->email)
    mail_alert(tx, call, *account, alert, alert.also_to);
}

void give_alert_of(Tx& tx, const Call& call, UserId user, std::string_view event_type) {
  const auto told = std::find_if(k_told.begin(), k_told.end(), [event_type](const Told& row) {
    return row.event_type == event_type;
  });
  if (told != k_told.end()) give_alert(tx, call, {told->kind, user});
}

std::vector<StoredAlert> list_alerts(Tx& tx, UserId user, std::int64_t limit) {
  return store::alerts(tx, user, limit);
}

void note_alerts_seen(Tx& tx, const Call& call, UserId user, std::int64_t up_to) {
  store::save_alerts_seen(tx, user, up_to, call.now);
}

}  // namespace bursar::identity
