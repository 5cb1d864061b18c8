// Result, Secret and check(): what callers rely on without thinking.
#include "base/result.hpp"

#include <memory>
#include <sstream>
#include <type_traits>

#include "base/secret.hpp"
#include "testing/testing.hpp"

namespace bursar {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return invalid("value", "odd", "must be even");
  return value / 2;
}

TEST(Result, holds_a_value_or_an_error) {
  // Protects: one of the two is there and asking for the other is a bug, not garbage.
  const auto good = half(4);
  ASSERT_TRUE(good);
  EXPECT_TRUE(good.has_value());
  EXPECT_EQ(*good, 2);
  EXPECT_THROW(static_cast<void>(good.error()), Bug);
  const auto bad = half(3);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "odd");
  EXPECT_EQ(bad.error().field, "value");
  EXPECT_THROW(static_cast<void>(bad.value()), Bug);
  EXPECT_THROW(static_cast<void>(*bad), Bug);
}

TEST(Result, moves_what_cannot_be_copied) {
  // Protects: results of move-only values pass through without a copy.
  Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 7);
  Result<std::string> text = std::string("abc");
  EXPECT_EQ(text->size(), 3U);
}

TEST(Result, of_nothing) {
  // Protects: a use case without a value still says whether it was refused.
  EXPECT_TRUE(ok().has_value());
  const Result<void> no = conflict("taken", "the name is taken");
  EXPECT_FALSE(no.has_value());
  EXPECT_EQ(no.error().kind, ErrorKind::conflict);
}

TEST(Result, absent_and_foreign_objects_look_alike) {
  // Protects: the one answer for both, and the permission a refusal asks for.
  EXPECT_EQ(not_found("payment").message, "payment does not exist");
  const Error error = forbidden("refunds:write");
  EXPECT_EQ(error.kind, ErrorKind::forbidden);
  const std::vector<std::pair<std::string, std::string>> details{
      {"required_permission", "refunds:write"}};
  EXPECT_EQ(error.details, details);
}

TEST(Check, names_its_place) {
  // Protects: a broken invariant says what and where.
  EXPECT_NO_THROW(check(true, "fine"));
  try {
    check(false, "the sky fell");
    FAIL() << "check(false) must throw";
  } catch (const Bug& bug) {
    EXPECT_NE(std::string(bug.what()).find("result_test.cpp"), std::string::npos);
    EXPECT_NE(std::string(bug.what()).find("the sky fell"), std::string::npos);
  }
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

TEST(Secret, cannot_be_printed_or_converted) {
  // Protects: a secret reaches a log or a page only through reveal(), which one search finds.
  static_assert(!Printable<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  static_assert(!std::is_convertible_v<Secret, std::string_view>);
  static_assert(!std::is_convertible_v<std::string, Secret>);
  EXPECT_EQ(Secret("pin").reveal(), "pin");
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, moves_leave_nothing_behind) {
  // Protects: a moved-from secret is empty, copies are independent, self-assignment keeps the
  // bytes.
  Secret first("a long enough secret to live on the heap");
  Secret second = std::move(first);
  EXPECT_TRUE(first.empty());
  Secret copy = second;
  second = Secret("other");
  EXPECT_EQ(copy.reveal(), "a long enough secret to live on the heap");
  EXPECT_EQ(second.reveal(), "other");
  Secret& same = copy;
  copy = same;
  EXPECT_EQ(copy.reveal(), "a long enough secret to live on the heap");
}

TEST(Secret, short_secrets_leave_no_bytes_inside) {
  // Protects: a card's check value lives inside the string object itself; moving it away wipes
  // that, too.
  const std::string digits = "7391846";
  Secret first(digits);
  const Secret second = std::move(first);
  const auto* object = reinterpret_cast<const char*>(&first);
  EXPECT_EQ(std::string_view(object, sizeof first).find(digits.substr(1)), std::string_view::npos);
  EXPECT_EQ(second.reveal(), digits);
}

}  // namespace
}  // namespace bursar
