// Splits a rule's text into tokens.
#include "rules/lexer.hpp"

#include <array>

namespace bursar::rules {
namespace {

constexpr std::array<std::string_view, 19> k_signs{"&&", "||", "==", "!=", "<=", ">=", "<",
                                                   ">",  "!",  "+",  "-",  "*",  "?",  ":",
                                                   "(",  ")",  "[",  "]",  ","};
constexpr std::string_view k_digits = "0123456789";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Token& Lexer::take(Token& token, TokenKind kind, std::size_t end) const {
  token.kind = kind;
  token.text = text_.substr(token.position, end - token.position);
  return token;
}

MaybeFault Lexer::next(Token& token) {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t'))
    ++at_;
  token = {};
  token.position = at_;
  if (at_ == text_.size()) return std::nullopt;
  const char c = text_[at_];
  if (is_digit(c)) return number(token);
  if (c == '"' || c == '\'') return string(token);
  if (!is_letter(c)) return sign(token);
  // A name is words joined by points: payment.amount.
  std::size_t end = at_;
  while (end < text_.size() &&
         (is_letter(text_[end]) || is_digit(text_[end]) ||
          (text_[end] == '.' && end + 1 < text_.size() && is_letter(text_[end + 1]))))
    ++end;
  take(token, TokenKind::name, end);
  at_ = end;
  return std::nullopt;
}

MaybeFault Lexer::number(Token& token) {
  std::size_t end = text_.find_first_not_of(k_digits, at_);
  if (end == std::string_view::npos) end = text_.size();
  TokenKind kind = TokenKind::integer;
  if (end < text_.size() && text_[end] == '.') {
    kind = TokenKind::decimal;
    end = text_.find_first_not_of(k_digits, end + 1);
    if (end == std::string_view::npos) end = text_.size();
  } else if (end < text_.size() && is_letter(text_[end])) {
    kind = TokenKind::duration;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
  }
  if (end < text_.size() && (is_letter(text_[end]) || text_[end] == '.'))
    return Fault{"invalid_literal", "a number ends here and something else begins", end, ""};
  take(token, kind, end);
  at_ = end;
  return std::nullopt;
}

MaybeFault Lexer::string(Token& token) {
  const char quote = text_[at_];
  for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
    char c = text_[i];
    if (c == quote) {
      take(token, TokenKind::string, i + 1);
      at_ = i + 1;
      return std::nullopt;
    }
    if (c == '\\') {
      c = ++i < text_.size() ? text_[i] : ' ';
      if (c == 'n') c = '\n';
      else if (c == 't') c = '\t';
      else if (c != '\\' && c != '"' && c != '\'')
        return Fault{"invalid_literal", "after a backslash only \\ \" ' n and t may stand", i - 1,
                     ""};
    }
    token.content += c;
  }
  return Fault{"invalid_literal", "this text has no closing quote", token.position, ""};
}

MaybeFault Lexer::sign(Token& token) {
  const std::string_view rest = text_.substr(at_);
  for (const std::string_view sign : k_signs) {
    if (!rest.starts_with(sign)) continue;
    at_ += sign.size();
    take(token, TokenKind::sign, at_);
    return std::nullopt;
  }
  if (rest.front() == '=') return Fault{"syntax_error", "write == to compare", at_, ""};
  return Fault{"syntax_error", "this character has no meaning here", at_, ""};
}

}  // namespace bursar::rules
