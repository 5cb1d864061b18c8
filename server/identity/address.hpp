// Network addresses as API keys allow them: single ones and blocks, IPv4 and IPv6. Pure text work.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::identity {

/// An address in 16 bytes; IPv4 lies in ::ffff:0:0/96, so both families compare alike.
using AddressBytes = std::array<std::uint8_t, 16>;

/// "192.0.2.7", "2001:db8::7" or "::ffff:192.0.2.7"; nothing for anything else.
std::optional<AddressBytes> parse_address(std::string_view text);

/// A block of addresses: the first `bits` of `start` are common to all.
struct AddressBlock {
  AddressBytes start{};
  unsigned bits = 128;
  bool contains(const AddressBytes& address) const;
  /// "192.0.2.0/24", "2001:db8::/32"; a single address without its length.
  std::string text() const;
};

/// "192.0.2.0/24" or a single address; bits behind the length must be zero, so that nobody allows
/// more than they think.
std::optional<AddressBlock> parse_block(std::string_view text);

}  // namespace bursar::identity
