// Numbers of query strings: digits and nothing else.
#include "net/query_number.hpp"

#include <gtest/gtest.h>

namespace bursar::net {
namespace {

TEST(QueryNumber, takes_digits_and_nothing_else) {
  // Protects: limits and instants of every list; no sign, space or overflow slips through.
  EXPECT_EQ(whole_number("0"), 0);
  EXPECT_EQ(whole_number("200"), 200);
  EXPECT_EQ(whole_number("007"), 7);
  EXPECT_EQ(whole_number("999999999999999999"), 999'999'999'999'999'999);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1000000000000000000"})
    EXPECT_FALSE(whole_number(text)) << text;
  EXPECT_FALSE(whole_number("1000", std::size_t{3}));
}

TEST(QueryNumber, keeps_to_its_bounds) {
  // Protects: a page is never larger than a list allows.
  EXPECT_EQ(whole_number("1", 1, 200), 1);
  EXPECT_EQ(whole_number("200", 1, 200), 200);
  EXPECT_FALSE(whole_number("0", 1, 200));
  EXPECT_FALSE(whole_number("201", 1, 200));
}

}  // namespace
}  // namespace bursar::net
