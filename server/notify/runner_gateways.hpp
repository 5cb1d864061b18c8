// Where messages leave: the mail server and the text message gateway, as the configuration names
// them, and one attempt at each. Private to notify but for app, which fills the settings in.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "base/secret.hpp"
#include "net/client.hpp"
#include "notify/letter.hpp"
#include "notify/queue.hpp"

namespace bursar::notify {

enum class MailTls {
  starttls,  ///< plain connection that must turn to TLS before anything else is said
  tls,       ///< TLS from the first byte
  none,      ///< a relay on this machine
};

struct MailServer {
  std::string host;
  std::uint16_t port = 587;
  MailTls tls = MailTls::starttls;
  std::string user;  ///< empty: without authentication
  Secret password;
  std::string from_name;
  std::string from_address;
  std::string reply_to;
  std::string authorities_file;  ///< PEM in place of the system's trust anchors
};

struct SmsGateway {
  std::string url;  ///< takes POST {"from", "to", "text", "reference"}
  Secret token;     ///< sent as bearer token
  std::string from;
};

struct Gateways {
  std::optional<MailServer> mail;
  std::optional<SmsGateway> sms;
};

/// One attempt over SMTP; blocks for 45 s at most, less once `stop` is true. Call from a pool.
Attempt send_mail(const MailServer& server, const Claim& claim, const std::atomic<bool>& stop);
/// One attempt at the text message gateway.
net::Task<Attempt> send_sms(net::Client& client, const SmsGateway& gateway, const Claim& claim);

}  // namespace bursar::notify
