// Writes a checked tree in its one spelling: no parenthesis that is not needed, one space around
// operators, double quotes, the shortest literals.
#include <array>

#include "rules/functions.hpp"
#include "rules/literal.hpp"

namespace bursar::rules {
namespace {

// How tightly an operator binds; a child that binds less stands in parentheses.
enum Level { k_choice = 1, k_any, k_all, k_relation, k_sum, k_product, k_sign, k_primary };

Level level(const Draft& node) {
  switch (node.op) {
    case Op::choose: return k_choice;
    case Op::any: return k_any;
    case Op::all: return k_all;
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::at_most:
    case Op::more:
    case Op::at_least:
    case Op::in: return k_relation;
    case Op::add:
    case Op::subtract: return k_sum;
    case Op::multiply: return k_product;
    case Op::no:
    case Op::negate: return k_sign;
    case Op::to_decimal: return level(node.children[0]);
    default: return k_primary;
  }
}

std::string_view sign(Op op) {
  switch (op) {
    case Op::any: return " || ";
    case Op::all: return " && ";
    case Op::equal: return " == ";
    case Op::not_equal: return " != ";
    case Op::less: return " < ";
    case Op::at_most: return " <= ";
    case Op::more: return " > ";
    case Op::at_least: return " >= ";
    case Op::in: return " in ";
    case Op::add: return " + ";
    case Op::subtract: return " - ";
    default: return " * ";
  }
}

std::string constant(const Draft& node) {
  switch (node.type) {
    case Type::boolean: return node.number != 0 ? "true" : "false";
    case Type::integer: return std::to_string(node.number);
    case Type::decimal: return decimal_spelling(node.number);
    case Type::duration: return duration_spelling(node.number);
    case Type::money:
      return "money(" + quoted(money_spelling(node.number, node.currency)) + ", " +
             quoted(node.currency.code()) + ")";
    default: return quoted(node.text);
  }
}

class Writer {
 public:
  std::string text;

  void write(const Draft& node, Level least) {
    const bool wrapped = level(node) < least;
    if (wrapped) text += '(';
    body(node);
    if (wrapped) text += ')';
  }

 private:
  void body(const Draft& node) {
    switch (node.op) {
      case Op::constant: text += constant(node); return;
      case Op::field: text += node.text; return;
      case Op::list: return items("[", node, 0, "]");
      case Op::to_decimal: return body(node.children[0]);
      case Op::no: text += '!'; return write(node.children[0], k_sign);
      case Op::negate: return negation(node.children[0]);
      case Op::choose: return choice(node);
      case Op::all: return chain(node, k_relation);
      case Op::any: return chain(node, k_all);
      default: break;
    }
    if (level(node) == k_primary) {
      text += function_name(node.op);
      // bin_in's own field is not written.
      return items("(", node, node.op == Op::bin_in ? 1 : 0, ")");
    }
    const Level own = level(node);
    write(node.children[0], own);
    text += sign(node.op);
    write(node.children[1], static_cast<Level>(own + 1));
  }

  // A sign before a number would read as one literal.
  void negation(const Draft& child) {
    text += '-';
    const bool is_literal = child.is_constant();
    if (is_literal) text += '(';
    write(child, k_sign);
    if (is_literal) text += ')';
  }

  void choice(const Draft& node) {
    write(node.children[0], k_any);
    text += " ? ";
    write(node.children[1], k_any);
    text += " : ";
    write(node.children[2], k_choice);
  }

  void chain(const Draft& node, Level least) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) text += sign(node.op);
      write(node.children[i], least);
    }
  }

  void items(std::string_view open, const Draft& node, std::size_t first, std::string_view close) {
    text += open;
    for (std::size_t i = first; i < node.children.size(); ++i) {
      if (i > first) text += ", ";
      write(node.children[i], k_choice);
    }
    text += close;
  }
};

}  // namespace

std::string canonical_text(const Draft& root) {
  Writer writer;
  writer.write(root, k_choice);
  return std::move(writer.text);
}

}  // namespace bursar::rules
