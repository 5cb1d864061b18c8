// Tests of request targets: decoding, the forms that are accepted, and what is refused.
#include <gtest/gtest.h>

#include "net/target.hpp"

namespace bursar::net {
namespace {

TEST(Target, splits_and_decodes) {
  // Protects: segments are decoded after splitting; a plus is a space in queries only.
  const Result<Target> target = parse_target("/a+b/c%2Fd/?x=1+2&y=%26%3D&x=&&z", Limits{});
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->segments, (std::vector<std::string>{"a+b", "c/d", ""}));
  const std::vector<std::pair<std::string, std::string>> query{
      {"x", "1 2"}, {"y", "&="}, {"x", ""}, {"z", ""}};
  EXPECT_EQ(target->query, query);
}

TEST(Target, accepts_the_absolute_form_and_ignores_its_authority) {
  // Protects: RFC 9112 3.2.2; the host of the target never routes.
  EXPECT_EQ(parse_target("http://other.example:99/a?b", Limits{})->path, "/a");
  EXPECT_EQ(parse_target("https://other.example", Limits{})->path, "/");
  EXPECT_EQ(parse_target("http://other.example?x=1", Limits{}).error().code, "malformed_request");
}

TEST(Target, refuses_ambiguous_paths) {
  // Protects: no two components on the way can see different paths in one target.
  for (const char* text :
       {"", "a", "*", "/.", "/..", "/a/./b", "/%2e", "/.%2E/x", "/%", "/%4", "/%g0", "/%00",
        "/a%0d%0a", "/%ff", "/%c0%af", "/?a=%00", "/?%ff=1", "/?a=%"})
    EXPECT_EQ(parse_target(text, Limits{}).error().code, "malformed_request") << text;
}

}  // namespace
}  // namespace bursar::net
