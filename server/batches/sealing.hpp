// What a batch keeps sealed: pieces of its file, and lines until they are carried out. Private to
// batches.
#pragma once

#include <string>
#include <string_view>

#include "batches/batches.hpp"

namespace bursar::batches {

/// What pieces and lines are sealed for, and where.
inline constexpr std::string_view k_sealing_purpose = "batch_file";
std::string piece_place(BatchId id, std::int64_t piece_no);
std::string line_place(BatchId id, std::int64_t line_no);

std::string seal_piece(const Call& call, const vault::KeyRing& keys, BatchId id,
                       std::int64_t piece_no, std::string text);
std::string open_piece(const vault::KeyRing& keys, BatchId id, std::int64_t piece_no,
                       std::string_view sealed);
std::string seal_line(const Call& call, const vault::KeyRing& keys, BatchId id,
                      std::int64_t line_no, std::string text);
std::string open_line(const vault::KeyRing& keys, BatchId id, std::int64_t line_no,
                      std::string_view sealed);

}  // namespace bursar::batches
