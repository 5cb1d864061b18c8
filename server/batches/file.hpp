// The file of a batch: which columns a kind has, and what a line says. The canonical form has one
// order of columns, one separator and no byte order mark, so the same content is the same file
// however it was saved. Private to batches.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "batches/batches.hpp"

namespace bursar::batches {

inline constexpr std::size_t k_file_bytes_max = std::size_t{10} * 1024 * 1024;
inline constexpr std::int64_t k_lines_max = 100'000;
inline constexpr std::size_t k_piece_lines = 100;

/// What a line says, column by column as typed.
struct Line {
  std::int64_t line_no = 0;
  std::string payment_id, amount, currency, customer_id, description, merchant_refund_id;
  std::string token, iban, bic, holder, address;
  std::vector<Fault> faults;  ///< found without looking anything up
};

/// Columns of a kind in canonical order.
std::span<const std::string_view> columns_of(Kind kind);

struct ReadFile {
  std::string file_hash;
  std::int64_t lines = 0;
  std::vector<std::string> pieces;  ///< canonical lines with their numbers, k_piece_lines each
};
/// Errors: as read_upload.
Result<ReadFile> read_file(Kind kind, std::string_view bytes);
/// The lines of a piece.
std::vector<Line> lines_of(Kind kind, std::string_view piece);
/// One line as text and back, to be kept sealed until it is carried out.
std::string line_text(Kind kind, const Line& line);
Line line_of(Kind kind, std::string_view text);

}  // namespace bursar::batches
