// App owns everything a serving process is made of and wires it together; it holds no logic.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "approvals/http.hpp"
#include "audit/http.hpp"
#include "bank/runner.hpp"
#include "base/call.hpp"
#include "batches/runner.hpp"
#include "chain/runner.hpp"
#include "identity/http.hpp"
#include "net/client.hpp"
#include "net/log.hpp"
#include "net/server.hpp"
#include "net/system_ports.hpp"
#include "notify/runner.hpp"
#include "outbox/runner.hpp"
#include "payments/runner.hpp"
#include "provider_webhooks/http.hpp"
#include "provider_webhooks/runner.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::app {

/// The parts every command needs: ports, database, keys. Destroyed last to first.
class Core {
 public:
  /// Opens the database and, unless `with_keys` is false, reads the master keys.
  Core(const Config& config, bool with_keys);

  const Config& config() const { return config_; }
  storage::Db& db() { return *db_; }
  Ports ports() { return Ports{clock_, ids_, random_}; }
  net::SystemClock& clock() { return clock_; }
  net::SystemRandom& random() { return random_; }
  const vault::KeyRing& keys() const { return *keys_; }
  const identity::Settings& settings() const { return settings_; }
  /// Before the first request is answered, once the office's port is known.
  void note_office_port(std::uint16_t port);
  /// Where messages to people leave.
  const notify::Gateways& gateways() const { return gateways_; }
  /// The sandbox's own gateway, unless the configuration names one.
  void offer_sms_gateway(notify::SmsGateway gateway);
  const audit::SigningKey& audit_key() const { return *audit_key_; }
  net::Log& log() { return log_; }

 private:
  Config config_;
  net::SystemClock clock_;
  net::SystemRandom random_;
  IdSource ids_;
  net::Log log_;
  std::unique_ptr<vault::KeyRing> keys_;
  identity::Settings settings_;
  notify::Gateways gateways_;
  std::optional<audit::SigningKey> audit_key_;
  std::unique_ptr<storage::Db> db_;
};

/// The job actor of the process, reaching everything.
Actor job_actor(std::string name);
/// The actor of what providers report.
Actor provider_actor();

/// A serving process: listeners, runner, live feed, periodic jobs.
class App {
 public:
  explicit App(Core& core);
  ~App();
  /// Binds the listeners and starts; returns at once.
  void start();
  /// Stops accepting, drains, ends jobs; idempotent.
  void stop();
  /// Reads the certificate again; one that cannot be used is logged and the old one kept.
  void reload_tls();
  std::uint16_t office_port() const { return office_port_; }
  std::uint16_t api_port() const { return api_port_; }
  net::Client& client() { return client_; }
  net::Server& server() { return server_; }
  /// The policy table of both listeners as JSON, for the contract test.
  std::string route_table();

 private:
  identity::Services identity_services();
  approvals::Services approval_services();
  net::Surface office_surface();
  net::Surface api_surface();
  provider_webhooks::Services hook_services();
  void start_jobs();

  Core& core_;
  Instant started_at_;
  approvals::Desk desk_;
  net::WorkerPool hash_pool_;
  vault::CvvHolder cvvs_;
  net::Client client_;
  net::Server server_;
  std::unique_ptr<payments::Runner> runner_;
  std::unique_ptr<provider_webhooks::Runner> hooks_;
  std::unique_ptr<batches::Runner> batches_;
  std::unique_ptr<bank::Runner> bank_clerk_;
  std::unique_ptr<chain::Runner> chain_clerk_;
  std::unique_ptr<notify::Runner> messages_;
  std::unique_ptr<outbox::LiveFeed> live_feed_;
  std::unique_ptr<audit::Sealer> sealer_;
  std::shared_ptr<identity::OfficeGuard> office_guard_;
  std::shared_ptr<identity::KeyGuard> key_guard_;
  std::uint16_t office_port_ = 0;
  std::uint16_t api_port_ = 0;
  bool stopped_ = false;
};

}  // namespace bursar::app
