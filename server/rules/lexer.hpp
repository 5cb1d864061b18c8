// Words, numbers, strings and signs of a rule's text. Private to rules.
#pragma once

#include <string>
#include <string_view>

#include "rules/draft.hpp"

namespace bursar::rules {

enum class TokenKind { end, name, integer, decimal, duration, string, sign };

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t position = 0;
  std::string_view text;  ///< as written
  std::string content;    ///< of a string: without quotes and escapes
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  /// Reads the next token into `token`.
  MaybeFault next(Token& token);

 private:
  MaybeFault number(Token& token);
  MaybeFault string(Token& token);
  MaybeFault sign(Token& token);
  Token& take(Token& token, TokenKind kind, std::size_t end) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace bursar::rules
