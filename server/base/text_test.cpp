// Text codecs: published vectors, round trips, and refusal of second spellings.
#include "base/text.hpp"

#include <array>

#include "testing/testing.hpp"

namespace bursar {
namespace {

std::string random_bytes(SeededRandom& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random.below(256));
  return bytes;
}

TEST(Text, published_vectors) {
  // Protects: the codecs are the ones of RFC 4648 (section 10), without padding.
  const std::array<std::array<const char*, 4>, 7> vectors{
      {{"", "", "", ""},
       {"f", "66", "Zg", "MY"},
       {"fo", "666f", "Zm8", "MZXQ"},
       {"foo", "666f6f", "Zm9v", "MZXW6"},
       {"foob", "666f6f62", "Zm9vYg", "MZXW6YQ"},
       {"fooba", "666f6f6261", "Zm9vYmE", "MZXW6YTB"},
       {"foobar", "666f6f626172", "Zm9vYmFy", "MZXW6YTBOI"}}};
  for (const auto& [bytes, hex, base64, base32] : vectors) {
    EXPECT_EQ(to_hex(bytes), hex);
    EXPECT_EQ(to_base64url(bytes), base64);
    EXPECT_EQ(to_base32(bytes), base32);
    EXPECT_EQ(from_hex(hex), bytes);
    EXPECT_EQ(from_base64url(base64), bytes);
  }
  EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
}

TEST(Text, any_bytes_come_back) {
  // Protects: no byte and no length is lost in either direction.
  SeededRandom random(8);
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string bytes = random_bytes(random, size);
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
}

TEST(Text, one_byte_string_has_one_spelling) {
  // Protects: a token or cursor cannot be respelled into another text that decodes alike.
  for (const char* text :
       {"Zg==", "Zh", "Zm9", "Zm9v=", "Z", "Zm+v", "Zm/v", "Zm 9v", "Zm9v\n", "Zm8\xc3"})
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  for (const char* text : {"6", "6g", "0x66", "66 ", "6\xc3\xa4"})
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  EXPECT_EQ(from_hex("AbCd"), from_hex("abcd"));
  SeededRandom random(9);
  constexpr std::string_view k_alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = random_text(random, 1 + random.below(12), k_alphabet);
    const auto bytes = from_base64url(text);
    EXPECT_EQ(bytes ? to_base64url(*bytes) : text, text);
  }
}

TEST(Text, folding_and_trimming) {
  // Protects: only ASCII is folded, only ASCII white space at the ends is trimmed.
  EXPECT_EQ(fold_case("AZaz09[`{ÄÖ"), "azaz09[`{ÄÖ");
  EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\xc2\xa0x"), "\xc2\xa0x");
}

TEST(Text, constant_time_equality_is_equality) {
  // Protects: a difference at any place, and any difference of length, is seen.
  const std::string secret = "correct horse battery staple";
  EXPECT_TRUE(equal_constant_time(secret, secret));
  EXPECT_TRUE(equal_constant_time("", ""));
  for (std::size_t at = 0; at < secret.size(); ++at) {
    std::string other = secret;
    other[at] = static_cast<char>(other[at] ^ 0x80);
    EXPECT_FALSE(equal_constant_time(secret, other));
    EXPECT_FALSE(equal_constant_time(secret, secret.substr(0, at)));
  }
}

TEST(Text, printable_utf8) {
  // Protects: names and notes hold no control characters and no malformed bytes, but any language.
  for (const char* text :
       {"", "plain", "tab\tand\nline", "Größe 東京 😀 \xef\xbf\xbd", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_printable_utf8(text)) << text;
  for (const std::string_view text :
       {std::string_view("\x01"), std::string_view("a\0b", 3), std::string_view("\r"),
        std::string_view("\x7f"),
        std::string_view("\xc2\x85"),  // a control character of U+0080 to U+009F
        std::string_view("\x80"), std::string_view("\xc3"),          // a stray tail, a missing tail
        std::string_view("\xc0\xaf"), std::string_view("\xc1\x81"),  // overlong two bytes
        std::string_view("\xe0\x80\xaf"), std::string_view("\xf0\x80\x80\xaf"),  // overlong three
                                                                                 // and four
        std::string_view("\xed\xa0\x80"),                                        // a surrogate
        std::string_view("\xf4\x90\x80\x80"), std::string_view("\xf5\x80\x80\x80"),  // above
                                                                                     // U+10FFFF
        std::string_view("\xe6\x9d"), std::string_view("\xe6\x9dx"), std::string_view("\xff")})
    EXPECT_FALSE(is_printable_utf8(text)) << to_hex(text);
}

TEST(Text, counts_code_points) {
  // Protects: length limits count characters, not bytes.
  EXPECT_EQ(code_points(""), 0U);
  EXPECT_EQ(code_points("Größe"), 5U);
  EXPECT_EQ(code_points("東京😀"), 3U);
}

}  // namespace
}  // namespace bursar
