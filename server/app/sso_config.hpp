// Signing in at a provider of the operator's own, as bursar.toml describes it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "identity/sso.hpp"

namespace bursar::app {

struct SsoConfig {
  std::string issuer;  ///< empty: not offered
  std::string client_id;
  std::filesystem::path client_secret_file;  ///< empty: a public client
  std::string title;
  bool links_by_email = false;
  std::vector<std::string> trusted_amr, trusted_acr;
};

/// The settings with the secret read. Throws std::runtime_error when the issuer is no https address
/// (http on this machine alone), the client has no id, or the secret cannot be read.
identity::SsoSettings sso_settings_of(const SsoConfig& config);

}  // namespace bursar::app
