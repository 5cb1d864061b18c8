// One entry per function. Names of lists, scopes and windows, patterns, networks and ranges are
// literals: they are judged when a rule is saved, not when it runs.
#include "rules/functions.hpp"

#include <algorithm>
#include <array>

#include "rules/literal.hpp"
#include "rules/pattern.hpp"

namespace bursar::rules {
namespace {

Fault wrong(const Draft& node, std::string message) {
  return Fault{"wrong_arguments", std::move(message), node.position, ""};
}

bool is_text_literal(const Draft& node) { return node.is_constant() && node.type == Type::string; }

bool contains_word(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// money("500.00", "EUR") is a literal in the shape of a call.
MaybeFault check_money(Draft& node, const Schema&) {
  if (node.children.size() != 2 || !is_text_literal(node.children[0]) ||
      !is_text_literal(node.children[1]))
    return wrong(node, R"(an amount is written money("500.00", "EUR"))");
  const auto currency = Currency::parse(node.children[1].text);
  if (!currency) return wrong(node.children[1], "there is no such currency");
  const auto minor = parse_money(node.children[0].text, *currency);
  if (!minor)
    return wrong(node.children[0], "an amount in " + std::string(currency->code()) + " has " +
                                       std::to_string(currency->exponent()) +
                                       " digits behind the point at most");
  node.type = Type::money;
  node.number = *minor;
  node.currency = *currency;
  node.text.clear();
  node.children.clear();
  return std::nullopt;
}

MaybeFault check_has(Draft& node, const Schema&) {
  if (node.children.size() != 1 || node.children[0].op != Op::field)
    return wrong(node, "has() takes one field");
  node.type = Type::boolean;
  return std::nullopt;
}

MaybeFault check_in_list(Draft& node, const Schema& schema) {
  if (node.children.size() != 2 || !is_text_literal(node.children[0]) || node.children[1].is_list)
    return wrong(node, R"(in_list() takes the name of a list and a value)");
  if (!contains_word(schema.lists, node.children[0].text))
    return wrong(node.children[0], "there is no list '" + node.children[0].text + "' here");
  node.type = Type::boolean;
  return std::nullopt;
}

// bin_in("400000-400099", …) asks about the field card.bin, which becomes its first argument.
MaybeFault check_bin_in(Draft& node, const Schema& schema) {
  const auto slot = schema.slot("card.bin");
  if (!slot) return wrong(node, "there is no card to ask about here");
  if (node.children.empty()) return wrong(node, "bin_in() takes ranges such as \"400000-400099\"");
  for (const Draft& child : node.children)
    if (!is_text_literal(child) || !parse_bin_range(child.text))
      return wrong(child, "a range is written \"400000-400099\" or \"411111\"");
  Draft bin;
  bin.op = Op::field;
  bin.type = Type::string;
  bin.text = "card.bin";
  bin.slot = *slot;
  bin.position = node.position;
  node.children.insert(node.children.begin(), std::move(bin));
  node.type = Type::boolean;
  return std::nullopt;
}

MaybeFault check_cidr(Draft& node, const Schema&) {
  if (node.children.size() != 2 || node.children[0].type != Type::ip || node.children[0].is_list ||
      !is_text_literal(node.children[1]))
    return wrong(node, R"(cidr() takes an address and a network such as "10.0.0.0/8")");
  if (!parse_network(node.children[1].text))
    return wrong(node.children[1],
                 R"(a network is written "10.0.0.0/8", without bits behind its prefix)");
  node.type = Type::boolean;
  return std::nullopt;
}

bool are_texts(const Draft& node, std::size_t count) {
  return node.children.size() == count &&
         std::all_of(node.children.begin(), node.children.end(), [](const Draft& child) {
           return child.type == Type::string && !child.is_list;
         });
}

MaybeFault check_lower(Draft& node, const Schema&) {
  if (!are_texts(node, 1)) return wrong(node, "lower() takes one text");
  node.type = Type::string;
  return std::nullopt;
}

MaybeFault check_starts_with(Draft& node, const Schema&) {
  if (!are_texts(node, 2)) return wrong(node, "starts_with() takes a text and how it starts");
  node.type = Type::boolean;
  return std::nullopt;
}

MaybeFault check_matches(Draft& node, const Schema&) {
  if (!are_texts(node, 2) || !node.children[1].is_constant())
    return wrong(node, "matches() takes a text and a pattern");
  const Pattern pattern(node.children[1].text);
  if (!pattern.problem().empty())
    return wrong(node.children[1], "this is no pattern: " + pattern.problem());
  node.type = Type::boolean;
  return std::nullopt;
}

// The window becomes a duration, whether it was written 1h or "1h".
MaybeFault check_window(Draft& window) {
  if (is_text_literal(window)) {
    if (const auto ms = parse_duration(window.text, false)) {
      window.type = Type::duration;
      window.number = *ms;
      window.text.clear();
    }
  }
  if (!window.is_constant() || window.type != Type::duration || window.number <= 0)
    return wrong(window, "a window is written 30m, 24h or 7d");
  return std::nullopt;
}

// count(scope, window [, filter]), sum(…) alike, distinct(field, scope, window [, filter]).
MaybeFault check_history(Draft& node, const Schema& schema) {
  const std::size_t first = node.op == Op::distinct ? 1 : 0;
  const std::size_t given = node.children.size();
  if (given < first + 2 || given > first + 3)
    return wrong(node, first == 1 ? R"(write distinct("card", "customer", 24h))"
                                  : R"(write )" + node.text + R"(("card", 1h))");
  for (std::size_t i = 0; i < given; ++i)
    if (i != first + 1 && !is_text_literal(node.children[i]))
      return wrong(node.children[i], "this must be a text in quotes");
  const Draft& scope = node.children[first];
  if (schema.scopes.empty()) return wrong(node, "history is not available to these rules");
  if (!contains_word(schema.scopes, scope.text))
    return wrong(scope, "'" + scope.text.substr(0, 40) + "' is none of " + joined(schema.scopes));
  if (auto fault = check_window(node.children[first + 1])) return fault;
  node.type = node.op == Op::sum ? Type::money : Type::integer;
  return std::nullopt;
}

MaybeFault check_days_since(Draft& node, const Schema&) {
  if (node.children.size() != 1 || node.children[0].type != Type::time || node.children[0].is_list)
    return wrong(node, "days_since() takes one time");
  node.type = Type::integer;
  return std::nullopt;
}

constexpr std::array k_functions{
    Function{"money", Op::constant, check_money},
    Function{"has", Op::has, check_has},
    Function{"in_list", Op::in_list, check_in_list},
    Function{"bin_in", Op::bin_in, check_bin_in},
    Function{"cidr", Op::cidr, check_cidr},
    Function{"lower", Op::lower, check_lower},
    Function{"starts_with", Op::starts_with, check_starts_with},
    Function{"matches", Op::matches, check_matches},
    Function{"count", Op::count, check_history},
    Function{"sum", Op::sum, check_history},
    Function{"distinct", Op::distinct, check_history},
    Function{"days_since", Op::days_since, check_days_since},
};

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1,
                         diagonal + (a[i - 1] == b[j - 1] ? std::size_t{0} : std::size_t{1})});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

const Function* find_function(std::string_view name) {
  for (const Function& function : k_functions)
    if (function.name == name) return &function;
  return nullptr;
}

std::string_view function_name(Op op) {
  for (const Function& function : k_functions)
    if (function.op == op && op != Op::constant) return function.name;
  return {};
}

std::string_view nearest_field(const Schema& schema, std::string_view name) {
  if (name.size() > 60) return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const Field& field : schema.fields) {
    const std::size_t distance = edit_distance(name, field.name);
    if (distance >= least) continue;
    least = distance;
    nearest = field.name;
  }
  return nearest;
}

}  // namespace bursar::rules
