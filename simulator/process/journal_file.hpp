// The file behind `--book`: one line per change, written before the answer leaves, so that the book
// survives the process. Only one process may hold a file.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "simulator/core/operation.hpp"

namespace bursar::simulator {

class JournalFile {
 public:
  /// Opens or creates the file and reads it. A last line without its line feed was being written
  /// when the process died: its answer never left, and it is cut off. Throws std::runtime_error
  /// when the file is held by another process, cannot be used, or holds a damaged line.
  explicit JournalFile(const std::string& path);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  /// What the file held when it was opened; empties it.
  std::vector<Change> take_changes();
  /// Appends and hands to the system. Throws std::runtime_error; the caller must not go on
  /// answering.
  void append(std::span<const Change> changes);

 private:
  std::string read_all() const;
  void parse(std::string_view text);

  std::string path_;
  int file_ = -1;
  std::vector<Change> changes_;
};

}  // namespace bursar::simulator
