// Reading SQL text as far as the drivers need it: where words and statements end, which
// placeholders occur, and how the portable column types are spelled in SQLite.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bursar::storage {

enum class TokenKind { word, placeholder, literal, comment, space, sign };

struct Token {
  TokenKind kind;
  std::string_view text;
};

/// The token at the start of `sql`, which must not be empty. Quoted text, dollar-quoted text and
/// comments are one token each; an unterminated one reaches to the end.
Token next_token(std::string_view sql);

/// The statements of a script without their semicolons; comments stay. A trigger body counts as
/// one.
std::vector<std::string> split_statements(std::string_view script);

/// Largest n of the $n placeholders; 0 when there are none.
int placeholder_max(std::string_view sql);

/// First word in lower case, "select"; empty when there is none.
std::string first_word(std::string_view sql);

/// `sql` for SQLite: BIGINT and BYTEA become INTEGER and BLOB, CREATE TABLE gets STRICT.
std::string to_sqlite(std::string_view sql);

/// A column type word of a CREATE or ALTER TABLE that means different things on the two drivers, or
/// nothing on one of them ("INTEGER", "BOOLEAN"); empty when there is none.
std::string foreign_type_word(std::string_view sql);

}  // namespace bursar::storage
