// One pass over the bytes; a quote that never ends is the only thing that can run over lines.
#include "batches/csv.hpp"

#include <array>

namespace bursar::batches {

Error CsvReader::malformed(std::string_view why) const {
  return invalid("file", "malformed_csv",
                 "line " + std::to_string(line_no_) + ": " + std::string(why));
}

void CsvReader::skip_line_end() {
  if (at_end()) return;
  if (rest_[at_] == '\r') ++at_;
  if (!at_end() && rest_[at_] == '\n') ++at_;
  ++line_no_;
}

Result<void> CsvReader::read_quoted(std::string& cell) {
  ++at_;
  for (;;) {
    const std::size_t quote = rest_.find('"', at_);
    if (quote == std::string_view::npos) return malformed("a quote is never closed");
    for (std::size_t i = at_; i < quote; ++i)
      if (rest_[i] == '\n') ++line_no_;
    cell.append(rest_.substr(at_, quote - at_));
    at_ = quote + 1;
    if (at_end() || rest_[at_] != '"') break;
    cell.push_back('"');
    ++at_;
  }
  if (at_line_end() || rest_[at_] == separator_) return ok();
  return malformed("text follows a closing quote");
}

Result<void> CsvReader::read_cell(std::string& cell) {
  if (!at_end() && rest_[at_] == '"') return read_quoted(cell);
  const std::array<char, 4> ends{separator_, '\n', '\r', '"'};
  const std::size_t end =
      std::min(rest_.find_first_of(std::string_view(ends.data(), ends.size()), at_), rest_.size());
  cell.assign(rest_.substr(at_, end - at_));
  at_ = end;
  if (!at_end() && rest_[at_] == '"') return malformed("a quote stands inside a cell");
  return ok();
}

Result<std::optional<Record>> CsvReader::next() {
  while (!at_end() && at_line_end()) skip_line_end();
  if (at_end()) return std::optional<Record>();
  Record record;
  record.line_no = line_no_;
  for (;;) {
    std::string cell;
    if (auto read = read_cell(cell); !read) return read.error();
    if (record.cells.size() == cells_max_) return malformed("too many cells");
    record.cells.push_back(std::move(cell));
    if (at_line_end()) break;
    ++at_;  // the separator
  }
  skip_line_end();
  return std::optional(std::move(record));
}

namespace {

void append_quoted(std::string& line, std::string_view value, bool with_apostrophe) {
  line.push_back('"');
  if (with_apostrophe) line.push_back('\'');
  for (const char c : value) {
    if (c == '"') line.push_back('"');
    line.push_back(c);
  }
  line.push_back('"');
}

// The full-width forms of = + - @ are read as formulas by some programs.
bool is_formula(std::string_view value) {
  if (value.empty()) return false;
  constexpr std::string_view k_signs = "=+-@\t\r";
  if (k_signs.find(value.front()) != std::string_view::npos) return true;
  for (const std::string_view wide : {"＝", "＋", "－", "＠"})
    if (value.starts_with(wide)) return true;
  return false;
}

bool needs_quotes(std::string_view value) {
  return value.find_first_of("\",;\r\n") != std::string_view::npos;
}

}  // namespace

void append_plain_cell(std::string& line, std::string_view value, bool first) {
  if (!first) line.push_back(',');
  if (needs_quotes(value)) append_quoted(line, value, false);
  else line.append(value);
}

void append_cell(std::string& line, std::string_view value, bool first) {
  if (!first) line.push_back(',');
  const bool formula = is_formula(value);
  if (formula || needs_quotes(value)) append_quoted(line, value, formula);
  else line.append(value);
}

}  // namespace bursar::batches
