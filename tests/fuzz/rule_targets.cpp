// The rule language: whatever text is given, it is refused or it is a rule with one spelling, the
// same answer in both, and bounded cost; whatever facts it meets, it answers.
#include <array>

#include "base/check.hpp"
#include "fuzz/targets.hpp"
#include "rules/rules.hpp"

namespace bursar::fuzz {
namespace {

using rules::Type;
using rules::Value;

const rules::Schema& schema() {
  static const rules::Schema schema{{{"i", Type::integer},
                                     {"d", Type::decimal},
                                     {"m", Type::money},
                                     {"s", Type::string},
                                     {"b", Type::boolean},
                                     {"t", Type::time},
                                     {"u", Type::duration},
                                     {"ip", Type::ip},
                                     {"l", Type::string, true},
                                     {"card.bin", Type::string},
                                     {"none", Type::integer}},
                                    {"card"},
                                    {"blocked"}};
  return schema;
}

class Past : public rules::Lookups {
 public:
  bool in_list(std::string_view, const Value& value) const override { return value.text.empty(); }
  std::optional<std::int64_t> count(const rules::Window&) const override { return INT64_MAX; }
  std::optional<Money> sum(const rules::Window&) const override { return std::nullopt; }
  std::optional<std::int64_t> distinct(const rules::Window& window) const override {
    return window.window_ms;
  }
};

bool answer(const rules::Rule& rule, bool extreme) {
  static const std::array items{Value::string("a"), Value::missing(Type::string)};
  static const Past past;
  const std::int64_t number = extreme ? INT64_MIN : 3;
  const std::array values{Value::integer(number),
                          Value::decimal(number),
                          Value::money({number, Currency::of("EUR")}),
                          Value::string(extreme ? "Ab\nc" : "a"),
                          Value::boolean(extreme),
                          Value::time(Instant{number}),
                          Value::duration(number),
                          Value::ip(extreme ? "::1" : "10.0.0.1"),
                          Value::list(Type::string, items),
                          Value::string("40001234"),
                          Value::missing(Type::integer)};
  return rules::evaluate(rule, {values, Instant{extreme ? INT64_MAX : 5}, &past});
}

}  // namespace

void rule_text(std::string_view input) {
  const auto rule = rules::compile(input, schema());
  if (!rule) {
    check(!rule.error().code.empty() && !rule.error().message.empty(), "a refusal says why");
    return;
  }
  check(rule->nodes() <= rules::k_nodes_max, "rules are bounded");
  const auto again = rules::compile(rule->canonical(), schema());
  // The canonical text may be longer than the limit when the text was just below it.
  if (!again) {
    check(rule->canonical().size() > rules::k_text_max, "a canonical text compiles");
    return;
  }
  check(again->canonical() == rule->canonical(), "a canonical text is its own");
  for (const bool extreme : {false, true})
    check(answer(*rule, extreme) == answer(*again, extreme), "both texts mean the same");
  const auto form = rules::form_of(rule->canonical(), schema());
  check(form.has_value(), "a rule can be asked for its form");
  if (!*form) return;
  const auto text = rules::text_of(**form, schema());
  check(text && *text == rule->canonical(), "a form is the same rule");
}

}  // namespace bursar::fuzz
