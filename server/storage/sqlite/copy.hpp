// Page-wise copy of a live SQLite database and the checks of a database file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bursar::storage::sqlite {

/// Copies one snapshot of the database at `from` to the new file `to` and checks the result.
void copy_database(const std::string& from, const std::filesystem::path& to);

/// Findings of integrity and foreign key checks; empty means sound. The file must exist.
std::vector<std::string> check_database(const std::string& path);

}  // namespace bursar::storage::sqlite
