// Reads bursar.toml. An unknown setting is an error, so a misspelt one is not silently ignored.
#include "app/config.hpp"

#include <functional>
#include <map>
#include <stdexcept>

#include <toml++/toml.h>

namespace bursar::app {
namespace {

[[noreturn]] void wrong(const std::filesystem::path& file, std::string_view name,
                        const toml::node& node, std::string_view want) {
  throw std::runtime_error(file.string() + " line " + std::to_string(node.source().begin.line) +
                           ": " + std::string(name) + " " + std::string(want));
}

struct Reader {
  const std::filesystem::path& file;
  std::string_view name;
  const toml::node& node;

  std::string text() const {
    if (const auto value = node.value<std::string>()) return *value;
    wrong(file, name, node, "must be a text");
  }
  std::int64_t integer(std::int64_t lowest, std::int64_t highest) const {
    const auto value = node.value<std::int64_t>();
    if (node.is_integer() && value && *value >= lowest && *value <= highest) return *value;
    wrong(file, name, node,
          "must be an integer from " + std::to_string(lowest) + " to " + std::to_string(highest));
  }
  bool boolean() const {
    if (const auto* value = node.as_boolean()) return value->get();
    wrong(file, name, node, "must be true or false");
  }
  std::vector<std::string> texts() const {
    const toml::array* array = node.as_array();
    if (array == nullptr) wrong(file, name, node, "must be a list of texts");
    std::vector<std::string> out;
    for (const toml::node& element : *array) {
      const auto value = element.value<std::string>();
      if (!value) wrong(file, name, node, "must be a list of texts");
      out.push_back(*value);
    }
    return out;
  }
};

using Setter = std::function<void(Config&, const Reader&)>;

const std::map<std::string_view, Setter>& setters() {
  constexpr std::int64_t k_port_max = 65'535;
  static const std::map<std::string_view, Setter> k_setters{
      {"database", [](Config& c, const Reader& in) { c.database = in.text(); }},
      {"master_key_file", [](Config& c, const Reader& in) { c.master_key_file = in.text(); }},
      {"office_address", [](Config& c, const Reader& in) { c.office_address = in.text(); }},
      {"office_port",
       [=](Config& c, const Reader& in) {
         c.office_port = static_cast<std::uint16_t>(in.integer(0, k_port_max));
       }},
      {"public_url", [](Config& c, const Reader& in) { c.public_url = in.text(); }},
      {"api_address", [](Config& c, const Reader& in) { c.api_address = in.text(); }},
      {"api_port",
       [=](Config& c, const Reader& in) {
         c.api_port = static_cast<std::uint16_t>(in.integer(0, k_port_max));
       }},
      {"audit_checkpoint_file", [](Config& c, const Reader& in) { c.audit_file = in.text(); }},
      {"audit_checkpoint_s",
       [](Config& c, const Reader& in) { c.audit_checkpoint_s = in.integer(1, 60); }},
      {"audit_keep_months",
       [](Config& c, const Reader& in) { c.audit_keep_months = in.integer(12, 1'200); }},
      {"batch_lines_per_s",
       [](Config& c, const Reader& in) { c.batch_lines_per_s = in.integer(1, 10'000); }},
      {"simulator", [](Config& c, const Reader& in) { c.simulator = in.text(); }},
      {"mail_server", [](Config& c, const Reader& in) { c.messaging.mail_server = in.text(); }},
      {"mail_tls", [](Config& c, const Reader& in) { c.messaging.mail_tls = in.text(); }},
      {"mail_user", [](Config& c, const Reader& in) { c.messaging.mail_user = in.text(); }},
      {"mail_password_file",
       [](Config& c, const Reader& in) { c.messaging.mail_password_file = in.text(); }},
      {"mail_from", [](Config& c, const Reader& in) { c.messaging.mail_from = in.text(); }},
      {"mail_reply_to", [](Config& c, const Reader& in) { c.messaging.mail_reply_to = in.text(); }},
      {"mail_authorities_file",
       [](Config& c, const Reader& in) { c.messaging.mail_authorities_file = in.text(); }},
      {"sms_gateway_url",
       [](Config& c, const Reader& in) { c.messaging.sms_gateway_url = in.text(); }},
      {"sms_gateway_token_file",
       [](Config& c, const Reader& in) { c.messaging.sms_gateway_token_file = in.text(); }},
      {"sms_from", [](Config& c, const Reader& in) { c.messaging.sms_from = in.text(); }},
      {"sso_issuer", [](Config& c, const Reader& in) { c.sso.issuer = in.text(); }},
      {"sso_client_id", [](Config& c, const Reader& in) { c.sso.client_id = in.text(); }},
      {"sso_client_secret_file",
       [](Config& c, const Reader& in) { c.sso.client_secret_file = in.text(); }},
      {"sso_title", [](Config& c, const Reader& in) { c.sso.title = in.text(); }},
      {"sso_links_by_email",
       [](Config& c, const Reader& in) { c.sso.links_by_email = in.boolean(); }},
      {"sso_trusted_amr", [](Config& c, const Reader& in) { c.sso.trusted_amr = in.texts(); }},
      {"sso_trusted_acr", [](Config& c, const Reader& in) { c.sso.trusted_acr = in.texts(); }},
      {"time_zone", [](Config& c, const Reader& in) { c.time_zone = in.text(); }},
      {"tls_certificate", [](Config& c, const Reader& in) { c.tls_certificate = in.text(); }},
      {"tls_private_key", [](Config& c, const Reader& in) { c.tls_private_key = in.text(); }},
      {"behind_proxy", [](Config& c, const Reader& in) { c.behind_proxy = in.boolean(); }},
      {"trusted_proxies", [](Config& c, const Reader& in) { c.trusted_proxies = in.texts(); }},
      {"threads",
       [](Config& c, const Reader& in) { c.threads = static_cast<unsigned>(in.integer(1, 64)); }},
      {"node",
       [](Config& c, const Reader& in) { c.node = static_cast<unsigned>(in.integer(0, 63)); }},
      {"environment",
       [](Config& c, const Reader& in) {
         const std::string word = in.text();
         if (word != "sandbox" && word != "live")
           wrong(in.file, in.name, in.node, "must be sandbox or live");
         c.environment =
             word == "live" ? identity::Environment::live : identity::Environment::sandbox;
       }},
  };
  return k_setters;
}

std::string url(const Config& config, const std::string& address, std::uint16_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return std::string(config.tls_certificate.empty() ? "http://" : "https://") +
         (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace

std::optional<net::TlsFiles> Config::tls_files() const {
  if (tls_certificate.empty() != tls_private_key.empty())
    throw std::runtime_error(
        "tls_certificate and tls_private_key are given together or not at all");
  if (tls_certificate.empty()) return std::nullopt;
  return net::TlsFiles{tls_certificate, tls_private_key};
}

std::string Config::office_url(std::uint16_t port) const {
  return url(*this, office_address, port);
}

std::string Config::api_url(std::uint16_t port) const { return url(*this, api_address, port); }

identity::RelyingParty Config::relying_party(std::uint16_t port) const {
  if (public_url.empty()) return identity::relying_party_of(url(*this, "localhost", port));
  const std::size_t scheme = public_url.find("://");
  const bool is_web = public_url.starts_with("https://") || public_url.starts_with("http://");
  const std::size_t path = is_web ? public_url.find('/', scheme + 3) : std::string::npos;
  if (!is_web || (path != std::string::npos && path + 1 != public_url.size()))
    throw std::runtime_error(
        "public_url must be like https://office.example.org, without a path: " + public_url);
  return identity::relying_party_of(public_url);
}

std::string Config::database_url() const {
  if (!database.empty()) return database;
  return "sqlite:" +
         (data_dir / (std::string(identity::environment_name(environment)) + ".db")).string();
}

std::filesystem::path Config::master_key_path() const {
  return master_key_file.empty() ? data_dir / "secrets" / "master.key" : master_key_file;
}

std::filesystem::path Config::audit_key_path() const { return data_dir / "secrets" / "audit.key"; }

std::filesystem::path Config::audit_file_path() const {
  if (!audit_file.empty()) return audit_file;
  return data_dir / "audit" /
         (std::string(identity::environment_name(environment)) + ".checkpoints");
}

void read_config_file(Config& config) {
  const std::filesystem::path file = config.data_dir / "bursar.toml";
  if (!std::filesystem::exists(file)) return;
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw std::runtime_error(file.string() + " line " + std::to_string(error.source().begin.line) +
                             ": " + std::string(error.description()));
  }
  for (const auto& [key, node] : table) {
    const auto setter = setters().find(key.str());
    if (setter == setters().end()) wrong(file, key.str(), node, "is not a setting");
    setter->second(config, Reader{file, key.str(), node});
  }
}

}  // namespace bursar::app
