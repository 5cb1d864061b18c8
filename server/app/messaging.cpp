// Settings of mail and text messages, checked at start: a mistake shows before the first message.
#include "app/messaging.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "app/config.hpp"
#include "base/text.hpp"

namespace bursar::app {
namespace {

constexpr std::uint16_t k_submission_port = 587;
constexpr std::uint16_t k_tls_port = 465;
constexpr std::uint16_t k_relay_port = 25;

[[noreturn]] void wrong(const std::string& setting, const std::string& why) {
  throw std::runtime_error(setting + " " + why);
}

bool is_here(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]";
}

// One line of a file that nobody but its owner reads.
Secret read_secret(const std::string& setting, const std::filesystem::path& file) {
  const auto mode = std::filesystem::status(file).permissions();
  using std::filesystem::perms;
  if (!std::filesystem::exists(file)) wrong(setting, "names " + file.string() + ": no such file");
  if ((mode & (perms::group_all | perms::others_all)) != perms::none)
    wrong(setting, "names " + file.string() + ": readable by others; set its mode to 0400");
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::string secret(trim(line));
  if (secret.empty()) wrong(setting, "names " + file.string() + ": it is empty");
  return Secret(std::move(secret));
}

notify::MailTls tls_of(const MessagingConfig& config) {
  if (config.mail_tls.empty() || config.mail_tls == "starttls") return notify::MailTls::starttls;
  if (config.mail_tls == "tls") return notify::MailTls::tls;
  if (config.mail_tls == "none") return notify::MailTls::none;
  wrong("mail_tls", "must be starttls, tls or none");
}

void set_host(notify::MailServer& server, const std::string& text) {
  server.port = server.tls == notify::MailTls::tls        ? k_tls_port
                : server.tls == notify::MailTls::starttls ? k_submission_port
                                                          : k_relay_port;
  const std::size_t colon = text.rfind(':');
  const bool has_port = colon != std::string::npos && text.find(']', colon) == std::string::npos;
  server.host = text.substr(0, has_port ? colon : std::string::npos);
  const bool host_fits =
      !server.host.empty() && std::all_of(server.host.begin(), server.host.end(), [](char c) {
        return std::string_view("-.:[]").find(c) != std::string_view::npos ||
               (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      });
  if (!host_fits) wrong("mail_server", "must be a host or host:port");
  if (!has_port) return;
  const std::string port = text.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  const int number = digits ? std::stoi(port) : 0;
  if (number < 1 || number > 65'535) wrong("mail_server", "has no port from 1 to 65535");
  server.port = static_cast<std::uint16_t>(number);
}

void set_sender(notify::MailServer& server, const MessagingConfig& config) {
  const std::string_view from = trim(config.mail_from);
  const std::size_t angle = from.find('<');
  const bool named = angle != std::string_view::npos && from.ends_with('>');
  server.from_address = named ? from.substr(angle + 1, from.size() - angle - 2) : std::string(from);
  if (named) server.from_name = trim(from.substr(0, angle));
  if (server.from_name.empty()) server.from_name = "Bursar";
  if (!notify::is_mail_address(server.from_address))
    wrong("mail_from", "must be an address, or a name and an address in angle brackets");
  server.reply_to = config.mail_reply_to;
  if (!server.reply_to.empty() && !notify::is_mail_address(server.reply_to))
    wrong("mail_reply_to", "must be an address");
}

notify::MailServer mail_server_of(const MessagingConfig& config) {
  notify::MailServer server;
  server.tls = tls_of(config);
  set_host(server, config.mail_server);
  set_sender(server, config);
  server.user = config.mail_user;
  server.authorities_file = config.mail_authorities_file.string();
  if (!server.authorities_file.empty() && !std::filesystem::exists(server.authorities_file))
    wrong("mail_authorities_file", "names no file");
  if (server.user.empty() != config.mail_password_file.empty())
    wrong("mail_user", "and mail_password_file are given together or not at all");
  const bool plain = server.tls == notify::MailTls::none;
  if (plain && !server.user.empty()) wrong("mail_tls", "none would send the password unprotected");
  if (plain && !is_here(server.host)) wrong("mail_tls", "none is for a relay on this machine only");
  if (!server.user.empty())
    server.password = read_secret("mail_password_file", config.mail_password_file);
  return server;
}

notify::SmsGateway sms_gateway_of(const MessagingConfig& config) {
  notify::SmsGateway gateway;
  gateway.url = config.sms_gateway_url;
  gateway.from = config.sms_from;
  const bool tls = gateway.url.starts_with("https://");
  const bool here =
      gateway.url.starts_with("http://127.0.0.1:") || gateway.url.starts_with("http://localhost:");
  if (!tls && !here) wrong("sms_gateway_url", "must begin with https:// (http on this machine)");
  if (gateway.from.empty() || gateway.from.size() > 20)
    wrong("sms_from", "names the sender in 1 to 20 characters");
  if (config.sms_gateway_token_file.empty())
    wrong("sms_gateway_token_file", "is needed with sms_gateway_url");
  gateway.token = read_secret("sms_gateway_token_file", config.sms_gateway_token_file);
  return gateway;
}

}  // namespace

notify::Gateways gateways_of(const Config& config) {
  const MessagingConfig& messaging = config.messaging;
  notify::Gateways gateways;
  if (!messaging.mail_server.empty()) {
    gateways.mail = mail_server_of(messaging);
    // Links in mails must lead somewhere for whoever reads them.
    if (config.public_url.empty() && !is_here(config.office_address))
      wrong("public_url", "is needed with mail_server: links in mails begin with it");
  }
  if (!messaging.sms_gateway_url.empty()) gateways.sms = sms_gateway_of(messaging);
  return gateways;
}

}  // namespace bursar::app
