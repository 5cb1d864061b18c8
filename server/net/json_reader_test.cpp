// Tests of the JSON parser and of the reader that turns objects into commands.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/json_reader.hpp"
#include "net/limits.hpp"

namespace bursar::net {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ParseJson, accepts_every_kind_of_value) {
  // Protects: the strict parser still reads ordinary documents, whatever their root.
  for (const std::string text :
       {"{}", "[]", "1", "-1", "\"a\"", "true", "null", " {\"a\" : [1, 2]}\n", "{\"a\":{\"a\":1}}",
        "[{\"a\":1},{\"a\":2}]", "\"\\ud83d\\ude00\""})
    EXPECT_TRUE(parse_json(text).has_value()) << text;
  EXPECT_TRUE(parse_json(nested(k_json_depth_max)).has_value());
}

TEST(ParseJson, refuses_what_two_parsers_could_read_differently) {
  // Protects: I-02, one meaning per document: no duplicates, comments, trailing text or bad UTF-8.
  const std::vector<std::string> refused{"",
                                         " ",
                                         "{",
                                         "{}}",
                                         "{} {}",
                                         "[1,]",
                                         "{\"a\":1,}",
                                         "{a:1}",
                                         "{'a':1}",
                                         "// x\n{}",
                                         "/**/{}",
                                         "NaN",
                                         "Infinity",
                                         "01",
                                         "+1",
                                         ".5",
                                         "1.",
                                         "0x10",
                                         "tru",
                                         "\"a",
                                         "\"\x01\"",
                                         "\"\\x\"",
                                         "\"\\ud800\"",
                                         "\"\xff\"",
                                         "\"\xc0\x80\"",
                                         "\"\xed\xa0\x80\"",
                                         "\xef\xbb\xbf{}",
                                         "{\"a\":1,\"a\":2}",
                                         "{\"a\":1,\"\\u0061\":2}",
                                         nested(k_json_depth_max + 1)};
  for (const std::string& text : refused) {
    const auto parsed = parse_json(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, "malformed_json") << text;
  }
}

TEST(ParseJson, refuses_numbers_beyond_every_range) {
  // Protects what is kept as a text: such a number would be read as endless and not written back.
  for (const std::string_view text : {R"({"a":1e999})", R"({"a":-7751.5e308})"})
    EXPECT_FALSE(parse_json(text)) << text;
  EXPECT_TRUE(parse_json(R"({"a":1.5e308})"));
}

TEST(ParseJson, names_the_object_of_a_duplicate) {
  // Protects: the client learns which member appears twice, also below the root.
  const auto parsed = parse_json(R"({"customer":{"name":"A","tags":[{"x":1}],"name":"B"}})");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().field, "customer.name");
}

TEST(ParseJson, bounds_the_number_of_values) {
  // Protects: I-02's 10,000 members, counted over the whole document.
  std::string many = "[";
  for (std::size_t i = 0; i < k_json_members_max; ++i) many += i == 0 ? "1" : ",1";
  EXPECT_FALSE(parse_json(many + "]").has_value());
}

TEST(JsonReader, reads_members_of_every_kind) {
  // Protects: the plain way a handler decodes a command.
  JsonReader in(R"({"name":"Zoë","count":3,"on":true,"tags":["a","b"],
                    "customer":{"email":"a@b"},"lines":[{"n":1},{"n":2}],"raw":[1],"gone":null})");
  EXPECT_EQ(in.text("name", 1, 3), "Zoë");
  EXPECT_EQ(in.integer("count", 1, 3), 3);
  EXPECT_TRUE(in.boolean("on", false));
  EXPECT_TRUE(in.boolean("absent", true));
  EXPECT_EQ(in.texts("tags", 2, 1), (std::vector<std::string>{"a", "b"}));
  auto customer = in.object("customer");
  ASSERT_TRUE(customer.has_value());
  EXPECT_EQ(customer->text("email", 1, 10), "a@b");
  in.adopt(*customer);
  auto lines = in.objects("lines", 2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].integer("n", 0, 9), 2);
  EXPECT_NE(in.member("raw"), nullptr);
  EXPECT_EQ(in.member("nothing"), nullptr);
  EXPECT_EQ(in.text_or_none("gone", 5), std::nullopt);
  EXPECT_EQ(in.integer_or_none("no_number", 0, 1), std::nullopt);
  EXPECT_FALSE(in.finish().has_value());
}

TEST(JsonReader, survives_being_moved) {
  // Protects: a reader returned from a function still reads its own document.
  JsonReader first(R"({"a":1})");
  JsonReader second = std::move(first);
  EXPECT_EQ(second.integer("a", 0, 1), 1);
  EXPECT_FALSE(second.finish().has_value());
}

struct BadCase {
  std::string body;
  std::string code;
  std::string field;
};

class JsonReaderRefuses : public ::testing::TestWithParam<BadCase> {};

TEST_P(JsonReaderRefuses, with_code_and_field) {
  // Protects: R-08 and I-03: each wrong member is refused with its stable code and dotted path.
  JsonReader in(GetParam().body);
  in.text("name", 2, 4);
  in.integer("amount_minor", 1, 1'000);
  in.text_or_none("note", 3);
  in.boolean("flag", false);
  in.texts("tags", 2, 3);
  if (auto customer = in.object("customer")) {
    customer->integer("age", 0, 150);
    in.adopt(*customer);
  }
  for (JsonReader& line : in.objects("lines", 2)) {
    line.integer("n", 0, 9);
    in.adopt(line);
  }
  const auto problem = in.finish();
  ASSERT_TRUE(problem.has_value()) << GetParam().body;
  EXPECT_EQ(problem->kind, ErrorKind::invalid);
  EXPECT_EQ(problem->code, GetParam().code) << GetParam().body;
  EXPECT_EQ(problem->field, GetParam().field) << GetParam().body;
}

std::string with(const std::string& member) {
  return R"({"name":"abc","amount_minor":5,)" + member + "}";
}
std::string amount(const std::string& number) {
  return R"({"name":"abc","amount_minor":)" + number + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Corpus, JsonReaderRefuses,
    ::testing::Values(BadCase{"[", "malformed_json", ""}, BadCase{"[]", "wrong_type", ""},
                      BadCase{"\"x\"", "wrong_type", ""}, BadCase{"null", "wrong_type", ""},
                      BadCase{"{}", "missing_member", "name"},
                      BadCase{R"({"name":"abc"})", "missing_member", "amount_minor"},
                      BadCase{R"({"name":null,"amount_minor":5})", "wrong_type", "name"},
                      BadCase{R"({"name":7,"amount_minor":5})", "wrong_type", "name"},
                      BadCase{R"({"name":"a","amount_minor":5})", "too_short", "name"},
                      BadCase{R"({"name":"ééééé","amount_minor":5})", "too_long", "name"},
                      BadCase{R"({"name":"a\u0000c","amount_minor":5})", "not_printable", "name"},
                      BadCase{amount("0"), "out_of_range", "amount_minor"},
                      BadCase{amount("-1"), "out_of_range", "amount_minor"},
                      BadCase{amount("1001"), "out_of_range", "amount_minor"},
                      BadCase{amount("9223372036854775808"), "out_of_range", "amount_minor"},
                      BadCase{amount("18446744073709551616"), "wrong_type", "amount_minor"},
                      BadCase{amount("10.0"), "wrong_type", "amount_minor"},
                      BadCase{amount("1e2"), "wrong_type", "amount_minor"},
                      BadCase{amount("\"5\""), "wrong_type", "amount_minor"},
                      BadCase{amount("true"), "wrong_type", "amount_minor"},
                      BadCase{amount("null"), "wrong_type", "amount_minor"},
                      BadCase{with(R"("note":"four")"), "too_long", "note"},
                      BadCase{with(R"("note":4)"), "wrong_type", "note"},
                      BadCase{with(R"("flag":1)"), "wrong_type", "flag"},
                      BadCase{with(R"("tags":"a")"), "wrong_type", "tags"},
                      BadCase{with(R"("tags":["a",1])"), "wrong_type", "tags.1"},
                      BadCase{with(R"("tags":["a","b","c"])"), "too_long", "tags"},
                      BadCase{with(R"("tags":["aaaa"])"), "too_long", "tags.0"},
                      BadCase{with(R"("customer":1)"), "wrong_type", "customer"},
                      BadCase{with(R"("customer":{"age":151})"), "out_of_range", "customer.age"},
                      BadCase{with(R"("customer":{"age":1,"role":"admin"})"), "unknown_member",
                              "customer.role"},
                      BadCase{with(R"("lines":[{"n":1},{"n":10}])"), "out_of_range", "lines.1.n"},
                      BadCase{with(R"("lines":[{"n":1},2])"), "wrong_type", "lines.1"},
                      BadCase{with(R"("company_id":"co_1")"), "unknown_member", "company_id"},
                      BadCase{with(R"("name":"twice")"), "malformed_json", "name"}));

TEST(JsonReader, keeps_the_first_problem) {
  // Protects: the answer names the first member in reading order, however many are wrong.
  JsonReader in(R"({"a":"x","b":"y"})");
  in.integer("a", 0, 1);
  in.integer("b", 0, 1);
  in.fail("c", "other", "later");
  EXPECT_EQ(in.finish()->field, "a");
}

}  // namespace
}  // namespace bursar::net
