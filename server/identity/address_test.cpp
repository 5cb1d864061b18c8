// Addresses and blocks that API keys allow: reading, writing, containing.
#include "identity/address.hpp"

#include <gtest/gtest.h>

namespace bursar::identity {
namespace {

std::string shown(std::string_view text) {
  const auto block = parse_block(text);
  return block ? block->text() : "refused";
}

bool allows(std::string_view block, std::string_view address) {
  return parse_block(block)->contains(*parse_address(address));
}

TEST(AddressTest, writes_every_block_in_one_way) {
  // Protects: the same block is stored once, however it was typed.
  EXPECT_EQ(shown("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(shown("192.0.2.0/24"), "192.0.2.0/24");
  EXPECT_EQ(shown("192.0.2.7/32"), "192.0.2.7");
  EXPECT_EQ(shown("0.0.0.0/0"), "0.0.0.0/0");
  EXPECT_EQ(shown("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(shown("2001:0DB8:0:0:0:0:0:7"), "2001:db8::7");
  EXPECT_EQ(shown("2001:db8::/32"), "2001:db8::/32");
  EXPECT_EQ(shown("::1"), "::1");
  EXPECT_EQ(shown("::/0"), "::/0");
  EXPECT_EQ(shown("1:0:0:2:0:0:0:3"), "1:0:0:2::3");
}

TEST(AddressTest, refuses_what_is_no_address) {
  // Protects: no octal, shortened or trailing text, and no block with set bits behind its length.
  for (const char* wrong : {"",
                            "1.2.3",
                            "1.2.3.4.5",
                            "01.2.3.4",
                            "256.1.1.1",
                            "1.2.3.4 ",
                            "1.2.3.4/33",
                            "1.2.3.4/",
                            "1.2.3.4/24",
                            "2001:db8::1/32",
                            ":::",
                            "1::2::3",
                            "12345::",
                            "g::",
                            "::1/129",
                            "1:2:3:4",
                            "1:2:3:4:5:6:7:8:9",
                            "1:2:3:4:5:6:7::8:9",
                            "::1.2.3",
                            "a:",
                            ":a",
                            "/8"})
    EXPECT_EQ(shown(wrong), "refused") << wrong;
}

TEST(AddressTest, contains_exactly_its_block) {
  // Protects: K-03, one bit beyond the block is outside, and families do not mix.
  EXPECT_TRUE(allows("192.0.2.0/24", "192.0.2.255"));
  EXPECT_FALSE(allows("192.0.2.0/24", "192.0.3.0"));
  EXPECT_TRUE(allows("192.0.2.128/25", "::ffff:192.0.2.129"));
  EXPECT_FALSE(allows("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(allows("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(allows("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_FALSE(allows("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(allows("::/0", "192.0.2.1"));
}

}  // namespace
}  // namespace bursar::identity
