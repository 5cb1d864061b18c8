// The tree of a rule between reading and compiling: what was written, where, and what it turned out
// to mean. Private to rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rules.hpp"

namespace bursar::rules {

enum class Op : std::uint8_t {
  // Read by the parser.
  constant,
  field,
  list,
  call,  ///< a function by name, until the checker knows which
  all,   ///< && of two or more
  any,   ///< || of two or more
  no,
  negate,
  equal,
  not_equal,
  less,
  at_most,
  more,
  at_least,
  in,
  add,
  subtract,
  multiply,
  choose,
  // Made by the checker.
  to_decimal,
  has,
  in_list,
  bin_in,
  cidr,
  lower,
  starts_with,
  matches,
  count,
  sum,
  distinct,
  days_since
};

struct Draft {
  Op op = Op::constant;
  std::size_t position = 0;  ///< bytes from the start of the text
  Type type = Type::boolean;
  bool is_list = false;
  /// Spelling of a constant string, name of a field or function.
  std::string text;
  std::int64_t number = 0;  ///< constants; ip: upper half
  std::uint64_t low = 0;    ///< ip: lower half
  Currency currency;
  std::size_t slot = 0;  ///< of a field
  std::vector<Draft> children;

  bool is_constant() const { return op == Op::constant; }
};

/// Something wrong with a text, at a byte of it.
struct Fault {
  std::string code;
  std::string message;
  std::size_t position = 0;
  std::string name;  ///< the name that is wrong, if one is
};

/// Parser and checker keep the first fault and stop.
using MaybeFault = std::optional<Fault>;

struct Parsed {
  Draft root;
  std::size_t nodes = 0;
};
/// Reads a text into a tree whose names mean nothing yet.
MaybeFault parse(std::string_view text, Parsed& parsed);
/// Gives every node its type and every name its meaning.
MaybeFault check_types(Draft& root, const Schema& schema);
/// Both, as compile() and the forms need them. Errors: those of compile.
Result<Parsed> read_rule(std::string_view text, const Schema& schema);

/// The one spelling of a checked tree.
std::string canonical_text(const Draft& root);

}  // namespace bursar::rules
