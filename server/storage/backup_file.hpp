// The format of a backup: a short text header with length and SHA-256, then the copy itself.
#pragma once

#include <filesystem>

#include "storage/maintenance.hpp"

namespace bursar::storage {

/// Puts a header before the bytes of `copy` and stores both, synced, as `file`. Sets bytes and
/// sha256.
void seal_backup(const std::filesystem::path& copy, BackupHeader& header,
                 const std::filesystem::path& file);

/// Checks `file` against its header; with `copy` not empty the copy is also written there, synced.
BackupHeader unseal_backup(const std::filesystem::path& file, const std::filesystem::path& copy);

/// A file of our own making that goes unless kept.
class Draft {
 public:
  explicit Draft(std::filesystem::path path) : path_(std::move(path)) { remove(); }
  ~Draft() { remove(); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  const std::filesystem::path& path() const { return path_; }
  /// Gives the synced file its final name; never replaces another.
  void keep_as(const std::filesystem::path& name);

 private:
  void remove() noexcept;
  std::filesystem::path path_;
};

}  // namespace bursar::storage
