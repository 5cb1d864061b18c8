// Reads a rule's text into a tree, by the precedence of CEL: ?: then || && comparisons, sums,
// products, signs. Depth and number of nodes are bounded, so no text is too much for the stack.
#include "rules/lexer.hpp"
#include "rules/literal.hpp"

namespace bursar::rules {
namespace {

struct Comparison {
  std::string_view sign;
  Op op;
};
constexpr Comparison k_comparisons[] = {{"==", Op::equal}, {"!=", Op::not_equal},
                                        {"<", Op::less},   {"<=", Op::at_most},
                                        {">", Op::more},   {">=", Op::at_least}};

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) {}

  MaybeFault whole(Parsed& parsed) {
    advance();
    parsed.root = expression();
    if (!fault_ && token_.kind != TokenKind::end) fail("syntax_error", "an operator is missing");
    parsed.nodes = nodes_;
    return fault_;
  }

 private:
  // After a fault every function returns at once with an empty node.
  Draft expression() {
    if (!deeper()) return {};
    Draft node = either();
    if (is_sign("?")) {
      Draft choice = made(Op::choose, token_.position);
      advance();
      choice.children.push_back(std::move(node));
      choice.children.push_back(either());
      expect(":");
      choice.children.push_back(expression());
      node = std::move(choice);
    }
    --depth_;
    return node;
  }

  Draft either() { return chain("||", Op::any, &Parser::both); }
  Draft both() { return chain("&&", Op::all, &Parser::relation); }

  // a && b && c is one node of three, and so is a && (b && c).
  Draft chain(std::string_view sign, Op op, Draft (Parser::*part)()) {
    Draft first = (this->*part)();
    if (!is_sign(sign)) return first;
    Draft node = made(op, first.position);
    adopt(node, std::move(first));
    while (!fault_ && is_sign(sign)) {
      advance();
      adopt(node, (this->*part)());
    }
    return node;
  }

  static void adopt(Draft& node, Draft&& child) {
    if (child.op != node.op) {
      node.children.push_back(std::move(child));
      return;
    }
    for (Draft& grandchild : child.children) node.children.push_back(std::move(grandchild));
  }

  Draft relation() {
    Draft left = sum();
    for (;;) {
      const std::optional<Op> op = comparison();
      if (fault_ || !op) return left;
      left = binary(*op, std::move(left), &Parser::sum);
    }
  }

  std::optional<Op> comparison() const {
    if (token_.kind == TokenKind::name && token_.text == "in") return Op::in;
    for (const Comparison& one : k_comparisons)
      if (is_sign(one.sign)) return one.op;
    return std::nullopt;
  }

  Draft sum() {
    Draft left = product();
    while (!fault_ && (is_sign("+") || is_sign("-")))
      left = binary(is_sign("+") ? Op::add : Op::subtract, std::move(left), &Parser::product);
    return left;
  }

  Draft product() {
    Draft left = sign();
    while (!fault_ && is_sign("*")) left = binary(Op::multiply, std::move(left), &Parser::sign);
    return left;
  }

  Draft binary(Op op, Draft&& left, Draft (Parser::*part)()) {
    Draft node = made(op, token_.position);
    advance();
    node.children.push_back(std::move(left));
    node.children.push_back((this->*part)());
    return node;
  }

  Draft sign() {
    if (!is_sign("!") && !is_sign("-")) return primary();
    const bool is_minus = is_sign("-");
    const std::size_t position = token_.position;
    advance();
    const bool is_number = token_.kind == TokenKind::integer || token_.kind == TokenKind::decimal ||
                           token_.kind == TokenKind::duration;
    if (is_minus && is_number) return number(true, position);
    if (!deeper()) return {};
    Draft node = made(is_minus ? Op::negate : Op::no, position);
    node.children.push_back(sign());
    --depth_;
    return node;
  }

  Draft primary() {
    if (fault_) return {};
    switch (token_.kind) {
      case TokenKind::integer:
      case TokenKind::decimal:
      case TokenKind::duration: return number(false, token_.position);
      case TokenKind::string: return string();
      case TokenKind::name: return name();
      case TokenKind::sign:
        if (is_sign("(")) return parentheses();
        if (is_sign("[")) return list();
        break;
      case TokenKind::end: break;
    }
    return fail("syntax_error", "a value is missing here");
  }

  Draft parentheses() {
    advance();
    Draft node = expression();
    expect(")");
    return node;
  }

  Draft list() {
    Draft node = made(Op::list, token_.position);
    advance();
    arguments("]", node);
    return node;
  }

  void arguments(std::string_view end, Draft& node) {
    while (!fault_ && !is_sign(end)) {
      node.children.push_back(expression());
      if (!is_sign(",")) break;
      advance();
    }
    expect(end);
  }

  Draft number(bool negative, std::size_t position) {
    Draft node = made(Op::constant, position);
    std::optional<std::int64_t> value;
    if (token_.kind == TokenKind::integer) {
      node.type = Type::integer;
      value = parse_integer(token_.text, negative);
    } else if (token_.kind == TokenKind::decimal) {
      node.type = Type::decimal;
      value = parse_fixed(token_.text, 6, negative);
    } else {
      node.type = Type::duration;
      value = parse_duration(token_.text, negative);
    }
    if (!value) return fail("invalid_literal", number_advice(node.type));
    node.number = *value;
    advance();
    return node;
  }

  static const char* number_advice(Type type) {
    if (type == Type::duration) return "a duration is written like 90s, 30m, 1h30m or 7d";
    if (type == Type::decimal) return "a decimal has at most 6 digits behind the point";
    return "this number does not fit into 64 bits";
  }

  Draft string() {
    Draft node = made(Op::constant, token_.position);
    node.type = Type::string;
    node.text = token_.content;
    advance();
    return node;
  }

  Draft name() {
    Draft node = made(Op::field, token_.position);
    node.text = token_.text;
    if (node.text == "in") return fail("syntax_error", "a value is missing before 'in'");
    advance();
    if (node.text == "true" || node.text == "false") {
      node.op = Op::constant;
      node.number = node.text == "true" ? 1 : 0;
      node.text.clear();
    } else if (is_sign("(")) {
      node.op = Op::call;
      advance();
      arguments(")", node);
    }
    return node;
  }

  Draft made(Op op, std::size_t position) {
    if (++nodes_ > k_nodes_max)
      fail("too_complex", "a rule has at most " + std::to_string(k_nodes_max) + " parts");
    Draft node;
    node.op = op;
    node.position = position;
    return node;
  }

  bool deeper() {
    if (fault_) return false;
    if (++depth_ > k_depth_max) fail("too_complex", "too many parentheses inside each other");
    return !fault_;
  }

  bool is_sign(std::string_view sign) const {
    return !fault_ && token_.kind == TokenKind::sign && token_.text == sign;
  }

  void expect(std::string_view sign) {
    if (fault_) return;
    if (is_sign(sign)) advance();
    else fail("syntax_error", "'" + std::string(sign) + "' is missing here");
  }

  void advance() {
    if (fault_) return;
    Token token;
    if (auto fault = lexer_.next(token)) fault_ = std::move(fault);
    token_ = std::move(token);
  }

  Draft fail(std::string code, std::string message) {
    if (!fault_) fault_ = Fault{std::move(code), std::move(message), token_.position, ""};
    return {};
  }

  Lexer lexer_;
  Token token_;
  MaybeFault fault_;
  std::size_t nodes_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

MaybeFault parse(std::string_view text, Parsed& parsed) { return Parser(text).whole(parsed); }

}  // namespace bursar::rules
