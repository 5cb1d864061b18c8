// The CBOR cursor. Every length is compared with the bytes that are left before it is used.
#include "identity/webauthn_cbor.hpp"

namespace bursar::identity::webauthn {
namespace {

constexpr unsigned k_unsigned = 0;
constexpr unsigned k_negative = 1;
constexpr unsigned k_bytes = 2;
constexpr unsigned k_text = 3;
constexpr unsigned k_array = 4;
constexpr unsigned k_map = 5;
constexpr unsigned k_simple = 7;

constexpr std::uint64_t k_false = 20;
constexpr std::uint64_t k_null = 22;
constexpr unsigned k_depth_max = 4;
constexpr std::uint64_t k_integer_max = INT64_MAX;

std::uint64_t byte(char c) { return static_cast<unsigned char>(c); }

}  // namespace

std::optional<CborReader::Head> CborReader::head() {
  if (failed_ || rest_.empty()) return std::nullopt;
  const std::uint64_t first = byte(rest_.front());
  Head head{static_cast<unsigned>(first >> 5), first & 31};
  if (head.value < 24) {
    rest_.remove_prefix(1);
    return head;
  }
  if (head.value > 27) return std::nullopt;  // reserved, or of indefinite length
  const std::size_t width = std::size_t{1} << (head.value - 24);
  if (rest_.size() < 1 + width) return std::nullopt;
  head.value = 0;
  for (std::size_t i = 1; i <= width; ++i) head.value = (head.value << 8) | byte(rest_[i]);
  // A number that fits into a shorter head has to stand in one.
  const std::uint64_t shorter = width == 1 ? 23 : (std::uint64_t{1} << (width * 4)) - 1;
  if (head.value <= shorter) return std::nullopt;
  rest_.remove_prefix(1 + width);
  return head;
}

std::uint64_t CborReader::expect(unsigned kind) {
  const auto found = head();
  if (found && found->kind == kind) return found->value;
  failed_ = true;
  return 0;
}

std::string_view CborReader::take(std::uint64_t length) {
  if (failed_ || length > rest_.size()) {
    failed_ = true;
    return {};
  }
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(length));
  rest_.remove_prefix(taken.size());
  return taken;
}

std::int64_t CborReader::integer() {
  const auto found = head();
  const bool fits = found && found->kind <= k_negative && found->value <= k_integer_max;
  if (!fits) {
    failed_ = true;
    return 0;
  }
  const auto value = static_cast<std::int64_t>(found->value);
  return found->kind == k_unsigned ? value : -1 - value;
}

std::string_view CborReader::bytes() { return take(expect(k_bytes)); }

std::string_view CborReader::text() { return take(expect(k_text)); }

std::size_t CborReader::map() {
  const std::uint64_t members = expect(k_map);
  // Each member takes two bytes at least, so a count beyond that is a lie told before any reading.
  if (members > rest_.size() / 2) failed_ = true;
  return failed_ ? 0 : static_cast<std::size_t>(members);
}

void CborReader::skip() { skip_level(0); }

void CborReader::skip_level(unsigned depth) {
  const auto found = head();
  if (!found || depth > k_depth_max) {
    failed_ = true;
    return;
  }
  switch (found->kind) {
    case k_unsigned:
    case k_negative: return;
    case k_bytes:
    case k_text: (void)take(found->value); return;
    case k_array:
    case k_map: {
      if (found->value > rest_.size()) failed_ = true;
      const std::uint64_t items = found->kind == k_map ? found->value * 2 : found->value;
      for (std::uint64_t i = 0; i < items && !failed_; ++i) skip_level(depth + 1);
      return;
    }
    case k_simple:
      if (found->value < k_false || found->value > k_null) failed_ = true;
      return;
    default: failed_ = true;
  }
}

}  // namespace bursar::identity::webauthn
