// Phone numbers as people type them: what is taken, what is refused, and what others may see.
#include "identity/phone_number.hpp"

#include <gtest/gtest.h>

#include <set>

#include "identity/calling_code_table.hpp"

namespace bursar::identity {
namespace {

std::string read(std::string_view typed) {
  const auto number = parse_phone(typed);
  return number ? number->text : number.error().code;
}

TEST(PhoneNumber, takes_the_international_form) {
  // Protects: checklist row 39, with the separators that people and address books write.
  EXPECT_EQ(read("+447900123456"), "+447900123456");
  EXPECT_EQ(read("+44 7900 123456"), "+447900123456");
  EXPECT_EQ(read("+44-(7900)-123.456"), "+447900123456");
  EXPECT_EQ(read("+357 99 123456"), "+35799123456");
  EXPECT_EQ(read("+1 (202) 555-0143"), "+12025550143");
  EXPECT_EQ(read("+39 06 1234567"), "+39061234567") << "Italy keeps its zero";
}

TEST(PhoneNumber, refuses_everything_else) {
  // Protects: a code must never go to a number that was guessed together.
  for (const char* typed :
       {"", "+", "07900123456", "447900123456", "0044 7900123456", "+44 (0)7900 123456",
        "+4479001234567", "+44790012", "+9991234567", "+447900l23456", "tel:+447900123456",
        "++447900123456", "+44 7900 123456 ext 7", "+12025550143999", "+447900123456\r\n"})
    EXPECT_EQ(read(typed), "phone_invalid") << typed;
}

TEST(PhoneNumber, names_the_zero_that_is_too_much) {
  // Protects: the commonest mistake gets the words that help.
  EXPECT_EQ(parse_phone("+4407900123456").error().message, "leave out the 0 behind +44");
}

TEST(PhoneNumber, shows_the_calling_code_and_two_digits) {
  // Protects: who reads a masked number learns whether it is theirs, and nothing more.
  EXPECT_EQ(masked_phone("+447900123456"), "+44 ••••• 56");
  EXPECT_EQ(masked_phone("+35799123456"), "+357 ••••• 56");
  EXPECT_EQ(masked_phone(""), "");
}

TEST(PhoneNumber, knows_calling_codes_that_exclude_each_other) {
  // Protects: no code begins another, so one number has one country code, and all fit into E.164.
  std::set<std::string_view> seen;
  for (const CallingCode& code : calling_codes()) {
    EXPECT_TRUE(code.prefix.starts_with('+') && code.prefix.size() >= 2 && code.prefix.size() <= 4);
    EXPECT_TRUE(seen.insert(code.prefix).second) << code.prefix;
    EXPECT_LE(code.digits_min, code.digits_max) << code.prefix;
    EXPECT_LE(code.prefix.size() - 1 + code.digits_max, 15U) << code.prefix;
    EXPECT_GE(code.countries.size(), 2U) << code.prefix;
  }
  for (const std::string_view one : seen)
    for (const std::string_view other : seen)
      EXPECT_FALSE(one != other && other.starts_with(one)) << one << " begins " << other;
}

}  // namespace
}  // namespace bursar::identity
