// The second place of checkpoints: a file that is only appended to, one signed note per block. On
// another machine's mount, or with the append-only attribute, the server cannot rewrite it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "audit/checkpoint.hpp"

namespace bursar::audit {

/// Reads the whole file; one that does not exist yet holds nothing. Throws std::runtime_error.
NoteFile read_note_file(const std::filesystem::path& file);

/// Appends the notes, each as a block of its own, and returns when they are on disk. Throws
/// std::runtime_error naming the file and the reason.
void append_notes(const std::filesystem::path& file, const std::vector<std::string>& notes);

}  // namespace bursar::audit
