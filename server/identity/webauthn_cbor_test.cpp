// The CBOR cursor: the canonical forms are read, every other form stops it.
#include <gtest/gtest.h>

#include "identity/passkey_fixture.hpp"
#include "identity/webauthn_cbor.hpp"

namespace bursar::identity::webauthn {
namespace {

std::string raw(std::initializer_list<int> bytes) {
  std::string text;
  for (const int one : bytes) text.push_back(static_cast<char>(one));
  return text;
}

bool skips(const std::string& bytes) {
  CborReader in(bytes);
  in.skip();
  return in.done();
}

TEST(WebauthnCbor, reads_the_kinds_that_authenticators_use) {
  // Protects: numbers of every width, texts, bytes and maps arrive as they were sent.
  const std::string bytes = raw({0x17, 0x18, 24, 0x19, 0x01, 0x00, 0x20, 0x38, 0x18}) +
                            raw({0x1A, 0x00, 0x01, 0x00, 0x00}) + cbor_text("fmt") +
                            cbor_bytes("xyz") + raw({0xA1, 0x01, 0x02});
  CborReader in(bytes);
  for (const std::int64_t value : {23, 24, 256, -1, -25, 65'536}) EXPECT_EQ(in.integer(), value);
  EXPECT_EQ(in.text(), "fmt");
  EXPECT_EQ(in.bytes(), "xyz");
  EXPECT_EQ(in.map(), 1U);
  EXPECT_EQ(in.integer(), 1);
  EXPECT_EQ(in.position(), bytes.size() - 1);
  EXPECT_EQ(in.integer(), 2);
  EXPECT_TRUE(in.done());
}

TEST(WebauthnCbor, refuses_longer_forms_of_a_number) {
  // Protects: one value has one form, so a signature covers one reading.
  for (const auto& bytes :
       {raw({0x18, 23}), raw({0x19, 0x00, 0xFF}), raw({0x1A, 0x00, 0x00, 0xFF, 0xFF}),
        raw({0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF})}) {
    CborReader in(bytes);
    EXPECT_EQ(in.integer(), 0);
    EXPECT_TRUE(in.failed());
  }
}

TEST(WebauthnCbor, never_reads_past_the_end) {
  // Protects: lengths are compared with what is there, however large they claim to be.
  for (const auto& bytes :
       {raw({}), raw({0x18}), raw({0x1B, 1, 2, 3}), raw({0x43, 'a', 'b'}),
        raw({0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 'a'}),
        raw({0xBB, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 'a'}),
        raw({0x9B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 'a'}), raw({0x82, 0x01})})
    EXPECT_FALSE(skips(bytes));
}

TEST(WebauthnCbor, refuses_what_the_canonical_form_leaves_out) {
  // Protects: indefinite lengths, tags, floating point and undefined are no input of ours.
  for (const auto& bytes :
       {raw({0x5F, 0x41, 'a', 0xFF}), raw({0x9F, 0x01, 0xFF}), raw({0xC0, 0x01}),
        raw({0xF9, 0x3C, 0x00}), raw({0xF7}), raw({0xFF}), raw({0x1C})})
    EXPECT_FALSE(skips(bytes));
  for (const auto& bytes : {raw({0xF4}), raw({0xF5}), raw({0xF6}), raw({0x81, 0xF5})})
    EXPECT_TRUE(skips(bytes));
}

TEST(WebauthnCbor, bounds_the_depth) {
  // Protects: the stack, against lists within lists.
  EXPECT_TRUE(skips(raw({0x81, 0x81, 0x81, 0x81, 0x01})));
  EXPECT_FALSE(skips(raw({0x81, 0x81, 0x81, 0x81, 0x81, 0x01})));
  EXPECT_FALSE(skips(std::string(4'000, '\x81')));
}

TEST(WebauthnCbor, stays_stopped) {
  // Protects: nothing is read behind the first mistake.
  const std::string bytes = raw({0x61, 'a', 0x01});
  CborReader in(bytes);
  EXPECT_EQ(in.integer(), 0);
  EXPECT_EQ(in.text(), "");
  EXPECT_EQ(in.integer(), 0);
  EXPECT_TRUE(in.failed());
  EXPECT_FALSE(in.done());
}

}  // namespace
}  // namespace bursar::identity::webauthn
