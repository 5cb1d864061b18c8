// Copies of a database and checks of it: online backup into one self-describing file, restore into
// an empty place, verification. They open connections of their own and may run beside a server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "storage/storage.hpp"

namespace bursar::storage {

/// What a backup file says about itself.
struct BackupHeader {
  Dialect dialect = Dialect::sqlite;
  std::int64_t created_at = 0;  ///< UTC ms
  std::int64_t bytes = 0;       ///< of the copy that follows the header
  std::string sha256;           ///< of the copy, in hex
};

/// Writes one snapshot of the database at `url` to `file`, which must not exist. Writers go on
/// meanwhile; a SQLite WAL grows until the copy is done. The copy is checked before the file gets
/// its name. Throws StorageError, also when pg_dump is missing.
BackupHeader write_backup(const std::string& url, const std::filesystem::path& file, Instant now);

/// Reads `file` whole and compares it with its header. Throws StorageError when anything differs.
BackupHeader check_backup(const std::filesystem::path& file);

/// Restores `file` into a SQLite file that does not exist or an empty PostgreSQL database, and
/// marks it as a restored copy: the server must stay quarantined until confirm_restore (B-04).
/// Throws StorageError; nothing is left behind then.
BackupHeader restore_backup(const std::filesystem::path& file, const std::string& url, Instant now);

/// When this database was restored from a backup and nobody has confirmed it yet.
std::optional<Instant> unconfirmed_restore(Tx& tx);
/// Ends the quarantine.
void confirm_restore(Tx& tx);

/// Reads the whole database and returns what is wrong with it, at most 100 findings; empty means
/// sound.
std::vector<std::string> verify_database(const std::string& url);

}  // namespace bursar::storage
