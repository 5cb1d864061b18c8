// Commands that run once and end: set-up, migration, verification, backup, export.
#include "app/commands.hpp"

#include <iostream>

#include "app/app.hpp"
#include "app/install.hpp"
#include "app/master_key.hpp"
#include "app/modules.hpp"
#include "app/password_cost.hpp"
#include "batches/batches.hpp"
#include "chain/chain.hpp"
#include "identity/identity.hpp"
#include "ledger/ledger.hpp"
#include "payments/payments.hpp"
#include "storage/maintenance.hpp"

namespace bursar::app {
namespace {

int refuse(const Error& error) {
  std::cerr << "bursar: " << error.message << "\n";
  return 1;
}

}  // namespace

int init(const Config& config) {
  net::SystemRandom random;
  if (!std::filesystem::exists(config.master_key_path())) {
    create_master_key(config.master_key_path(), random);
    std::cout << "master key: " << config.master_key_path().string()
              << " (keep a copy apart from the backups; without it card data cannot be read)\n";
  }
  if (!std::filesystem::exists(config.password_cost_path()))
    calibrate_password_cost(config.password_cost_path());
  Core core(config, true);
  core.db().migrate(all_migrations());
  const Actor actor = job_actor("init");
  const Call call = core.ports().call(actor);
  install(core, identity::Installation{.environment = config.environment});
  const auto link = core.db().write([&](storage::Tx& tx) -> Result<identity::IssuedLink> {
    return identity::create_setup_link(tx, call, core.settings());
  });
  if (!link) return refuse(link.error());
  std::cout << "database:   " << config.database_url() << "\n"
            << "First administrator, within 15 minutes, once the server runs (bursar serve):\n"
            << "  " << config.office_url(config.office_port)
            << "/setup#token=" << link->token.reveal() << "\n";
  return 0;
}

int calibrate_passwords(const Config& config) {
  const identity::HashCost cost = calibrate_password_cost(config.password_cost_path());
  std::cout << "password hashes take " << cost.memory_kib / 1024 << " MiB and " << cost.passes
            << " passes here; a stored one is made again at its owner's next sign-in\n";
  return 0;
}

int migrate(const Config& config) {
  Core core(config, false);
  core.db().migrate(all_migrations());
  std::cout << "schema is up to date\n";
  return 0;
}

int verify(const Config& config) {
  Core core(config, false);
  std::int64_t findings = 0;
  for (const std::string& finding : storage::verify_database(config.database_url())) {
    std::cout << "storage: " << finding << "\n";
    ++findings;
  }
  (void)core.db().read([&](storage::Tx& tx) -> Result<void> {
    for (const auto& finding : ledger::verify(tx)) {
      std::cout << "ledger: " << finding.check << ": " << finding.detail << "\n";
      ++findings;
    }
    for (const auto& finding : payments::verify(tx)) {
      std::cout << "payments: " << finding.check << ": " << finding.detail << "\n";
      ++findings;
    }
    for (const auto& finding : batches::verify(tx)) {
      std::cout << "batches: " << finding.check << ": " << finding.detail << "\n";
      ++findings;
    }
    for (const auto& finding : chain::verify(tx)) {
      std::cout << "chain: " << finding.check << ": " << finding.detail << "\n";
      ++findings;
    }
    return ok();
  });
  std::cout << (findings == 0 ? "verified: the books balance and every invariant holds\n"
                              : std::to_string(findings) + " findings\n");
  return findings == 0 ? 0 : 1;
}

int export_journal(const Config& config) {
  Core core(config, false);
  (void)core.db().read([](storage::Tx& tx) -> Result<void> {
    ledger::export_journal(tx, [](std::string_view chunk) { std::cout << chunk; });
    return ok();
  });
  return std::cout.flush() ? 0 : 2;
}

}  // namespace bursar::app
