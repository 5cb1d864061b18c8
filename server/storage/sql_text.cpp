// A small SQL lexer and the three things made of it: splitting, counting placeholders, translating.
#include "storage/sql_text.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace bursar::storage {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) { return is_word_start(c) || is_digit(c); }

template <class Predicate>
std::size_t run_of(std::string_view sql, std::size_t from, Predicate belongs) {
  while (from < sql.size() && belongs(sql[from])) ++from;
  return from;
}

// End of text that starts after an opening of `from` characters and ends with `closing`.
std::size_t through(std::string_view sql, std::size_t from, std::string_view closing) {
  const std::size_t at = sql.find(closing, from);
  return at == std::string_view::npos ? sql.size() : at + closing.size();
}

// '…' or "…", where a doubled quote stands for one.
std::size_t quoted_end(std::string_view sql) {
  std::size_t end = through(sql, 1, sql.substr(0, 1));
  while (end < sql.size() && sql[end] == sql[0]) end = through(sql, end + 1, sql.substr(0, 1));
  return end;
}

Token dollar_token(std::string_view sql) {
  const std::size_t digits = run_of(sql, 1, is_digit);
  if (digits > 1) return {TokenKind::placeholder, sql.substr(0, digits)};
  const std::size_t tag = run_of(sql, 1, is_word);
  if (tag < sql.size() && sql[tag] == '$')
    return {TokenKind::literal, sql.substr(0, through(sql, tag + 1, sql.substr(0, tag + 1)))};
  return {TokenKind::sign, sql.substr(0, 1)};
}

bool is_quiet(TokenKind kind) { return kind == TokenKind::space || kind == TokenKind::comment; }

// Follows the words of one statement: is it a table or trigger definition, and is the trigger
// closed?
class StatementShape {
 public:
  void see(const Token& token) {
    if (is_quiet(token.kind)) return;
    const std::string word =
        token.kind == TokenKind::word ? fold_case(token.text) : std::string(token.text);
    if (count_ < leading_.size()) leading_[count_] = word;
    ++count_;
    before_last_ = last_;
    last_ = word;
  }
  bool empty() const { return count_ == 0; }
  bool defines_table() const { return defines("table"); }
  bool changes_table() const {
    return defines_table() || (leading_[0] == "alter" && leading_[1] == "table");
  }
  /// Whether a semicolon here ends the statement.
  bool closed() const { return !defines("trigger") || (last_ == "end" && before_last_ == ";"); }
  const std::string& last() const { return last_; }

 private:
  bool defines(std::string_view noun) const {
    if (leading_[0] != "create") return false;
    const bool temporary = leading_[1] == "temp" || leading_[1] == "temporary";
    return leading_[temporary ? 2 : 1] == noun;
  }
  std::array<std::string, 3> leading_;
  std::size_t count_ = 0;
  std::string last_;
  std::string before_last_;
};

StatementShape shape_of(std::string_view sql) {
  StatementShape shape;
  while (!sql.empty()) {
    const Token token = next_token(sql);
    shape.see(token);
    sql.remove_prefix(token.text.size());
  }
  return shape;
}

bool contains_folded(std::string_view sql, std::string_view word) {
  return std::search(sql.begin(), sql.end(), word.begin(), word.end(),
                     [](char a, char b) { return (a | 0x20) == b; }) != sql.end();
}

}  // namespace

Token next_token(std::string_view sql) {
  const char c = sql[0];
  if (is_space(c)) return {TokenKind::space, sql.substr(0, run_of(sql, 1, is_space))};
  if (is_word_start(c)) return {TokenKind::word, sql.substr(0, run_of(sql, 1, is_word))};
  if (is_digit(c)) return {TokenKind::literal, sql.substr(0, run_of(sql, 1, is_word))};
  if (c == '\'' || c == '"') return {TokenKind::literal, sql.substr(0, quoted_end(sql))};
  if (sql.starts_with("--")) return {TokenKind::comment, sql.substr(0, through(sql, 2, "\n"))};
  if (sql.starts_with("/*")) return {TokenKind::comment, sql.substr(0, through(sql, 2, "*/"))};
  if (c == '$') return dollar_token(sql);
  return {TokenKind::sign, sql.substr(0, 1)};
}

std::vector<std::string> split_statements(std::string_view script) {
  std::vector<std::string> statements;
  StatementShape shape;
  std::string_view rest = script;
  std::size_t start = 0;
  const auto finish = [&](std::size_t end) {
    if (!shape.empty()) statements.emplace_back(trim(script.substr(start, end - start)));
    shape = {};
  };
  while (!rest.empty()) {
    const Token token = next_token(rest);
    const std::size_t at = script.size() - rest.size();
    rest.remove_prefix(token.text.size());
    if (token.text == ";" && shape.closed()) {
      finish(at);
      start = at + 1;
    } else {
      shape.see(token);
    }
  }
  finish(script.size());
  return statements;
}

int placeholder_max(std::string_view sql) {
  int largest = 0;
  while (!sql.empty()) {
    const Token token = next_token(sql);
    if (token.kind == TokenKind::placeholder) {
      int number = 0;
      for (const char digit : token.text.substr(1)) number = number * 10 + (digit - '0');
      largest = std::max(largest, number);
    }
    sql.remove_prefix(token.text.size());
  }
  return largest;
}

std::string first_word(std::string_view sql) {
  while (!sql.empty()) {
    const Token token = next_token(sql);
    if (token.kind == TokenKind::word) return fold_case(token.text);
    if (!is_quiet(token.kind)) return {};
    sql.remove_prefix(token.text.size());
  }
  return {};
}

std::string to_sqlite(std::string_view sql) {
  const StatementShape shape = shape_of(sql);
  std::string out;
  if (!contains_folded(sql, "bigint") && !contains_folded(sql, "bytea")) {
    out = sql;
  } else {
    out.reserve(sql.size() + 8);
    for (std::string_view rest = sql; !rest.empty();) {
      const Token token = next_token(rest);
      const std::string word =
          token.kind == TokenKind::word ? fold_case(token.text) : std::string();
      if (word == "bigint") out += "INTEGER";
      else if (word == "bytea") out += "BLOB";
      else out += token.text;
      rest.remove_prefix(token.text.size());
    }
  }
  // On a line of its own: the statement may end in a comment.
  if (shape.defines_table() && shape.last() == ")") out += "\nSTRICT";
  return out;
}

std::string foreign_type_word(std::string_view sql) {
  static constexpr std::array<std::string_view, 10> k_foreign{
      "integer", "int",     "smallint", "real",   "numeric",
      "blob",    "boolean", "varchar",  "serial", "jsonb"};
  if (!shape_of(sql).changes_table()) return {};
  while (!sql.empty()) {
    const Token token = next_token(sql);
    if (token.kind == TokenKind::word &&
        std::find(k_foreign.begin(), k_foreign.end(), fold_case(token.text)) != k_foreign.end())
      return std::string(token.text);
    sql.remove_prefix(token.text.size());
  }
  return {};
}

}  // namespace bursar::storage
