// Reads the CBOR that authenticators send (CTAP2's canonical form): definite lengths, shortest
// heads, no tags, no fractions, bounded depth. It copies nothing and allocates nothing. Private to
// identity.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::identity::webauthn {

/// A cursor that reads one item after the other. The first item that is not what was asked for
/// stops it for good: everything then reads as empty and failed() holds. The bytes must outlive it.
class CborReader {
 public:
  explicit CborReader(std::string_view bytes) : rest_(bytes), size_(bytes.size()) {}

  std::int64_t integer();
  std::string_view bytes();
  std::string_view text();
  /// Members that follow; each is a key and a value.
  std::size_t map();
  /// Passes one item of any kind, at most four levels deep.
  void skip();

  bool failed() const { return failed_; }
  /// Everything was read and nothing was wrong.
  bool done() const { return !failed_ && rest_.empty(); }
  /// Bytes read so far.
  std::size_t position() const { return size_ - rest_.size(); }

 private:
  struct Head {
    unsigned kind = 0;
    std::uint64_t value = 0;
  };
  std::optional<Head> head();
  std::uint64_t expect(unsigned kind);
  std::string_view take(std::uint64_t length);
  void skip_level(unsigned depth);

  std::string_view rest_;
  std::size_t size_;
  bool failed_ = false;
};

}  // namespace bursar::identity::webauthn
