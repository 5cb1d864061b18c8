// Signed states of the tree: the text of a checkpoint (C2SP tlog-checkpoint) and the Ed25519 keys
// that sign and verify it, in their text forms.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "audit/merkle.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace bursar::audit {

/// Public half of a key: `name+id+key`, as auditors keep it.
struct VerifierKey {
  std::string name;                   ///< also the first line of each checkpoint
  std::array<unsigned char, 4> id{};  ///< follows from name and key
  std::array<unsigned char, 32> key{};

  std::string text() const;
  /// Error: invalid/malformed_key.
  static Result<VerifierKey> parse(std::string_view text);
};

/// The key of one installation.
class SigningKey {
 public:
  /// A new one; the name gets eight random digits, so that two installations never share it.
  static SigningKey make(CryptoRandom& random);
  /// Error: invalid/malformed_key.
  static Result<SigningKey> parse(std::string_view text);
  Secret text() const;
  const VerifierKey& verifier() const { return verifier_; }
  std::string sign(std::string_view message) const;

 private:
  SigningKey(std::string name, Secret seed);
  VerifierKey verifier_;
  Secret seed_;
};

struct Checkpoint {
  std::int64_t size = 0;
  Hash root;
  std::string note;  ///< the signed text, three lines, an empty one and the signature
};

/// `message` (lines, the first of them the key's name) with an empty line and its signature.
std::string sign_note(const SigningKey& key, std::string_view message);
/// The message of a note signed by one of `keys` under the name in its first line. Errors: invalid
/// (malformed_checkpoint, unknown_key, wrong_signature).
Result<std::string> open_note(std::string_view note, const std::vector<VerifierKey>& keys);

Checkpoint make_checkpoint(const SigningKey& key, std::int64_t size, const Hash& root);
/// Checks the signature by one of `keys`. Errors: invalid (malformed_checkpoint, unknown_key,
/// wrong_signature).
Result<Checkpoint> open_checkpoint(std::string_view note, const std::vector<VerifierKey>& keys);

/// What an external file of checkpoints holds: whole notes, and pieces that were cut short.
struct NoteFile {
  std::vector<std::string> notes;
  std::int64_t pieces = 0;
};
NoteFile split_notes(std::string_view file);

}  // namespace bursar::audit
