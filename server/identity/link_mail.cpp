// The words of mails that carry a link. The token stands behind #, which no server or proxy log
// sees; the queue seals the text and erases it once it is sent.
#include "identity/link_mail.hpp"

#include <algorithm>
#include <array>

#include "notify/letter.hpp"

namespace bursar::identity {
namespace {

std::string link_text(const Settings& settings, std::string_view path, const IssuedLink& link) {
  return settings.office_url + std::string(path) + "#token=" + std::string(link.token.reveal());
}

std::string invitation_text(const Call& call, const store::Account& account,
                            const std::string& link, Instant until) {
  return "Hello " + one_line(account.name) + ",\n\n" + one_line(call.actor.name) +
         " has invited you to Bursar. Open this link and choose your password:\n\n" + link +
         "\n\nIt works once, until " + time_text(until) +
         ". You sign in with the address this mail was sent to, and set up the second step then.\n"
         "\nIf you expect no invitation, do nothing.\n\nBursar\n";
}

std::string joining_text(const Call& call, const store::Account& account, Instant until) {
  return "Hello " + one_line(account.name) + ",\n\n" + one_line(call.actor.name) +
         " has invited you to a further place in Bursar, where this address has an account "
         "already. Sign in as always and open My profile: the invitation waits there for you to "
         "accept or decline it, until " +
         time_text(until) + ".\n\nIf you expect no invitation, decline it.\n\nBursar\n";
}

std::string reset_text(const store::Account& account, const std::string& link, Instant until) {
  return "Hello " + one_line(account.name) +
         ",\n\nsomebody asked for another password for your account. Open this link and choose "
         "it:\n\n" +
         link + "\n\nIt works once, until " + time_text(until) +
         ". The second step at sign-in stays as it is.\n\nIf you did not ask, do nothing: your "
         "password stays as it is.\n\nBursar\n";
}

notify::Message message_to(std::string to, UserId user, Instant until) {
  notify::Message message;
  message.channel = notify::Channel::mail;
  message.to = std::move(to);
  message.about = user.text();
  message.expires_at = until;
  return message;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

std::string time_text(Instant at) {
  static constexpr std::array k_months{"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};
  const std::string iso = to_iso8601(at);
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0') - 1);
  const std::string day = iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2);
  return day + " " + k_months[month] + " " + iso.substr(0, 4) + ", " + iso.substr(11, 5) + " UTC";
}

bool mails_links(Tx& tx, const Settings& settings) {
  return !settings.office_url.empty() && notify::is_ready(tx, notify::Channel::mail);
}

bool mails_links(Tx& tx, const Settings& settings, std::string_view email) {
  return notify::is_mail_address(email) && mails_links(tx, settings);
}

bool mail_link(Tx& tx, const Call& call, const Settings& settings, LinkPurpose purpose,
               const store::Account& account, const IssuedLink& link) {
  // A job uses its links up itself.
  if (call.actor.kind == ActorKind::job || !mails_links(tx, settings, account.email)) return false;
  const bool invites = purpose == LinkPurpose::invite;
  auto message = message_to(account.email, account.id, link.expires_at);
  const std::string address = link_text(settings, invites ? "/invitation" : "/reset", link);
  message.kind = invites ? "invitation" : "password_reset";
  message.subject = invites ? "You are invited to Bursar" : "Choose another password";
  message.text = invites ? invitation_text(call, account, address, link.expires_at)
                         : reset_text(account, address, link.expires_at);
  if (invites && account.stands_for) message.text = joining_text(call, account, link.expires_at);
  return notify::enqueue(tx, call, message).has_value();
}

void mail_occupied(Tx& tx, const Call& call, const store::Account& account, std::string_view to) {
  auto message = message_to(std::string(to), account.id, call.now.plus_ms(k_hour_ms));
  message.kind = "email_confirmation";
  message.subject = "Confirm your e-mail address";
  message.text =
      "Hello,\n\nsomebody gave this address for another account at Bursar. It belongs to an "
      "account "
      "already, so it cannot be used twice: to sign in with it, use the account it belongs "
      "to.\n\nIf this was not you, do nothing.\n\nBursar\n";
  (void)notify::enqueue(tx, call, message);
}

void mail_confirmation(Tx& tx, const Call& call, const Settings& settings,
                       const store::Account& account, std::string_view to, const IssuedLink& link) {
  auto message = message_to(std::string(to), account.id, link.expires_at);
  message.kind = "email_confirmation";
  message.subject = "Confirm your e-mail address";
  message.text = "Hello " + one_line(account.name) +
                 ",\n\nthis address was given for your Bursar account. Open this link to confirm "
                 "it:\n\n" +
                 link_text(settings, "/confirm-email", link) + "\n\nIt works once, until " +
                 time_text(link.expires_at) +
                 ". Until then you go on signing in with the address you have.\n\nIf you have no "
                 "account there, do nothing.\n\nBursar\n";
  (void)notify::enqueue(tx, call, message);
}

}  // namespace bursar::identity
