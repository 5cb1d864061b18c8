// A rule as it is evaluated: flat nodes, children by index, everything that can be prepared
// prepared. Private to rules.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rules/draft.hpp"
#include "rules/literal.hpp"
#include "rules/pattern.hpp"

namespace bursar::rules {

struct Node {
  Op op = Op::constant;
  Type type = Type::boolean;
  std::uint16_t index = 0;  ///< into constants, patterns, networks, windows; slot of a field
  std::uint16_t first = 0;  ///< into children
  std::uint16_t count = 0;
};

struct Program {
  std::vector<Node> nodes;  ///< the root is the last one
  std::vector<std::uint16_t> children;
  std::vector<Value> constants;
  std::vector<Pattern> patterns;
  std::vector<Network> networks;
  std::vector<std::vector<BinRange>> ranges;
  std::vector<Window> windows;
  std::size_t fields = 0;  ///< of the schema
  std::string canonical;
  std::size_t size = 0;  ///< nodes as they were counted
  /// What constants and windows look at.
  std::vector<std::unique_ptr<const std::string>> texts;
};

std::unique_ptr<const Program> make_program(const Parsed& parsed, const Schema& schema);

}  // namespace bursar::rules
