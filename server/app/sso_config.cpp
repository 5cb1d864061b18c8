// Checks the description of a provider at start, so that nobody finds out at the first sign-in.
#include "app/sso_config.hpp"

#include <fstream>
#include <stdexcept>

#include "base/text.hpp"

namespace bursar::app {
namespace {

bool may_be_issuer(const std::string& issuer) {
  if (issuer.find_first_of("?# \"") != std::string::npos) return false;
  if (issuer.starts_with("https://")) return issuer.size() > 8;
  for (const char* host : {"http://127.0.0.1", "http://localhost"}) {
    const std::string_view start = host;
    if (issuer.starts_with(start) && (issuer.size() == start.size() ||
                                      issuer[start.size()] == ':' || issuer[start.size()] == '/'))
      return true;
  }
  return false;
}

Secret read_secret(const std::filesystem::path& file) {
  using std::filesystem::perms;
  const perms mode = std::filesystem::status(file).permissions();
  if (std::filesystem::exists(file) &&
      (mode & (perms::group_all | perms::others_all)) != perms::none)
    throw std::runtime_error("sso_client_secret_file " + file.string() +
                             " is readable by others; set its mode to 0400");
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line) || trim(line).empty())
    throw std::runtime_error("sso_client_secret_file " + file.string() + " cannot be read");
  return Secret(std::string(trim(line)));
}

}  // namespace

identity::SsoSettings sso_settings_of(const SsoConfig& config) {
  identity::SsoSettings sso;
  if (config.issuer.empty()) return sso;
  if (!may_be_issuer(config.issuer))
    throw std::runtime_error("sso_issuer must be an https address, such as https://id.example.org");
  if (config.client_id.empty())
    throw std::runtime_error("sso_issuer needs the sso_client_id it knows this office by");
  sso.issuer = config.issuer;
  sso.client_id = config.client_id;
  if (!config.client_secret_file.empty())
    sso.client_secret = read_secret(config.client_secret_file);
  if (!config.title.empty()) sso.title = config.title;
  sso.links_by_email = config.links_by_email;
  sso.trusted_amr = config.trusted_amr;
  sso.trusted_acr = config.trusted_acr;
  return sso;
}

}  // namespace bursar::app
