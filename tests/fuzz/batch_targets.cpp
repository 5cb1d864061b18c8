// Files of batches as people and programs save them.
#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "batches/csv.hpp"
#include "batches/file.hpp"
#include "fuzz/targets.hpp"
#include "vault/vault.hpp"

namespace bursar::fuzz {
namespace {

using batches::Kind;
using batches::Line;

constexpr std::array<Kind, 4> k_kinds{Kind::payout, Kind::refund, Kind::capture, Kind::void_};

bool same(const Line& a, const Line& b) {
  return a.payment_id == b.payment_id && a.amount == b.amount && a.currency == b.currency &&
         a.customer_id == b.customer_id && a.description == b.description &&
         a.merchant_refund_id == b.merchant_refund_id && a.token == b.token && a.iban == b.iban &&
         a.bic == b.bic && a.holder == b.holder && a.address == b.address;
}

// What is kept of a file opens as the same lines, and a line as the same line.
std::vector<Line> kept_lines(Kind kind, const batches::ReadFile& file) {
  std::vector<Line> all;
  for (const std::string& piece : file.pieces)
    for (Line& line : batches::lines_of(kind, piece)) all.push_back(std::move(line));
  check(static_cast<std::int64_t>(all.size()) == file.lines, "no line is lost, none is made");
  for (const Line& line : all) {
    check(line.line_no > 1, "a line stands below the header");
    check(same(batches::line_of(kind, batches::line_text(kind, line)), line),
          "a line stays itself");
  }
  return all;
}

// The lines written as a file of our own.
std::string canonical_file(Kind kind, const batches::ReadFile& file) {
  std::string text;
  bool first = true;
  for (const std::string_view column : batches::columns_of(kind)) {
    batches::append_plain_cell(text, column, first);
    first = false;
  }
  text += "\n";
  const std::size_t width = batches::columns_of(kind).size();
  for (const std::string& piece : file.pieces) {
    batches::CsvReader reader(piece, ',', width + 10);
    for (auto record = reader.next(); record && *record; record = reader.next()) {
      for (std::size_t i = 1; i <= width; ++i)  // behind the line's number
        batches::append_plain_cell(text, (*record)->cells.at(i), i == 1);
      text += "\n";
    }
  }
  return text;
}

}  // namespace

// The first byte chooses the kind, the rest is the file.
void batch_file(std::string_view input) {
  if (input.empty()) return;
  const Kind kind = k_kinds.at(static_cast<unsigned char>(input.front()) % k_kinds.size());
  const auto file = batches::read_file(kind, input.substr(1));
  if (!file) {
    check(!file.error().code.empty() && file.error().field == "file", "a refusal has its reason");
    return;
  }
  check(file->file_hash.size() == 64 && file->lines > 0, "a file that is taken has lines");
  const std::vector<Line> lines = kept_lines(kind, *file);
  const bool clean =
      std::all_of(lines.begin(), lines.end(), [](const Line& line) { return line.faults.empty(); });
  if (!clean) return;
  const auto again = batches::read_file(kind, canonical_file(kind, *file));
  check(again && again->file_hash == file->file_hash, "the same content is the same file");
}

// Cells of ours in a file that people open: read back as they were, and never a formula.
void batch_cells(std::string_view input) {
  std::string line;
  batches::append_cell(line, input, true);
  batches::append_plain_cell(line, input, false);
  batches::CsvReader reader(line, ',', 4);
  const auto record = reader.next();
  check(record.has_value(), "what is written can be read");
  if (!*record) return;
  check((*record)->cells.size() == 2, "one cell stays one cell");
  const std::string& shown = (*record)->cells[0];
  check((*record)->cells[1] == input, "and says what it said");
  check(shown.empty() || std::string_view("=+-@\t\r").find(shown.front()) == std::string_view::npos,
        "no spreadsheet takes it for a formula");
}

}  // namespace bursar::fuzz
