// Mail server and text message gateway as the configuration names them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "notify/runner_gateways.hpp"

namespace bursar::app {

struct Config;

/// The settings mail_* and sms_* of bursar.toml; all empty: nothing is sent.
struct MessagingConfig {
  std::string mail_server;  ///< host, or host:port
  std::string mail_tls;     ///< starttls, tls or none; empty: starttls
  std::string mail_user;
  std::filesystem::path mail_password_file;
  std::string mail_from;  ///< "Bursar <no-reply@example.org>" or the bare address
  std::string mail_reply_to;
  std::filesystem::path mail_authorities_file;
  std::string sms_gateway_url;
  std::filesystem::path sms_gateway_token_file;
  std::string sms_from;
};

/// Reads the files with the secrets. Throws std::runtime_error naming the setting that does not
/// fit.
notify::Gateways gateways_of(const Config& config);

}  // namespace bursar::app
