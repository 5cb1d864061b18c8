// A review as a table for a spreadsheet; nothing in it is taken for a formula.
#include "access_reviews/access_reviews.hpp"
#include "access_reviews/store.hpp"

namespace bursar::access_reviews {
namespace {

void append_cell(std::string& line, std::string_view value) {
  if (!line.empty() && line.back() != '\n') line.push_back(',');
  constexpr std::string_view k_formula = "=+-@\t\r";
  const bool formula = !value.empty() && k_formula.find(value.front()) != std::string_view::npos;
  line.push_back('"');
  if (formula) line.push_back('\'');
  for (const char c : value) {
    if (c == '"') line.push_back('"');
    line.push_back(c);
  }
  line.push_back('"');
}

std::string at_text(const std::optional<Instant>& at) { return at ? to_iso8601(*at) : ""; }

void append_row(std::string& text, const Review& review, const Row& row) {
  const identity::AccessRow& held = row.held;
  for (const std::string& cell : {review.id.text(),
                                  std::string(identity::access_kind_name(held.kind)),
                                  held.name,
                                  held.email,
                                  held.state,
                                  held.title,
                                  row.place,
                                  held.rights,
                                  std::string(held.is_platform ? "yes" : "no"),
                                  held.factors,
                                  at_text(held.granted_at),
                                  at_text(held.last_used_at),
                                  at_text(held.expires_at),
                                  std::string(word(row.decision)),
                                  row.note,
                                  row.decided_by,
                                  at_text(row.decided_at),
                                  std::string(word(row.outcome)),
                                  review.signed_by_name,
                                  at_text(review.signed_at)})
    append_cell(text, cell);
  text += "\r\n";
}

}  // namespace

std::string export_csv(Tx& tx, const Review& review) {
  std::string text =
      "review,kind,holder,email,account,holds,place,rights,platform,factors,granted_at,"
      "last_used_at,expires_at,decision,note,decided_by,decided_at,outcome,signed_by,signed_at\r\n";
  for (const Row& row : store::all_rows(tx, review.id)) append_row(text, review, row);
  return text;
}

}  // namespace bursar::access_reviews
