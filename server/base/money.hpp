// Money and Currency. Amounts are 64-bit integers in minor units; arithmetic is checked and never
// crosses currencies; products are taken in 128 bits and rounded where the caller names the
// rounding.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace bursar {

/// Three- or four-letter code packed into an integer; only codes in the currency table exist.
class Currency {
 public:
  Currency() = default;
  /// Errors: invalid `currency` / unknown_currency.
  static Result<Currency> parse(std::string_view code);
  /// For literals in tests and seed data; a code outside the table is a Bug.
  static Currency of(std::string_view code);

  std::string_view code() const;
  /// Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD, 8 for LTC.
  int exponent() const;
  std::string_view name() const;
  auto operator<=>(const Currency&) const = default;

 private:
  explicit Currency(std::uint16_t index) : index_(index) {}
  std::uint16_t index_ = 0;  ///< position in the table; 0 is no currency
};

/// One row of the currency reference table.
struct CurrencyRow {
  std::string_view code;
  int exponent;
  std::string_view name;
};
/// ISO 4217 plus the overlay of assets outside it, ordered by code.
const std::vector<CurrencyRow>& currency_table();

struct Money {
  std::int64_t minor = 0;
  Currency currency;
  auto operator<=>(const Money&) const = default;
};

/// Same-currency sums; another currency or a 64-bit overflow is a Bug.
Money operator+(const Money& a, const Money& b);
Money operator-(const Money& a, const Money& b);

enum class Rounding { half_up, half_even };

/// `minor` × `ppm` / 1,000,000, rounded as named (half_up rounds away from zero).
std::int64_t apply_ppm(std::int64_t minor, std::int64_t ppm, Rounding rounding);

/// Part of `total` that belongs to `done` of `whole` by the cumulative-difference rule: what should
/// be returned in all after `done`, minus `already`. Successive parts add up to `total` exactly.
std::int64_t cumulative_share(std::int64_t total, std::int64_t done, std::int64_t whole,
                              std::int64_t already);

/// "12.34 EUR", "1250 JPY"; for messages and exports, never parsed back.
std::string to_text(const Money& money);
/// "12.34": decimal text of minor units with the currency's digits.
std::string decimal_text(std::int64_t minor, int exponent);

}  // namespace bursar
