// Evaluates a rule by walking its flat nodes. Total: what overflows, misses or mixes currencies is
// null, and a comparison with null is false. No allocation; lower() writes into a fixed buffer.
#include <array>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "rules/program.hpp"

namespace bursar::rules {
namespace {

__extension__ using Wide = __int128;

constexpr std::size_t k_scratch = 1'024;  ///< bytes that lower() can write in one evaluation
constexpr std::int64_t k_day_ms = 86'400'000;

bool fits(Wide value) { return value == static_cast<std::int64_t>(value); }

// value / k_micro, half away from zero.
Wide divided(Wide value) {
  const Wide half = k_micro / 2;
  return value < 0 ? -((-value + half) / k_micro) : (value + half) / k_micro;
}

Wide in_micro(const Value& value) {
  return value.type == Type::integer ? static_cast<Wide>(value.number) * k_micro
                                     : static_cast<Wide>(value.number);
}

// Below, equal or above as -1, 0, 1; k_apart where the two have no order.
constexpr int k_apart = 2;

int order(const Value& a, const Value& b) {
  if (a.is_null || b.is_null) return k_apart;
  if (a.type != b.type) {
    const Wide left = in_micro(a);
    const Wide right = in_micro(b);
    return left < right ? -1 : (left > right ? 1 : 0);
  }
  if (a.type == Type::string) {
    const int compared = a.text.compare(b.text);
    return compared < 0 ? -1 : (compared > 0 ? 1 : 0);
  }
  if (a.type == Type::money && a.currency != b.currency) return k_apart;
  if (a.number != b.number) return a.number < b.number ? -1 : 1;
  return a.low == b.low ? 0 : 1;
}

bool holds(Op op, int compared) {
  if (compared == k_apart) return false;
  switch (op) {
    case Op::equal: return compared == 0;
    case Op::not_equal: return compared != 0;
    case Op::less: return compared < 0;
    case Op::at_most: return compared <= 0;
    case Op::more: return compared > 0;
    default: return compared >= 0;
  }
}

class Run {
 public:
  Run(const Program& program, const Facts& facts) : program_(program), facts_(facts) {}

  // A null is false.
  bool truth(const Node& node) {
    switch (node.op) {
      case Op::constant: return program_.constants[node.index].number != 0;
      case Op::field: {
        const Value& value = facts_.values[node.index];
        return !value.is_null && value.number != 0;
      }
      case Op::all:
        for (std::size_t i = 0; i < node.count; ++i)
          if (!truth(child(node, i))) return false;
        return true;
      case Op::any:
        for (std::size_t i = 0; i < node.count; ++i)
          if (truth(child(node, i))) return true;
        return false;
      case Op::no: return !truth(child(node, 0));
      case Op::choose: return truth(child(node, truth(child(node, 0)) ? 1 : 2));
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::at_most:
      case Op::more:
      case Op::at_least: return compared(node);
      case Op::in: return is_among(node);
      default: return asked(node);
    }
  }

 private:
  const Node& child(const Node& node, std::size_t i) const {
    return program_.nodes[program_.children[node.first + i]];
  }

  // The value of a node: where it already lies, or computed into `place`.
  const Value& value(const Node& node, Value& place) {
    if (node.op == Op::field) return facts_.values[node.index];
    if (node.op == Op::constant) return program_.constants[node.index];
    place = node.type == Type::boolean ? Value::boolean(truth(node)) : computed(node);
    return place;
  }

  bool compared(const Node& node) {
    Value left;
    Value right;
    const Value& a = value(child(node, 0), left);
    return holds(node.op, order(a, value(child(node, 1), right)));
  }

  bool is_among(const Node& node) {
    Value left;
    const Value& wanted = value(child(node, 0), left);
    const Node& list = child(node, 1);
    if (list.op == Op::list) {
      for (std::size_t i = 0; i < list.count; ++i) {
        Value item;
        if (order(wanted, value(child(list, i), item)) == 0) return true;
      }
      return false;
    }
    const Value& items = facts_.values[list.index];
    if (items.is_null) return false;
    for (std::size_t i = 0; i < items.low; ++i)
      if (order(wanted, items.items[i]) == 0) return true;
    return false;
  }

  // The functions that are true or false.
  bool asked(const Node& node) {
    if (node.op == Op::has) return !facts_.values[child(node, 0).index].is_null;
    Value place;
    const Value& subject = value(child(node, node.op == Op::in_list ? 1 : 0), place);
    if (subject.is_null) return false;
    switch (node.op) {
      case Op::matches: return program_.patterns[node.index].found_in(subject.text);
      case Op::cidr:
        return contains(program_.networks[node.index], static_cast<std::uint64_t>(subject.number),
                        subject.low);
      case Op::bin_in:
        for (const BinRange& range : program_.ranges[node.index])
          if (contains(range, subject.text)) return true;
        return false;
      case Op::in_list:
        return facts_.lookups != nullptr &&
               facts_.lookups->in_list(program_.constants[child(node, 0).index].text, subject);
      case Op::starts_with: {
        Value other;
        const Value& start = value(child(node, 1), other);
        return !start.is_null && subject.text.starts_with(start.text);
      }
      default: check(false, "every operator is evaluated"); return false;
    }
  }

  Value computed(const Node& node) {
    switch (node.op) {
      case Op::choose: return chosen(node);
      case Op::count:
      case Op::sum:
      case Op::distinct: return looked_up(node);
      default: break;
    }
    Value left;
    const Value& a = value(child(node, 0), left);
    if (a.is_null) return Value::missing(node.type);
    switch (node.op) {
      case Op::to_decimal: return whole(node, in_micro(a), a);
      case Op::negate: return whole(node, -static_cast<Wide>(a.number), a);
      case Op::lower: return lowered(a);
      case Op::days_since: {
        const Wide since = static_cast<Wide>(facts_.now.ms) - a.number;
        return whole(node, since / k_day_ms - (since % k_day_ms < 0 ? 1 : 0), a);
      }
      default: return arithmetic(node, a);
    }
  }

  Value arithmetic(const Node& node, const Value& a) {
    Value right;
    const Value& b = value(child(node, 1), right);
    if (b.is_null || (a.type == Type::money && b.type == Type::money && a.currency != b.currency))
      return Value::missing(node.type);
    if (node.op == Op::add) return whole(node, static_cast<Wide>(a.number) + b.number, a);
    if (node.op == Op::subtract) return whole(node, static_cast<Wide>(a.number) - b.number, a);
    // A factor that is a decimal brings millionths too many into the product.
    const bool scaled = a.type == Type::decimal || b.type == Type::decimal;
    const Wide product = static_cast<Wide>(a.number) * b.number;
    return whole(node, scaled ? divided(product) : product, a.type == node.type ? a : b);
  }

  Value chosen(const Node& node) {
    Value place;
    return value(child(node, truth(child(node, 0)) ? 1 : 2), place);
  }

  // A result of 64 bits with the currency of `like`, or null.
  static Value whole(const Node& node, Wide number, const Value& like) {
    Value result = Value::missing(node.type);
    if (!fits(number)) return result;
    result.is_null = false;
    result.number = static_cast<std::int64_t>(number);
    if (node.type == Type::money) result.currency = like.currency;
    return result;
  }

  Value lowered(const Value& text) {
    const std::size_t size = text.text.size();
    if (size > k_scratch - used_) return Value::missing(Type::string);
    char* const out = scratch_.data() + used_;
    used_ += size;
    for (std::size_t i = 0; i < size; ++i) {
      const char c = text.text[i];
      out[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return Value::string({out, size});
  }

  Value looked_up(const Node& node) const {
    if (facts_.lookups == nullptr) return Value::missing(node.type);
    const Window& window = program_.windows[node.index];
    if (node.op == Op::sum) {
      const auto sum = facts_.lookups->sum(window);
      return sum ? Value::money(*sum) : Value::missing(Type::money);
    }
    const auto count =
        node.op == Op::count ? facts_.lookups->count(window) : facts_.lookups->distinct(window);
    return count ? Value::integer(*count) : Value::missing(Type::integer);
  }

  const Program& program_;
  const Facts& facts_;
  std::size_t used_ = 0;
  std::array<char, k_scratch> scratch_;  // uninitialised on purpose: rarely used
};

}  // namespace

bool evaluate(const Rule& rule, const Facts& facts) {
  const Program& program = rule.program();
  check(facts.values.size() == program.fields, "facts fit the schema of their rule");
  return Run(program, facts).truth(program.nodes.back());
}

}  // namespace bursar::rules
