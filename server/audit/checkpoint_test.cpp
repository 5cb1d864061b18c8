// Text forms of keys and checkpoints.
#include "audit/checkpoint.hpp"

#include <gtest/gtest.h>

namespace bursar::audit {
namespace {

SigningKey key_of(std::uint64_t seed) {
  SeededRandom random(seed);
  return SigningKey::make(random);
}

// Protects the format that other tools read: three lines, an empty one, the signature.
TEST(CheckpointTest, LooksAsTheFormatSays) {
  const SigningKey key = key_of(1);
  const Checkpoint checkpoint = make_checkpoint(key, 42, sha256("root"));
  const std::string name = key.verifier().name;
  EXPECT_TRUE(name.starts_with("bursar-audit-"));
  EXPECT_TRUE(checkpoint.note.starts_with(name + "\n42\n"));
  EXPECT_NE(checkpoint.note.find("=\n\n— " + name + " "), std::string::npos);
  EXPECT_TRUE(checkpoint.note.ends_with("\n"));
}

// Protects signatures: what was signed opens, a changed byte anywhere does not.
TEST(CheckpointTest, AnyChangeBreaksTheSignature) {
  const SigningKey key = key_of(1);
  const Checkpoint made = make_checkpoint(key, 1'000, sha256("root"));
  const auto opened = open_checkpoint(made.note, {key.verifier()});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->size, 1'000);
  EXPECT_EQ(opened->root, sha256("root"));
  for (std::size_t i = 0; i < made.note.size() - 1; ++i) {
    std::string bent = made.note;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    EXPECT_FALSE(open_checkpoint(bent, {key.verifier()})) << "byte " << i;
  }
}

// Protects against a checkpoint of another installation under the same name or another one.
TEST(CheckpointTest, OtherKeysAreUnknown) {
  const Checkpoint made = make_checkpoint(key_of(1), 5, sha256("root"));
  const auto opened = open_checkpoint(made.note, {key_of(2).verifier()});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "unknown_key");
  VerifierKey imposter = key_of(2).verifier();
  imposter.name = key_of(1).verifier().name;
  imposter.id = key_of(1).verifier().id;
  EXPECT_EQ(open_checkpoint(made.note, {imposter}).error().code, "wrong_signature");
}

// Protects the key files: both forms come back as they were, damaged ones are refused.
TEST(CheckpointTest, KeysSurviveTheirTextForms) {
  const SigningKey key = key_of(3);
  const std::string secret(key.text().reveal());
  const auto again = SigningKey::parse(secret + "\n");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->sign("x"), key.sign("x"));
  const auto verifier = VerifierKey::parse(key.verifier().text());
  ASSERT_TRUE(verifier);
  EXPECT_EQ(verifier->key, key.verifier().key);
  std::string bent = secret;
  bent[bent.size() - 3] = bent[bent.size() - 3] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(SigningKey::parse(bent));
  EXPECT_FALSE(SigningKey::parse(key.verifier().text()));
  EXPECT_FALSE(VerifierKey::parse("name+00000000+AAAA"));
}

// Protects the reading of the external file: whole notes come out, a torn one is counted and what
// follows it is read.
TEST(CheckpointTest, SplitsTheExternalFile) {
  const SigningKey key = key_of(4);
  const std::string a = make_checkpoint(key, 1, sha256("a")).note;
  const std::string b = make_checkpoint(key, 2, sha256("b")).note;
  const NoteFile whole = split_notes(a + "\n" + b + "\n");
  EXPECT_EQ(whole.notes, (std::vector{a, b}));
  EXPECT_EQ(whole.pieces, 0);
  for (std::size_t cut = 1; cut < a.size() - 1; ++cut) {
    const NoteFile torn = split_notes(b + "\n" + a.substr(0, cut) + "\n\n" + a + "\n");
    ASSERT_EQ(torn.notes, (std::vector{b, a})) << cut;
    ASSERT_GE(torn.pieces, 1) << cut;
  }
  EXPECT_EQ(split_notes(a.substr(0, 20)).pieces, 1);
}

}  // namespace
}  // namespace bursar::audit
