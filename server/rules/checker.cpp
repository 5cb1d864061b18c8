// Gives every node of a rule its type and every name its meaning, or says what is wrong and where.
#include "rules/functions.hpp"
#include "rules/literal.hpp"

namespace bursar::rules {
namespace {

bool is_number(Type type) { return type == Type::integer || type == Type::decimal; }

bool is_ordered(Type type) { return type != Type::boolean && type != Type::ip; }

std::string named(Type type) { return std::string(word(type)); }

class Checker {
 public:
  explicit Checker(const Schema& schema) : schema_(schema) {}

  void check(Draft& node) {
    if (node.op == Op::call) return call(node);
    if (node.op == Op::field) return field(node);
    if (node.op == Op::list) return fail(node, "type_mismatch", "a list stands behind 'in' only");
    if (node.op == Op::in) return membership(node);
    for (Draft& child : node.children) {
      check(child);
      if (fault_) return;
      if (child.is_list) return fail(child, "type_mismatch", "a list stands behind 'in' only");
    }
    switch (node.op) {
      case Op::all:
      case Op::any:
      case Op::no: return logic(node);
      case Op::negate: return negation(node);
      case Op::choose: return choice(node);
      case Op::add:
      case Op::subtract: return sum(node);
      case Op::multiply: return product(node);
      case Op::constant: return;
      default: return comparison(node);
    }
  }

  MaybeFault fault() { return std::move(fault_); }

 private:
  void field(Draft& node) {
    const auto slot = schema_.slot(node.text);
    if (!slot) {
      fault_ = unknown_name("field", node, nearest_field(schema_, node.text));
      return;
    }
    const Field& field = schema_.fields[*slot];
    node.slot = *slot;
    node.type = field.type;
    node.is_list = field.is_list;
  }

  void call(Draft& node) {
    const Function* function = find_function(node.text);
    if (function == nullptr) {
      fault_ = unknown_name("function", node, "");
      return;
    }
    for (Draft& child : node.children) {
      check(child);
      if (fault_) return;
    }
    node.op = function->op;
    fault_ = function->check(node, schema_);
  }

  void logic(Draft& node) {
    for (const Draft& child : node.children)
      if (child.type != Type::boolean)
        return fail(child, "type_mismatch",
                    "this is a " + named(child.type) + ", where true or false is needed");
    node.type = Type::boolean;
  }

  void negation(Draft& node) {
    node.type = node.children[0].type;
    if (!is_number(node.type) && node.type != Type::money && node.type != Type::duration)
      fail(node, "type_mismatch", "a " + named(node.type) + " has no negative");
  }

  void choice(Draft& node) {
    Draft& condition = node.children[0];
    if (condition.type != Type::boolean)
      return fail(condition, "type_mismatch", "before '?' stands what is true or false");
    if (!unify(node.children[1], node.children[2], true))
      return fail(node, "type_mismatch",
                  "both branches must be of one type, not " + named(node.children[1].type) +
                      " and " + named(node.children[2].type));
    node.type = node.children[1].type;
  }

  void comparison(Draft& node) {
    Draft& left = node.children[0];
    Draft& right = node.children[1];
    if (!unify(left, right, false)) return mismatch(node);
    const bool is_equality = node.op == Op::equal || node.op == Op::not_equal;
    if (!is_equality && !is_ordered(left.type))
      return fail(node, "type_mismatch", "a " + named(left.type) + " has no order");
    node.type = Type::boolean;
  }

  void membership(Draft& node) {
    Draft& left = node.children[0];
    Draft& right = node.children[1];
    check(left);
    if (fault_) return;
    if (left.is_list) return fail(left, "type_mismatch", "before 'in' stands one value");
    node.type = Type::boolean;
    if (right.op != Op::list) {
      check(right);
      if (fault_) return;
      if (!right.is_list)
        return fail(right, "type_mismatch", "behind 'in' stands a list such as [1, 2]");
      if (!unify(left, right, false)) mismatch(node);
      return;
    }
    for (Draft& item : right.children) {
      check(item);
      if (fault_) return;
      if (item.is_list) return fail(item, "type_mismatch", "a list holds no lists");
      if (!unify(left, item, false))
        return fail(item, "type_mismatch",
                    "this is a " + named(item.type) + ", looked for is a " + named(left.type));
    }
    right.type = left.type;
    right.is_list = true;
  }

  // Sums: numbers, amounts, durations, and instants with durations.
  void sum(Draft& node) {
    Draft& left = node.children[0];
    Draft& right = node.children[1];
    const bool is_minus = node.op == Op::subtract;
    node.type = left.type;
    if (left.type == Type::time && right.type == Type::duration) return;
    if (left.type == Type::time && right.type == Type::time && is_minus) {
      node.type = Type::duration;
      return;
    }
    if (left.type == Type::duration && right.type == Type::time && !is_minus) {
      node.type = Type::time;
      return;
    }
    const bool adds =
        is_number(left.type) || left.type == Type::money || left.type == Type::duration;
    if (!adds || !unify(left, right, true)) return mismatch(node);
    node.type = left.type;
  }

  void product(Draft& node) {
    Draft& left = node.children[0];
    Draft& right = node.children[1];
    // The number stands on the right in what is evaluated; the order does not change the product.
    const auto scales = [](const Draft& amount, const Draft& factor) {
      return (amount.type == Type::money && is_number(factor.type)) ||
             (amount.type == Type::duration && factor.type == Type::integer);
    };
    if (scales(left, right)) {
      node.type = left.type;
    } else if (scales(right, left)) {
      node.type = right.type;
    } else if (is_number(left.type) && is_number(right.type)) {
      unify(left, right, true);
      node.type = left.type;
    } else {
      mismatch(node);
    }
  }

  // Makes two types one where that is exact. Comparisons take integers and decimals as they are.
  static bool unify(Draft& left, Draft& right, bool convert) {
    if (left.type == right.type) return true;
    if (is_number(left.type) && is_number(right.type)) {
      if (convert) to_decimal(left.type == Type::integer ? left : right);
      return true;
    }
    return as_address(left, right) || as_address(right, left);
  }

  static void to_decimal(Draft& node) {
    Draft inner = std::move(node);
    node = Draft{};
    node.op = Op::to_decimal;
    node.type = Type::decimal;
    node.position = inner.position;
    node.children.push_back(std::move(inner));
  }

  // A text beside an address is an address.
  static bool as_address(const Draft& address, Draft& text) {
    if (address.type != Type::ip || text.type != Type::string || !text.is_constant()) return false;
    const auto parsed = parse_address(text.text);
    if (!parsed) return false;
    text.type = Type::ip;
    text.number = static_cast<std::int64_t>(parsed->high);
    text.low = parsed->low;
    return true;
  }

  void mismatch(const Draft& node) {
    const Type left = node.children[0].type;
    const Type right = node.children[1].type;
    std::string message = named(left) + " and " + named(right) + " do not go together";
    if ((left == Type::money) != (right == Type::money))
      message += R"(; an amount is written money("500.00", "EUR"))";
    if (left == Type::ip || right == Type::ip) message += R"(; an address is written "192.0.2.1")";
    fail(node, "type_mismatch", std::move(message));
  }

  void fail(const Draft& node, std::string code, std::string message) {
    fault_ = Fault{std::move(code), std::move(message), node.position, ""};
  }

  static Fault unknown_name(const std::string& what, const Draft& node, std::string_view near) {
    std::string message = "there is no " + what + " '" + node.text.substr(0, 80) + "'";
    if (!near.empty()) message += "; the nearest is '" + std::string(near) + "'";
    return Fault{"unknown_" + what, std::move(message), node.position, node.text.substr(0, 80)};
  }

  const Schema& schema_;
  MaybeFault fault_;
};

}  // namespace

MaybeFault check_types(Draft& root, const Schema& schema) {
  Checker checker(schema);
  checker.check(root);
  if (auto fault = checker.fault()) return fault;
  if (root.type != Type::boolean || root.is_list)
    return Fault{"type_mismatch",
                 "a rule is true or false, this is a " + std::string(word(root.type)),
                 root.position, ""};
  return std::nullopt;
}

}  // namespace bursar::rules
