// The subcommands of the executable. Each returns the process's exit status: 0 done, 1 refused or
// found something, 2 could not run.
#pragma once

#include <filesystem>
#include <string>

#include "app/config.hpp"

namespace bursar::app {

/// What verify --audit and audit-proof are asked.
struct AuditQuestion {
  std::filesystem::path external_file;  ///< empty: where the configuration puts it
  std::filesystem::path key_file;       ///< public keys; empty: beside the signing key
  std::string entry;                    ///< prove this entry; empty: growth from `from_size`
  std::int64_t from_size = 0;
  std::int64_t to_size = 0;  ///< 0: to the newest checkpoint
};

int init(const Config& config);
/// Measures anew what a password hash may cost here.
int calibrate_passwords(const Config& config);
int migrate(const Config& config);
int serve(const Config& config);
int verify(const Config& config);
int verify_audit(const Config& config, const AuditQuestion& question);
/// The three steps of another master key: add one, move everything to it, drop those before it.
int rotate_keys(const Config& config);
int reencrypt(const Config& config);
int drop_keys(const Config& config);
int audit_proof(const Config& config, const AuditQuestion& question);
/// Removes what `audit_keep_months` lets go, or says what would go.
int audit_retention(const Config& config, bool only_say);
int backup(const Config& config, const std::filesystem::path& target);
int restore(const Config& config, const std::filesystem::path& source);
int confirm_restore(const Config& config);
int suspend_policies(const Config& config);
int export_journal(const Config& config);
int print_routes(const Config& config);

}  // namespace bursar::app
