// The functions a rule may call: what each takes and what it becomes. Private to rules.
#pragma once

#include "rules/draft.hpp"

namespace bursar::rules {

struct Function {
  std::string_view name;
  Op op;
  /// Judges the checked arguments of `node`, and sets its type.
  MaybeFault (*check)(Draft& node, const Schema& schema);
};
const Function* find_function(std::string_view name);
/// The name of a function's operator, for the canonical text; empty for other operators.
std::string_view function_name(Op op);

/// The field whose name differs least, or nothing when none is near.
std::string_view nearest_field(const Schema& schema, std::string_view name);

}  // namespace bursar::rules
