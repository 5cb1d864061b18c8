// Reads {"rule": text, "facts": {name: text}} per line and prints what the rule says, true or
// false, or the code and message of its refusal. Every fact is given as text; what is not given is
// missing.
#include <deque>
#include <iostream>
#include <string>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "rules/rules.hpp"

namespace {

namespace json = boost::json;
using bursar::rules::Schema;
using bursar::rules::Type;
using bursar::rules::Value;

Schema make_schema() {
  Schema schema;
  for (const std::string suffix : {"1", "2"}) {
    schema.fields.push_back({"f.i" + suffix, Type::integer});
    schema.fields.push_back({"f.d" + suffix, Type::decimal});
    schema.fields.push_back({"f.s" + suffix, Type::string});
    schema.fields.push_back({"f.b" + suffix, Type::boolean});
    schema.fields.push_back({"f.t" + suffix, Type::time});
    schema.fields.push_back({"f.u" + suffix, Type::duration});
  }
  schema.fields.push_back({"f.li", Type::integer, true});
  schema.fields.push_back({"f.ls", Type::string, true});
  return schema;
}

Value value_of(Type type, std::string_view text) {
  if (type == Type::string) return Value::string(text);
  if (type == Type::boolean) return Value::boolean(text == "true");
  const std::int64_t number = std::stoll(std::string(text));
  switch (type) {
    case Type::integer: return Value::integer(number);
    case Type::decimal: return Value::decimal(number);
    case Type::time: return Value::time(bursar::Instant{number});
    default: return Value::duration(number);
  }
}

class Facts {
 public:
  Facts(const Schema& schema, const json::object& given) {
    for (const auto& field : schema.fields) {
      const json::value* fact = given.if_contains(field.name);
      if (fact == nullptr) values_.push_back(Value::missing(field.type));
      else if (field.is_list) values_.push_back(list_of(field.type, fact->as_array()));
      else values_.push_back(value_of(field.type, fact->as_string()));
    }
  }
  bursar::rules::Facts view() const { return {values_, bursar::Instant{0}}; }

 private:
  Value list_of(Type type, const json::array& items) {
    auto& list = lists_.emplace_back();
    for (const json::value& item : items) list.push_back(value_of(type, item.as_string()));
    return Value::list(type, list);
  }

  std::vector<Value> values_;
  std::deque<std::vector<Value>> lists_;
};

std::string answer(const Schema& schema, const json::object& question) {
  const std::string_view text = question.at("rule").as_string();
  const auto rule = bursar::rules::compile(text, schema);
  if (!rule) return rule.error().code + ": " + rule.error().message;
  const Facts facts(schema, question.at("facts").as_object());
  const bool held = bursar::rules::evaluate(*rule, facts.view());
  const auto again = bursar::rules::compile(rule->canonical(), schema);
  bursar::check(again && bursar::rules::evaluate(*again, facts.view()) == held,
                "the canonical text means the same");
  return held ? "true" : "false";
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  const Schema schema = make_schema();
  for (std::string line; std::getline(std::cin, line);)
    std::cout << answer(schema, json::parse(line).as_object()) << '\n';
}
