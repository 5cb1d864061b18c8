// Backup and restore through PostgreSQL's own programs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bursar::storage::postgres {

/// pg_dump of one snapshot to `file`. Throws StorageError with the program's message.
void dump_database(const std::string& url, const std::filesystem::path& file);
/// pg_restore in one transaction; the database must hold no table.
void load_database(const std::filesystem::path& file, const std::string& url);
/// Reads every table; returns what could not be read.
std::vector<std::string> check_database(const std::string& url);

}  // namespace bursar::storage::postgres
