// From bytes to canonical lines. What would make every line doubtful refuses the file; everything
// else is a fault of its line.
#include "batches/file.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/check.hpp"
#include "base/text.hpp"
#include "batches/csv.hpp"
#include "vault/seal.hpp"
#include "vault/vault.hpp"

namespace bursar::batches {
namespace {

constexpr std::size_t k_columns_max = 40;
constexpr std::string_view k_mark = "\xEF\xBB\xBF";
/// Behind the columns of a canonical line: what was found that the line itself does not show.
constexpr std::size_t k_extra_cells = 2;

struct Column {
  std::string_view name;
  std::string Line::*member;
};
constexpr std::array<Column, 11> k_members{{{"payment_id", &Line::payment_id},
                                            {"amount", &Line::amount},
                                            {"currency", &Line::currency},
                                            {"customer_id", &Line::customer_id},
                                            {"description", &Line::description},
                                            {"merchant_refund_id", &Line::merchant_refund_id},
                                            {"token", &Line::token},
                                            {"iban", &Line::iban},
                                            {"bic", &Line::bic},
                                            {"holder", &Line::holder},
                                            {"address", &Line::address}}};
constexpr std::array<std::string_view, 10> k_payout_columns{
    "payment_id", "amount", "currency", "customer_id", "description",
    "token",      "iban",   "bic",      "holder",      "address"};
constexpr std::array<std::string_view, 5> k_refund_columns{"payment_id", "amount", "currency",
                                                           "description", "merchant_refund_id"};
constexpr std::array<std::string_view, 4> k_step_columns{"payment_id", "amount", "currency",
                                                         "description"};
/// Other names of the same thing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> k_other_names{
    {{"card_holder", "holder"}, {"card_payment_id", "token"}, {"order_id", "payment_id"}}};
constexpr std::array<std::string_view, 5> k_card_columns{"pan", "card_number", "cvv", "exp_month",
                                                         "exp_year"};

std::string Line::*member_of(std::string_view column) {
  for (const Column& one : k_members)
    if (one.name == column) return one.member;
  check(false, "every column has a member");
  return nullptr;
}

// Carriage returns are a control sign that text files have and texts do not.
bool is_text(std::string_view bytes) {
  for (;;) {
    const std::size_t end = bytes.find('\r');
    if (!is_printable_utf8(bytes.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    bytes.remove_prefix(end + 1);
  }
}

// Two letters in front: the digits behind them are an account.
bool is_account(std::string_view column, std::string_view cell) {
  const auto letter = [&](std::size_t at) {
    return at < cell.size() &&
           ((cell[at] >= 'A' && cell[at] <= 'Z') || (cell[at] >= 'a' && cell[at] <= 'z'));
  };
  return column == "iban" && letter(0) && letter(1);
}

Error refused_file(std::string code, std::string message) {
  return invalid("file", std::move(code), std::move(message));
}

// A file made elsewhere than by a spreadsheet of one's own language: whichever sign the header has
// more of.
char separator_of(std::string_view bytes) {
  const std::string_view header = bytes.substr(0, bytes.find('\n'));
  const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
  return count(';') > count(',') ? ';' : ',';
}

/// Where each canonical column stands in the file; npos when it is not there.
using Layout = std::vector<std::size_t>;

Result<std::string> canonical_name(Kind kind, const std::string& cell) {
  std::string name = fold_case(trim(cell));
  for (const auto& [other, own] : k_other_names)
    if (name == other) name = own;
  if (std::find(k_card_columns.begin(), k_card_columns.end(), name) != k_card_columns.end())
    return refused_file("column_not_allowed",
                        "column " + name +
                            ": files carry no card data; name the payment whose "
                            "card is meant in token");
  const auto columns = columns_of(kind);
  if (std::find(columns.begin(), columns.end(), name) == columns.end())
    return refused_file("unknown_column",
                        "a file of " + std::string(word(kind)) + "s has no column '" +
                            (is_printable_utf8(name) ? name.substr(0, 40) : std::string("?")) +
                            "'");
  return name;
}

Result<Layout> layout_of(Kind kind, const std::vector<std::string>& header) {
  const auto columns = columns_of(kind);
  Layout layout(columns.size(), std::string::npos);
  for (std::size_t at = 0; at < header.size(); ++at) {
    const auto name = canonical_name(kind, header[at]);
    if (!name) return name.error();
    const auto index = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), *name) -
                                                columns.begin());
    if (layout[index] != std::string::npos)
      return refused_file("repeated_column", "column " + *name + " is there twice");
    layout[index] = at;
  }
  const auto need = [&](std::string_view name) {
    const auto index =
        static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    return layout[index] != std::string::npos;
  };
  for (const std::string_view name : {"payment_id", "amount", "currency"})
    if ((kind == Kind::payout || name == "payment_id") && !need(name))
      return refused_file("missing_column", "column " + std::string(name) + " is missing");
  return layout;
}

/// What tells two lines of a file apart; empty when they may repeat.
std::string key_of(Kind kind, const std::vector<std::string>& cells) {
  if (cells[0].empty()) return {};
  return kind == Kind::refund ? cells[0] + "\n" + cells[4] : cells[0];
}

// Cells of a record in canonical order, and what the canonical line cannot show.
struct Canonical {
  std::vector<std::string> cells;
  std::string note, note_column;
};

Canonical canonical_of(const Record& record, const Layout& layout,
                       std::span<const std::string_view> columns, std::size_t width) {
  Canonical line;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const std::size_t at = layout[i];
    std::string cell =
        at < record.cells.size() ? std::string(trim(record.cells[at])) : std::string();
    if (!is_account(columns[i], cell) && vault::contains_card_number(cell)) {
      // Neither kept nor told again.
      cell.clear();
      line.note = "card_number_not_allowed";
      line.note_column = columns[i];
    }
    line.cells.push_back(std::move(cell));
  }
  if (record.cells.size() != width && line.note.empty()) line.note = "cell_count";
  return line;
}

std::string joined(const std::vector<std::string>& cells) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) append_plain_cell(text, cells[i], i == 0);
  return text;
}

/// Collects lines: the canonical file for its hash, pieces for keeping.
class Collector {
 public:
  explicit Collector(Kind kind) : kind_(kind), canonical_(std::string(word(kind)) + "\n") {}

  void add(std::int64_t line_no, Canonical line) {
    const std::string key = key_of(kind_, line.cells);
    if (!key.empty()) {
      const auto [first, is_new] = seen_.emplace(key, line_no);
      if (!is_new && line.note.empty()) {
        line.note = "repeats_line";
        line.note_column = std::to_string(first->second);
      }
    }
    canonical_ += joined(line.cells) + "," + line.note + "\n";
    std::vector<std::string> kept = std::move(line.cells);
    kept.push_back(std::move(line.note));
    kept.push_back(std::move(line.note_column));
    if (file_.lines % static_cast<std::int64_t>(k_piece_lines) == 0) file_.pieces.emplace_back();
    file_.pieces.back() += std::to_string(line_no) + "," + joined(kept) + "\n";
    ++file_.lines;
  }
  std::int64_t lines() const { return file_.lines; }
  ReadFile finish() && {
    file_.file_hash = to_hex(vault::digest(canonical_));
    return std::move(file_);
  }

 private:
  Kind kind_;
  std::string canonical_;
  ReadFile file_;
  std::unordered_map<std::string, std::int64_t> seen_;
};

Fault noted_fault(Kind kind, const std::string& note, const std::string& detail) {
  if (note == "card_number_not_allowed")
    return {detail, note, "holds a card number; it was not kept"};
  if (note == "repeats_line")
    return {"payment_id", note,
            kind == Kind::refund
                ? "repeats line " + detail + "; give each refund its own merchant_refund_id"
                : "repeats line " + detail};
  return {"", note, "has another number of cells than the header"};
}

Line line_from(Kind kind, std::int64_t line_no, const std::vector<std::string>& cells,
               std::size_t from) {
  const auto columns = columns_of(kind);
  Line line;
  line.line_no = line_no;
  for (std::size_t i = 0; i < columns.size(); ++i) line.*member_of(columns[i]) = cells.at(from + i);
  return line;
}

}  // namespace

std::span<const std::string_view> columns_of(Kind kind) {
  switch (kind) {
    case Kind::payout: return k_payout_columns;
    case Kind::refund: return k_refund_columns;
    case Kind::capture:
    case Kind::void_: return k_step_columns;
  }
  return k_step_columns;
}

Result<ReadFile> read_file(Kind kind, std::string_view bytes) {
  if (bytes.starts_with(k_mark)) bytes.remove_prefix(k_mark.size());
  if (trim(bytes).empty()) return refused_file("empty_file", "the file is empty");
  if (!is_text(bytes))
    return refused_file("not_utf8", "the file is not text in UTF-8; save it as CSV UTF-8");
  CsvReader reader(bytes, separator_of(bytes), k_columns_max);
  auto header = reader.next();
  if (!header) return header.error();
  if (!*header) return refused_file("header_missing", "the first line must name the columns");
  const auto layout = layout_of(kind, (*header)->cells);
  if (!layout) return layout.error();
  const std::size_t width = (*header)->cells.size();
  Collector collector(kind);
  for (;;) {
    auto record = reader.next();
    if (!record) return record.error();
    if (!*record) break;
    if (collector.lines() == k_lines_max)
      return refused_file("too_many_lines",
                          "a file has at most " + std::to_string(k_lines_max) + " lines");
    collector.add((*record)->line_no, canonical_of(**record, *layout, columns_of(kind), width));
  }
  if (collector.lines() == 0) return refused_file("no_lines", "the file has a header and no line");
  return std::move(collector).finish();
}

std::vector<Line> lines_of(Kind kind, std::string_view piece) {
  const std::size_t columns = columns_of(kind).size();
  CsvReader reader(piece, ',', columns + 1 + k_extra_cells);
  std::vector<Line> lines;
  for (;;) {
    auto record = reader.next();
    check(record.has_value(), "a piece is canonical");
    if (!*record) return lines;
    const auto& cells = (*record)->cells;
    check(cells.size() == columns + 1 + k_extra_cells, "a canonical line has all its cells");
    Line line = line_from(kind, std::stoll(cells[0]), cells, 1);
    if (const std::string& note = cells[columns + 1]; !note.empty())
      line.faults.push_back(noted_fault(kind, note, cells[columns + 2]));
    lines.push_back(std::move(line));
  }
}

std::string line_text(Kind kind, const Line& line) {
  std::vector<std::string> cells;
  for (const std::string_view column : columns_of(kind)) cells.push_back(line.*member_of(column));
  return joined(cells) + "\n";
}

Line line_of(Kind kind, std::string_view text) {
  CsvReader reader(text, ',', columns_of(kind).size());
  const auto record = reader.next();
  check(record.has_value() && record->has_value(), "a kept line is canonical");
  return line_from(kind, 0, (*record)->cells, 0);
}

}  // namespace bursar::batches
