// Password hashes and rules: independent verification, whole length, pepper, upgrade, block list.
#include <array>

#include <gtest/gtest.h>
#include <sodium.h>

#include "identity/common_words.hpp"
#include "identity/identity_fixture.hpp"
#include "identity/password_hash.hpp"
#include "identity/password_text.hpp"

namespace bursar::identity {
namespace {

std::string refusal(const std::string& password, const std::vector<std::string>& context = {}) {
  const auto result = check_password(password, context);
  return result ? "" : result.error().code;
}

TEST(PasswordHash, is_what_the_library_itself_would_verify) {
  // Protects: the stored form is standard PHC text over the peppered password, not a home-made
  // variant.
  const std::string peppered = keyed_digest(test_settings().keys.pepper, "password", k_password);
  EXPECT_EQ(crypto_pwhash_str_verify(known_hash().text.c_str(), peppered.data(), peppered.size()),
            0);
  EXPECT_NE(crypto_pwhash_str_verify(known_hash().text.c_str(), k_password,
                                     std::string(k_password).size()),
            0);
  EXPECT_TRUE(known_hash().text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST(PasswordHash, takes_all_256_bytes_into_account) {
  // Protects: P-01, no silent truncation.
  SeededRandom random(1);
  std::string password(256, 'x');
  const auto hash = hash_password(test_settings(), random, Secret(password));
  EXPECT_TRUE(verify_password(test_settings(), hash, Secret(password)));
  password.back() = 'y';
  EXPECT_FALSE(verify_password(test_settings(), hash, Secret(password)));
}

TEST(PasswordHash, needs_the_pepper) {
  // Protects: a database without the key outside it cannot be searched for passwords.
  Settings other = test_settings();
  other.keys.pepper = Secret(std::string(32, 'q'));
  EXPECT_TRUE(verify_password(test_settings(), known_hash(), Secret(k_password)));
  EXPECT_FALSE(verify_password(other, known_hash(), Secret(k_password)));
}

TEST(PasswordHash, refuses_a_cost_below_the_floor) {
  // Protects: P-03, a configuration cannot weaken hashing.
  SeededRandom random(1);
  Settings weak = test_settings();
  weak.policy.hash_cost = {19 * 1024, 1};
  EXPECT_THROW(hash_password(weak, random, Secret(k_password)), Bug);
  weak.policy.hash_cost = {18 * 1024, 2};
  EXPECT_THROW(hash_password(weak, random, Secret(k_password)), Bug);
}

TEST(PasswordHash, knows_when_a_stored_cost_is_outdated) {
  // Protects: hashes are upgraded when the cost rises and left alone otherwise.
  Settings dearer = test_settings();
  dearer.policy.hash_cost = {19 * 1024, 3};
  EXPECT_FALSE(is_outdated(test_settings(), known_hash()));
  EXPECT_TRUE(is_outdated(dearer, known_hash()));
}

TEST(PasswordHash, reads_no_malformed_text) {
  // Protects: a damaged or foreign hash is recognised instead of being half read.
  for (const char* text : {"", "$argon2id$", "$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA",
                           "$argon2id$v=19$m=19456,t=2,p=2$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
                           "$argon2id$v=19$m=,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
                           "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA"})
    EXPECT_FALSE(parse_hash({text})) << text;
}

TEST(PasswordRules, judge_length_in_characters_and_bytes) {
  // Protects: P-01, 15 code points at least, 256 bytes at most, any script.
  EXPECT_EQ(refusal("lentil-bx-hovx"), "password_too_short");
  EXPECT_EQ(refusal("lentil-bx-hovxq"), "");
  EXPECT_EQ(refusal("ключ от сарая в7"), "");
  EXPECT_EQ(refusal("ключ от сарая"), "password_too_short");
  EXPECT_EQ(refusal(std::string(250, 'x') + "vuwqrt"), "");
  EXPECT_EQ(refusal(std::string(251, 'x') + "vuwqrt"), "password_too_long");
  EXPECT_EQ(refusal("lentil-bx-hovx\xFF"), "password_not_text");
  EXPECT_EQ(refusal(std::string("lentil-bx-hovx\0", 15)), "password_not_text");
}

TEST(PasswordHash, takes_a_letter_typed_in_two_ways_for_one) {
  // Protects: P-01, the composed form counts: another keyboard must not lock its owner out.
  SeededRandom random(1);
  const Secret one("r\u00e9sum\u00e9 \ud55c\uae00 \u00c5ngstr\u00f6m");
  const Secret other(
      "re\u0301sume\u0301 \u1112\u1161\u11ab\u1100\u1173\u11af A\u030angstro\u0308m");
  ASSERT_NE(one.reveal(), other.reveal());
  const auto hash = hash_password(test_settings(), random, one);
  EXPECT_TRUE(verify_password(test_settings(), hash, other));
  EXPECT_FALSE(verify_password(test_settings(), hash, Secret("resume \ud55c\uae00 Angstrom")));
  // Compatibility forms are other letters: "fi" in one sign is not f and i.
  EXPECT_NE(composed("o\ufb01ce").reveal(), composed("ofice").reveal());
}

TEST(PasswordRules, judge_the_composed_form) {
  // Protects: P-01, fifteen characters and 256 bytes are counted after composing.
  std::string typed;
  for (int i = 0; i < 14; ++i) typed += "e\u0301";
  EXPECT_EQ(refusal(typed), "password_too_short");
  std::string long_one = "vuwqrtkxjz";
  for (int i = 0; i < 100; ++i) long_one += i % 2 == 0 ? "e\u0301" : "o\u0308";
  EXPECT_GT(long_one.size(), 256U);
  EXPECT_EQ(refusal(long_one), "");
}

TEST(PasswordRules, refuse_ten_thousand_combinations_of_the_dictionary) {
  // Protects: P-02, words that our own list lacks; each is in the dictionary the library brings.
  constexpr std::array<std::string_view, 24> k_words{
      "penguin",    "wellington", "montgomery", "kangaroo", "fitzgerald", "telescope",
      "volcano",    "mustard",    "harrison",   "lavender", "cathedral",  "whiskey",
      "parliament", "emperor",    "satellite",  "magnolia", "rodriguez",  "henderson",
      "octopus",    "marathon",   "cinnamon",   "notebook", "submarine",  "hurricane"};
  SeededRandom random(44);
  for (int i = 0; i < 10'000; ++i) {
    std::string password(k_words[random.below(k_words.size())]);
    if (random.below(2) == 0) password[0] = static_cast<char>(password[0] - 'a' + 'A');
    password += random.below(2) == 0 ? "-" : "";
    password += k_words[random.below(k_words.size())];
    while (password.size() < 15) password += std::to_string(random.below(10));
    ASSERT_EQ(refusal(password), "password_too_common") << password;
  }
  EXPECT_EQ(refusal("penguin mustard volcano whiskey"), "");
}

TEST(PasswordRules, refuse_common_patterns) {
  // Protects: P-02, the usual ways to reach fifteen characters without a secret.
  for (const char* weak :
       {"passwordpassword", "Password123456789", "aaaaaaaaaaaaaaaa", "abcabcabcabcabcabc",
        "qwertyuiopasdfgh", "123456789012345", "1qaz2wsx3edc4rfv", "P@ssw0rdP@ssw0rd!",
        "welcome2024welcome", "letmein-letmein-1", "iloveyouforever!!", "administrator2024",
        "correcthorsebatterystaple", "Summer2025Summer2025", "zyxwvutsrqponmlk",
        "sunshine_princess_1", "0987654321098765", "Liverpool Football 1"})
    EXPECT_EQ(refusal(weak), "password_too_common") << weak;
  for (const char* strong :
       {k_password, k_other_password, "xk7-Qmv2-Rp9w-tz", "the lamp hums under brown ferns"})
    EXPECT_EQ(refusal(strong), "") << strong;
}

TEST(PasswordRules, refuse_words_of_the_person) {
  // Protects: P-02, name and address are known to every attacker.
  const std::vector<std::string> context{"ottoline.graves@zwieback.example", "Ottoline Graves"};
  EXPECT_EQ(refusal("ottoline-graves-1999", context), "password_too_common");
  EXPECT_EQ(refusal("ZwiebackOttoline!", context), "password_too_common");
  EXPECT_EQ(refusal("ottoline-graves-1999"), "");
}

TEST(PasswordRules, refuse_ten_thousand_combinations_of_listed_words) {
  // Protects: the list is a closure (two words, numbers, look-alikes), not a finite file.
  SeededRandom random(42);
  const auto words = common_words();
  for (int i = 0; i < 10'000; ++i) {
    std::string password;
    password += words[random.below(words.size())];
    password += words[random.below(words.size())];
    for (char& c : password) {
      if (c == 'a' && random.below(3) == 0) c = '@';
      else if (c == 'o' && random.below(3) == 0) c = '0';
      else if (random.below(8) == 0 && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    while (password.size() < 15) password += std::to_string(random.below(10));
    ASSERT_EQ(refusal(password), "password_too_common") << password;
  }
}

TEST(PasswordRules, let_every_random_password_pass) {
  // Protects: the rules do not get in the way of password managers, nor of our own temporary ones.
  SeededRandom random(43);
  for (int i = 0; i < 2'000; ++i) {
    EXPECT_EQ(refusal(random_text(random, 16, k_base62)), "");
    EXPECT_EQ(refusal(std::string(make_temporary_password(random).reveal())), "");
  }
}

}  // namespace
}  // namespace bursar::identity
