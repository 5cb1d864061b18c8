// Rules as forms: a projection of the checked tree, so form and text are two views of one rule.
#include <array>

#include "rules/draft.hpp"
#include "rules/literal.hpp"

namespace bursar::rules {
namespace {

struct Operator {
  std::string_view name;
  Op op;
  std::string_view sign;
};
constexpr std::array k_operators{
    Operator{"equals", Op::equal, "=="}, Operator{"not_equals", Op::not_equal, "!="},
    Operator{"less", Op::less, "<"},     Operator{"at_most", Op::at_most, "<="},
    Operator{"more", Op::more, ">"},     Operator{"at_least", Op::at_least, ">="}};
constexpr std::array k_calls{Operator{"starts_with", Op::starts_with, "starts_with"},
                             Operator{"matches", Op::matches, "matches"},
                             Operator{"in_network", Op::cidr, "cidr"}};

std::string bare(const Draft& constant) {
  switch (constant.type) {
    case Type::boolean: return constant.number != 0 ? "true" : "false";
    case Type::integer: return std::to_string(constant.number);
    case Type::decimal: return decimal_spelling(constant.number);
    case Type::duration: return duration_spelling(constant.number);
    case Type::money:
      return money_spelling(constant.number, constant.currency) + " " +
             std::string(constant.currency.code());
    default: return constant.text;
  }
}

bool is_plain_field(const Draft& node) { return node.op == Op::field && !node.is_list; }

// The values of constants from `first` on; nothing when one of them is computed.
std::optional<std::vector<std::string>> bare_all(const Draft& node, std::size_t first) {
  std::vector<std::string> values;
  for (std::size_t i = first; i < node.children.size(); ++i) {
    if (!node.children[i].is_constant()) return std::nullopt;
    values.push_back(bare(node.children[i]));
  }
  return values;
}

std::optional<Condition> membership(const Draft& node, const char* op) {
  const Draft& field = node.children[0];
  const Draft& list = node.children[1];
  if (node.op != Op::in || !is_plain_field(field) || list.op != Op::list) return std::nullopt;
  auto values = bare_all(list, 0);
  if (!values || values->empty()) return std::nullopt;
  return Condition{field.text, op, std::move(*values)};
}

std::optional<Condition> negated(const Draft& inner) {
  if (is_plain_field(inner)) return Condition{inner.text, "is_false", {}};
  if (inner.op == Op::has) return Condition{inner.children[0].text, "is_not_set", {}};
  if (inner.op == Op::in) return membership(inner, "none_of");
  return std::nullopt;
}

std::optional<Condition> called(const Draft& node) {
  for (const Operator& one : k_calls) {
    if (one.op != node.op) continue;
    auto values = bare_all(node, 1);
    if (!is_plain_field(node.children[0]) || !values) return std::nullopt;
    return Condition{node.children[0].text, std::string(one.name), std::move(*values)};
  }
  return std::nullopt;
}

std::optional<Condition> condition_of(const Draft& node) {
  switch (node.op) {
    case Op::field: return Condition{node.text, "is_true", {}};
    case Op::has: return Condition{node.children[0].text, "is_set", {}};
    case Op::no: return negated(node.children[0]);
    case Op::in: return membership(node, "one_of");
    case Op::bin_in: return Condition{"card.bin", "in_bins", *bare_all(node, 1)};
    case Op::in_list:
      if (!is_plain_field(node.children[1])) return std::nullopt;
      return Condition{node.children[1].text, "in_list", {node.children[0].text}};
    default: break;
  }
  for (const Operator& one : k_operators) {
    if (one.op != node.op) continue;
    if (!is_plain_field(node.children[0]) || !node.children[1].is_constant()) return std::nullopt;
    return Condition{node.children[0].text, std::string(one.name), {bare(node.children[1])}};
  }
  return called(node);
}

// A value as the language writes it for a field of this type.
std::string literal(Type type, const std::string& value) {
  if (type == Type::string || type == Type::ip) return quoted(value);
  if (type != Type::money) return value;
  const std::size_t space = value.rfind(' ');
  if (space == std::string::npos) return "money(" + quoted(value) + ", \"\")";
  return "money(" + quoted(value.substr(0, space)) + ", " + quoted(value.substr(space + 1)) + ")";
}

std::string listed(Type type, const Condition& condition) {
  std::string text;
  for (const std::string& value : condition.values)
    text += (text.empty() ? "" : ", ") + literal(type, value);
  return text;
}

// The text of one condition; empty for an operator that does not exist.
std::string spelled(const Condition& condition, const Schema& schema) {
  const auto slot = schema.slot(condition.field);
  const Type type = slot ? schema.fields[*slot].type : Type::string;
  const std::string& field = condition.field;
  const std::string& op = condition.op;
  const std::string values = listed(type, condition);
  if (op == "is_true") return field;
  if (op == "is_false") return "!" + field;
  if (op == "is_set") return "has(" + field + ")";
  if (op == "is_not_set") return "!has(" + field + ")";
  if (op == "one_of") return field + " in [" + values + "]";
  if (op == "none_of") return "!(" + field + " in [" + values + "])";
  if (op == "in_bins") return "bin_in(" + values + ")";
  if (op == "in_list") return "in_list(" + listed(Type::string, condition) + ", " + field + ")";
  for (const Operator& one : k_operators)
    if (one.name == op) return field + " " + std::string(one.sign) + " " + values;
  for (const Operator& one : k_calls)
    if (one.name == op)
      return std::string(one.sign) + "(" + field + ", " + listed(Type::string, condition) + ")";
  return "";
}

// What a form says of a condition must be what its text says: a value is one literal, no formula.
Result<std::string> text_of(const Condition& condition, const Schema& schema) {
  const std::string text = spelled(condition, schema);
  if (text.empty())
    return invalid("", "unknown_operator",
                   "there is no operator '" + condition.op.substr(0, 40) + "'");
  auto parsed = read_rule(text, schema);
  if (!parsed) return std::move(parsed).error();
  const auto read = condition_of(parsed->root);
  if (!read || read->field != condition.field || read->op != condition.op ||
      read->values.size() != condition.values.size())
    return invalid("", "invalid_literal", "this is no value for " + condition.field.substr(0, 80));
  return canonical_text(parsed->root);
}

}  // namespace

Result<std::optional<Form>> form_of(std::string_view text, const Schema& schema) {
  auto parsed = read_rule(text, schema);
  if (!parsed) return std::move(parsed).error();
  const Draft& root = parsed->root;
  Form form;
  if (root.is_constant() && root.number != 0) return std::optional(form);
  form.match_all = root.op != Op::any;
  const bool is_chain = root.op == Op::all || root.op == Op::any;
  for (std::size_t i = 0; i < (is_chain ? root.children.size() : 1); ++i) {
    auto condition = condition_of(is_chain ? root.children[i] : root);
    if (!condition) return std::optional<Form>{};
    form.conditions.push_back(std::move(*condition));
  }
  return std::optional(std::move(form));
}

Result<std::string> text_of(const Form& form, const Schema& schema) {
  std::string text;
  for (std::size_t i = 0; i < form.conditions.size(); ++i) {
    auto part = text_of(form.conditions[i], schema);
    if (!part) {
      Error error = std::move(part).error();
      error.details.emplace_back("condition", std::to_string(i));
      return error;
    }
    if (i > 0) text += form.match_all ? " && " : " || ";
    text += *part;
  }
  if (text.empty()) text = "true";
  auto parsed = read_rule(text, schema);
  if (!parsed) return std::move(parsed).error();
  return canonical_text(parsed->root);
}

}  // namespace bursar::rules
