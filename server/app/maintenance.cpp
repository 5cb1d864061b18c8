// Backup, restore and the end of a restore's quarantine.
#include <iostream>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "notify/notify.hpp"
#include "storage/maintenance.hpp"

namespace bursar::app {

int backup(const Config& config, const std::filesystem::path& target) {
  const net::SystemClock clock;
  const auto header = storage::write_backup(config.database_url(), target, clock.now());
  std::cout << "backup " << target.string() << ": " << header.bytes << " bytes, sha256 "
            << header.sha256 << "\n"
            << "It does not hold the master key; keep a copy of "
            << config.master_key_path().string() << " apart from it.\n";
  return 0;
}

int restore(const Config& config, const std::filesystem::path& source) {
  const net::SystemClock clock;
  std::filesystem::create_directories(config.data_dir);
  const auto header = storage::restore_backup(source, config.database_url(), clock.now());
  std::cout << "restored " << header.bytes << " bytes of " << to_iso8601({header.created_at})
            << "\n"
            << "The copy is quarantined: nothing is sent to providers until you run bursar "
               "confirm-restore.\n";
  return 0;
}

int confirm_restore(const Config& config) {
  Core core(config, false);
  const auto confirmed = core.db().write([&core](storage::Tx& tx) -> Result<bool> {
    const bool waiting = storage::unconfirmed_restore(tx).has_value();
    if (waiting) storage::confirm_restore(tx);
    if (waiting)
      (void)notify::expire_waiting(tx, core.clock().now(), "this copy was restored from a backup");
    return waiting;
  });
  if (!confirmed) throw std::runtime_error(confirmed.error().message);
  std::cout << (*confirmed ? "the restored copy is in service\n"
                           : "this database is not quarantined\n");
  return 0;
}

}  // namespace bursar::app
