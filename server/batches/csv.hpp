// Comma-separated values: reading records of untrusted bytes, writing cells that no spreadsheet
// takes for a formula. Private to batches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace bursar::batches {

struct Record {
  std::int64_t line_no = 0;  ///< where it begins, from 1
  std::vector<std::string> cells;
};

/// Reads records one by one (RFC 4180 with LF or CRLF; blank lines are skipped). The bytes must
/// outlive the reader.
class CsvReader {
 public:
  /// `cells_max` bounds one record.
  CsvReader(std::string_view bytes, char separator, std::size_t cells_max)
      : rest_(bytes), separator_(separator), cells_max_(cells_max) {}
  /// Nothing at the end. Errors: invalid/malformed_csv, naming the line.
  Result<std::optional<Record>> next();

 private:
  Result<void> read_cell(std::string& cell);
  Result<void> read_quoted(std::string& cell);
  Error malformed(std::string_view why) const;
  bool at_end() const { return at_ >= rest_.size(); }
  bool at_line_end() const { return at_end() || rest_[at_] == '\n' || rest_[at_] == '\r'; }
  void skip_line_end();

  std::string_view rest_;
  std::size_t at_ = 0;
  char separator_;
  std::size_t cells_max_;
  std::int64_t line_no_ = 1;
};

/// Appends a cell of text as it is, quoted where it must be; a separator before all but the first.
void append_plain_cell(std::string& line, std::string_view value, bool first);
/// The same for files that people open: a text that a spreadsheet would take for a formula begins
/// with an apostrophe.
void append_cell(std::string& line, std::string_view value, bool first);

}  // namespace bursar::batches
