// Numbers, durations, addresses and networks between text and value; exact, without locale and
// without floating point. Private to rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.hpp"

namespace bursar::rules {

std::optional<std::int64_t> parse_integer(std::string_view digits, bool negative);
/// "12.5" in units of 10^-`digits`; nothing when it has more digits or does not fit.
std::optional<std::int64_t> parse_fixed(std::string_view text, int digits, bool negative);
/// "1h30m", "500ms" in milliseconds.
std::optional<std::int64_t> parse_duration(std::string_view text, bool negative);
/// "500.00" of a currency, to the minor unit; a sign is allowed.
std::optional<std::int64_t> parse_money(std::string_view text, Currency currency);

std::string decimal_spelling(std::int64_t micro);
/// The fewest units that say it exactly: 5400000 is "90m".
std::string duration_spelling(std::int64_t ms);
/// "500.00" in the currency's digits, also for the least 64-bit number.
std::string money_spelling(std::int64_t minor, Currency currency);
/// In double quotes, with escapes.
std::string quoted(std::string_view text);

/// An address of either family in 128 bits; IPv4 stands in ::ffff:0:0/96.
struct Address {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool is_v4 = false;
};
std::optional<Address> parse_address(std::string_view text);
struct Network {
  Address base;
  int bits = 0;  ///< of 128
};
/// "10.0.0.0/8", "2001:db8::/32"; nothing when bits behind the prefix are set.
std::optional<Network> parse_network(std::string_view text);
bool contains(const Network& network, std::uint64_t high, std::uint64_t low);

/// "400000-400099" or "411111": leading digits of a card number, 1 to 8 of them.
struct BinRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
  int digits = 0;
};
std::optional<BinRange> parse_bin_range(std::string_view text);
bool contains(const BinRange& range, std::string_view bin);

}  // namespace bursar::rules
