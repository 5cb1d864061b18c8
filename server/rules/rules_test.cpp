// What rules mean, what is refused and where, and that a canonical text is a fixed point.
#include "rules/rules.hpp"

#include <gtest/gtest.h>

#include "base/time.hpp"

namespace bursar::rules {
namespace {

Schema schema() {
  return {{{"payment.amount", Type::money},
           {"payment.currency", Type::string},
           {"payment.parts", Type::integer},
           {"payment.tags", Type::string, true},
           {"payment.created_at", Type::time},
           {"card.scheme", Type::string},
           {"card.bin", Type::string},
           {"card.country", Type::string},
           {"customer.score", Type::decimal},
           {"customer.age_days", Type::integer},
           {"customer.email", Type::string},
           {"customer.is_known", Type::boolean},
           {"ip.address", Type::ip},
           {"ip.country", Type::string},
           {"history.gap", Type::duration}},
          {"card", "customer"},
          {"blocked"}};
}

class Past : public Lookups {
 public:
  bool in_list(std::string_view, const Value& value) const override { return value.text == "bad"; }
  std::optional<std::int64_t> count(const Window& window) const override {
    if (!window.filter.empty()) return std::nullopt;
    return window.scope == "card" && window.window_ms == 3'600'000 ? 4 : 0;
  }
  std::optional<Money> sum(const Window&) const override {
    return Money{70'000, Currency::of("EUR")};
  }
  std::optional<std::int64_t> distinct(const Window& window) const override {
    return window.field == "card" ? 3 : 0;
  }
};

struct World {
  Schema names = schema();
  std::vector<Value> tags{Value::string("vip"), Value::string("beta")};
  std::vector<Value> values;
  Past past;

  World() {
    for (const Field& field : names.fields) values.push_back(Value::missing(field.type));
    set("payment.amount", Value::money({50'000, Currency::of("EUR")}));
    set("payment.currency", Value::string("EUR"));
    set("payment.parts", Value::integer(7));
    set("payment.tags", Value::list(Type::string, tags));
    set("payment.created_at", Value::time(Instant{1'000'000}));
    set("card.scheme", Value::string("visa"));
    set("card.bin", Value::string("40005512"));
    set("customer.score", Value::decimal(1'500'000));
    set("customer.email", Value::string("Ada@Shop.Example"));
    set("customer.is_known", Value::boolean(true));
    set("ip.address", Value::ip("10.1.2.3"));
    set("history.gap", Value::duration(90'000));
  }
  void set(std::string_view name, Value value) { values[*names.slot(name)] = value; }
  bool holds(std::string_view text) {
    const auto rule = compile(text, names);
    EXPECT_TRUE(rule) << text << ": " << (rule ? "" : rule.error().message);
    if (!rule) return false;
    return evaluate(*rule, {values, Instant{1'000'000 + 3 * k_day_ms + 5}, &past});
  }
};

std::string detail(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.details)
    if (key == name) return value;
  return "";
}

// Code, line:column and name of what is wrong.
std::string fault(std::string_view text) {
  const auto rule = compile(text, schema());
  if (rule) return "compiles: " + rule->canonical();
  const Error& error = rule.error();
  const std::string name = detail(error, "name");
  return error.code + " " + detail(error, "line") + ":" + detail(error, "column") +
         (name.empty() ? "" : " " + name);
}

std::string canonical(std::string_view text) {
  const auto rule = compile(text, schema());
  return rule ? rule->canonical() : rule.error().code + ": " + rule.error().message;
}

TEST(Rules, HoldForFactsOfEveryType) {
  // Protects the meaning of each operator and function.
  World world;
  for (const char* const text : {"true",
                                 "payment.amount > money(\"499.99\", 'EUR')",
                                 "payment.parts * 2 - 4 == 10",
                                 "payment.parts > 6.5",
                                 "6.5 < payment.parts",
                                 "customer.score == 1.5",
                                 "customer.score * 2 == 3",
                                 "customer.score * customer.score == 2.25",
                                 "payment.amount * 2 == money(\"1000.00\", \"EUR\")",
                                 "payment.amount * 0.333333 == money(\"166.67\", \"EUR\")",
                                 "card.scheme in [\"visa\", \"mastercard\"]",
                                 "\"vip\" in payment.tags",
                                 "!(\"gold\" in payment.tags)",
                                 "bin_in(\"400000-400099\", \"5\")",
                                 "cidr(ip.address, \"10.0.0.0/8\")",
                                 "ip.address == \"10.1.2.3\"",
                                 "starts_with(lower(customer.email), \"ada@\")",
                                 "matches(customer.email, \"@.*xample$\")",
                                 "history.gap == 1m30s",
                                 "history.gap * 2 == 3m",
                                 "-history.gap < 0s",
                                 "payment.created_at + 1h > payment.created_at",
                                 "payment.created_at - payment.created_at == 0s",
                                 "days_since(payment.created_at) == 3",
                                 "count(\"card\", \"1h\") >= 4",
                                 "sum(\"customer\", 7d) > payment.amount",
                                 "distinct(\"card\", \"customer\", 24h) == 3",
                                 "in_list(\"blocked\", \"bad\")",
                                 "customer.is_known",
                                 "customer.is_known ? payment.parts == 7 : false",
                                 "(customer.is_known ? payment.parts : 1.5) == 7.0",
                                 "1 < 2 == true"})
    EXPECT_TRUE(world.holds(text)) << text;
  for (const char* const text :
       {"false", "payment.amount > money(\"500.00\", \"EUR\")", "card.scheme in []",
        "cidr(ip.address, \"11.0.0.0/8\")", "bin_in(\"400056-400099\")",
        "starts_with(customer.email, \"ada@\")", "in_list(\"blocked\", card.scheme)",
        "!customer.is_known || payment.parts < 7", "matches(customer.email, \"^Shop\")"})
    EXPECT_FALSE(world.holds(text)) << text;
}

TEST(Rules, NullsAndOverflowsAreNeverTrueByAccident) {
  // Protects totality: what is missing, does not fit or mixes currencies compares as false.
  World world;
  for (const char* const text :
       {"card.country == \"DE\"", "card.country != \"DE\"", "card.country == card.country",
        "customer.age_days > 90", "customer.age_days <= 90", "customer.age_days + 1 > 0",
        "card.country in [\"DE\"]", "has(card.country)", "starts_with(card.country, \"\")",
        "payment.amount > money(\"1.00\", \"USD\")", "payment.amount != money(\"1.00\", \"USD\")",
        "payment.amount + money(\"1.00\", \"USD\") == payment.amount",
        "9223372036854775807 + payment.parts > 0", "-9223372036854775808 - payment.parts < 0",
        "9223372036854775807 * payment.parts != 0", "count(\"card\", 1h, \"declined\") >= 0",
        "-(payment.parts - 7 - 9223372036854775807 - 1) > 0"})
    EXPECT_FALSE(world.holds(text)) << text;
  EXPECT_TRUE(world.holds("!(customer.age_days > 90)"));
  EXPECT_TRUE(world.holds("!has(card.country) && has(payment.amount)"));
  EXPECT_TRUE(world.holds("9223372036854775807 > 0.5")) << "compared without rounding";
}

TEST(Rules, TheSampleOfTheDesignCompiles) {
  // Protects the language's promise to its readers.
  World world;
  EXPECT_TRUE(
      world.holds("payment.amount >= money(\"500.00\",\"EUR\") && (ip.country != card.country || "
                  "count(\"card\",\"1h\") >= 4) && !(customer.age_days > 90)"));
}

TEST(Rules, AFaultNamesItsPlace) {
  // Protects the editor: every refusal points at the character, and names what is unknown.
  EXPECT_EQ(fault("payment.parts > 1 &&\n payment.amout > 3"), "unknown_field 2:2 payment.amout");
  EXPECT_EQ(fault("card.scheme == "), "syntax_error 1:16");
  EXPECT_EQ(fault("card.scheme = \"visa\""), "syntax_error 1:13");
  EXPECT_EQ(fault("(true"), "syntax_error 1:6");
  EXPECT_EQ(fault("true true"), "syntax_error 1:6");
  EXPECT_EQ(fault(""), "syntax_error 1:1");
  EXPECT_EQ(fault("payment.parts > \"3\""), "type_mismatch 1:15");
  EXPECT_EQ(fault("payment.amount > 500"), "type_mismatch 1:16");
  EXPECT_EQ(fault("payment.parts"), "type_mismatch 1:1");
  EXPECT_EQ(fault("payment.parts && true"), "type_mismatch 1:1");
  EXPECT_EQ(fault("card.scheme in [\"visa\", 3]"), "type_mismatch 1:25");
  EXPECT_EQ(fault("payment.tags == \"vip\""), "type_mismatch 1:1");
  EXPECT_EQ(fault("[1] == [1]"), "type_mismatch 1:1");
  EXPECT_EQ(fault("sleep(3)"), "unknown_function 1:1 sleep");
  EXPECT_EQ(fault("matches(card.scheme, \"(\")"), "wrong_arguments 1:22");
  EXPECT_EQ(fault("cidr(ip.address, \"10.0.0.1/8\")"), "wrong_arguments 1:18");
  EXPECT_EQ(fault("count(\"shop\", 1h) > 1"), "wrong_arguments 1:7");
  EXPECT_EQ(fault("payment.amount > money(\"1.005\", \"EUR\")"), "wrong_arguments 1:24");
  EXPECT_EQ(fault("payment.parts > 9223372036854775808"), "invalid_literal 1:17");
  EXPECT_EQ(fault("customer.score > 0.1234567"), "invalid_literal 1:18");
  EXPECT_EQ(fault("history.gap > 3x"), "invalid_literal 1:15");
  EXPECT_EQ(fault("card.scheme == \"visa"), "invalid_literal 1:16");
  EXPECT_EQ(fault("\"ä\" == card.scheme &&"), "syntax_error 1:22") << "columns are characters";
  EXPECT_NE(compile("payment.amout > 3", schema()).error().message.find("payment.amount"),
            std::string::npos);
}

TEST(Rules, SizeIsBounded) {
  // Protects the server from rules that cost much: nodes, depth and length have limits.
  std::string chain = "payment.parts == 1";
  for (int i = 0; i < 66; ++i) chain += " || payment.parts == 1";
  EXPECT_EQ(fault(chain).substr(0, 11), "too_complex");
  EXPECT_EQ(fault(std::string(60, '(') + "true" + std::string(60, ')')).substr(0, 11),
            "too_complex");
  EXPECT_EQ(fault(std::string(60, '!') + "true").substr(0, 11), "too_complex");
  EXPECT_EQ(fault(std::string(4'001, ' ')).substr(0, 8), "too_long");
  std::string sums = "1";
  for (int i = 0; i < 90; ++i) sums += " + 1";
  EXPECT_EQ(fault(sums + " > 0").substr(0, 8), "compiles");
}

TEST(Rules, OneSpelling) {
  // Protects stored rules: one canonical text, which compiles to itself.
  EXPECT_EQ(canonical("((payment.parts>1)&&(customer.is_known&&true))"),
            "payment.parts > 1 && customer.is_known && true");
  EXPECT_EQ(canonical("(true||false)&&!(1+2*3==(1+2)*3)"),
            "(true || false) && !(1 + 2 * 3 == (1 + 2) * 3)");
  EXPECT_EQ(canonical("1-(2-3)==-(5) && - 5 == -payment.parts"),
            "1 - (2 - 3) == -(5) && -5 == -payment.parts");
  EXPECT_EQ(canonical("history.gap>90m||history.gap>3600s"),
            "history.gap > 90m || history.gap > 1h");
  EXPECT_EQ(canonical("customer.score>1.500"), "customer.score > 1.5");
  EXPECT_EQ(canonical("card.scheme=='a\"b'"), "card.scheme == \"a\\\"b\"");
  EXPECT_EQ(canonical("payment.amount==money('-0.05','EUR')"),
            "payment.amount == money(\"-0.05\", \"EUR\")");
  EXPECT_EQ(canonical("(true?false:true)?true:false"), "(true ? false : true) ? true : false");
  EXPECT_EQ(canonical("count('card','60m')>1"), "count(\"card\", 1h) > 1");
  for (const char* const text : {"1 - (2 - 3) == -(5)", "true ? false : true ? false : true",
                                 "!(true && false) == true", "bin_in(\"4\", \"51-55\")"})
    EXPECT_EQ(canonical(text), text);
}

TEST(Rules, FormsAndTextsAreTheSameRule) {
  // Protects the two views of the editor: form → text → form changes nothing.
  const char* const text =
      "payment.amount >= money(\"500.00\", \"EUR\") && card.scheme in [\"visa\", \"amex\"] && "
      "!(card.country in [\"DE\"]) && !has(ip.country) && customer.is_known && "
      "bin_in(\"400000-400099\") && cidr(ip.address, \"10.0.0.0/8\") && history.gap > 30m && "
      "matches(customer.email, \"a|b\") && in_list(\"blocked\", customer.email)";
  const auto form = form_of(text, schema());
  ASSERT_TRUE(form && *form);
  EXPECT_TRUE((*form)->match_all);
  ASSERT_EQ((*form)->conditions.size(), 10U);
  EXPECT_EQ((*form)->conditions[0], (Condition{"payment.amount", "at_least", {"500.00 EUR"}}));
  EXPECT_EQ((*form)->conditions[2], (Condition{"card.country", "none_of", {"DE"}}));
  EXPECT_EQ(*text_of(**form, schema()), text);
  EXPECT_EQ(*text_of(Form{}, schema()), "true");
  EXPECT_TRUE((*form_of("true", schema()))->conditions.empty());
  EXPECT_FALSE(*form_of("customer.is_known || 1 < payment.parts", schema()));
  EXPECT_FALSE(*form_of("payment.parts > 1 && (true || false)", schema()));
}

TEST(Rules, AFormCannotSmuggleAFormula) {
  // Protects the form view: what is typed as a value stays one value.
  const auto text = text_of(Form{true, {{"payment.parts", "more", {"1 || true"}}}}, schema());
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, "invalid_literal");
  EXPECT_EQ(detail(text.error(), "condition"), "0");
  EXPECT_EQ(*text_of(Form{false,
                          {{"card.scheme", "equals", {"a\" || \"b"}},
                           {"customer.is_known", "is_false", {}}}},
                     schema()),
            "card.scheme == \"a\\\" || \\\"b\" || !customer.is_known");
  EXPECT_EQ(text_of(Form{true, {{"payment.parts", "resembles", {"1"}}}}, schema()).error().code,
            "unknown_operator");
}

TEST(Rules, AddressesAndNetworks) {
  // Protects network rules of both families.
  World world;
  const auto in = [&](std::string_view address, const std::string& network) {
    world.set("ip.address", Value::ip(address));
    return world.holds("cidr(ip.address, \"" + network + "\")");
  };
  EXPECT_TRUE(in("2001:db8::1", "2001:db8::/32"));
  EXPECT_FALSE(in("2001:db9::1", "2001:db8::/32"));
  EXPECT_TRUE(in("::ffff:192.0.2.9", "192.0.2.0/24")) << "a mapped address is the address";
  EXPECT_TRUE(in("192.0.2.9", "0.0.0.0/0"));
  EXPECT_FALSE(in("2001:db8::1", "0.0.0.0/0"));
  for (const char* const text : {"1.2.3", "1.2.3.256", "01.2.3.4", "1::2::3", "12345::", "", ":",
                                 "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1.2.3.4::"})
    EXPECT_TRUE(Value::ip(text).is_null) << text;
}

}  // namespace
}  // namespace bursar::rules
