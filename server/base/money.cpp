// Checked money arithmetic and its text forms.
#include "base/money.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bursar {
namespace {

__extension__ using Wide = __int128;

// Quotient of wide integers rounded to nearest, ties as named.
std::int64_t divide(Wide value, Wide divisor, Rounding rounding) {
  const bool negative = value < 0;
  const Wide magnitude = negative ? -value : value;
  Wide quotient = magnitude / divisor;
  const Wide twice = (magnitude % divisor) * 2;
  const bool tie = twice == divisor;
  if (twice > divisor || (tie && (rounding == Rounding::half_up || quotient % 2 != 0))) ++quotient;
  check(quotient <= INT64_MAX, "amount exceeds 64 bits");
  return static_cast<std::int64_t>(negative ? -quotient : quotient);
}

std::optional<std::uint16_t> find(std::string_view code) {
  const auto& table = currency_table();
  const auto row =
      std::lower_bound(table.begin(), table.end(), code,
                       [](const CurrencyRow& a, std::string_view b) { return a.code < b; });
  if (row == table.end() || row->code != code) return std::nullopt;
  return static_cast<std::uint16_t>(row - table.begin() + 1);
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
  if (const auto index = find(code)) return Currency(*index);
  return invalid("currency", "unknown_currency",
                 "'" + std::string(code.substr(0, 8)) + "' is not a known currency code");
}

Currency Currency::of(std::string_view code) {
  const auto index = find(code);
  check(index.has_value(), "unknown currency literal");
  return Currency(*index);
}

std::string_view Currency::code() const {
  return index_ == 0 ? "" : currency_table()[index_ - 1].code;
}
int Currency::exponent() const { return index_ == 0 ? 0 : currency_table()[index_ - 1].exponent; }
std::string_view Currency::name() const {
  return index_ == 0 ? "" : currency_table()[index_ - 1].name;
}

Money operator+(const Money& a, const Money& b) {
  check(a.currency == b.currency, "sum across currencies");
  Money sum{0, a.currency};
  check(!__builtin_add_overflow(a.minor, b.minor, &sum.minor), "amount exceeds 64 bits");
  return sum;
}

Money operator-(const Money& a, const Money& b) {
  check(a.currency == b.currency, "difference across currencies");
  Money difference{0, a.currency};
  check(!__builtin_sub_overflow(a.minor, b.minor, &difference.minor), "amount exceeds 64 bits");
  return difference;
}

std::int64_t apply_ppm(std::int64_t minor, std::int64_t ppm, Rounding rounding) {
  return divide(Wide{minor} * ppm, 1'000'000, rounding);
}

std::int64_t cumulative_share(std::int64_t total, std::int64_t done, std::int64_t whole,
                              std::int64_t already) {
  check(whole > 0, "share of nothing");
  return divide(Wide{total} * done, whole, Rounding::half_up) - already;
}

std::string decimal_text(std::int64_t minor, int exponent) {
  const bool negative = minor < 0;
  std::string digits = std::to_string(negative ? 0 - static_cast<std::uint64_t>(minor)
                                               : static_cast<std::uint64_t>(minor));
  const auto width = static_cast<std::size_t>(exponent);
  if (width > 0) {
    if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
    digits.insert(digits.size() - width, 1, '.');
  }
  return negative ? "-" + digits : digits;
}

std::string to_text(const Money& money) {
  return decimal_text(money.minor, money.currency.exponent()) + " " +
         std::string(money.currency.code());
}

}  // namespace bursar
