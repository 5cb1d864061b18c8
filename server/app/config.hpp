// What one process is told at start: command-line options over the file bursar.toml over defaults.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/messaging.hpp"
#include "app/sso_config.hpp"
#include "base/time.hpp"
#include "identity/settings.hpp"
#include "net/log.hpp"
#include "net/tls.hpp"

namespace bursar::app {

struct Config {
  std::filesystem::path data_dir = "data";
  std::string database;  ///< empty: sqlite:<data_dir>/<environment>.db
  identity::Environment environment = identity::Environment::sandbox;
  std::filesystem::path master_key_file;  ///< empty: <data_dir>/secrets/master.key
  std::string office_address = "127.0.0.1";
  std::uint16_t office_port = 8480;
  std::string public_url;  ///< how browsers reach the office; empty: https or http at localhost
  std::string api_address = "127.0.0.1";
  std::uint16_t api_port = 8481;
  std::string tls_certificate;  ///< PEM chain of both listeners; empty: plain text
  std::string tls_private_key;  ///< its key, PEM
  bool behind_proxy = false;    ///< a proxy in front ends TLS
  std::vector<std::string> trusted_proxies;
  unsigned threads = 2;     ///< I/O threads
  unsigned node = 0;        ///< distinct per server process on one PostgreSQL database
  bool dispatch = true;     ///< send accepted payments to providers (off: for measurements)
  bool rate_limits = true;  ///< off only for load tests, in the sandbox
  /// Sandbox: the simulator's executable, started and stopped with the server; or
  std::filesystem::path simulator;
  std::string simulator_url;             ///< the address of one that runs already, with
  std::string simulator_key;             ///< the key it was started with
  std::filesystem::path audit_file;      ///< external checkpoints; empty: inside the data directory
  std::int64_t audit_checkpoint_s = 60;  ///< an entry is sealed at the latest after so long
  std::int64_t audit_keep_months = 0;    ///< older entries are removed; 0: kept for ever
  std::int64_t batch_lines_per_s = 200;  ///< lines of batches that become operations in a second
  std::string time_zone;                 ///< IANA name of the installation's time zone; empty: UTC
  net::LogLevel log_level = net::LogLevel::info;
  MessagingConfig messaging;
  SsoConfig sso;

  std::string database_url() const;
  /// Throws std::runtime_error when only one of the two files is named.
  std::optional<net::TlsFiles> tls_files() const;
  /// How a browser reaches the office, for people to open.
  std::string office_url(std::uint16_t port) const;
  std::string api_url(std::uint16_t port) const;
  /// What passkeys are bound to; empty under an address that can have none.
  /// Throws std::runtime_error when public_url is no address of a site.
  identity::RelyingParty relying_party(std::uint16_t port) const;
  std::filesystem::path master_key_path() const;
  std::filesystem::path password_cost_path() const { return data_dir / "password.cost"; }
  std::filesystem::path audit_key_path() const;
  std::filesystem::path audit_file_path() const;
  /// Months of 31 days, so that none is cut short; 0: for ever.
  std::int64_t audit_keep_ms() const { return audit_keep_months * 31 * k_day_ms; }
};

/// Reads <data_dir>/bursar.toml over `config` if it exists. Throws std::runtime_error naming the
/// file, the line and the setting that is unknown or of the wrong type.
void read_config_file(Config& config);

}  // namespace bursar::app
