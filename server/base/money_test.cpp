// Money: checked sums, rounding, shares, text, and the currency table against an independent list.
#include "base/money.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "testing/testing.hpp"

namespace bursar {
namespace {

Money euro(std::int64_t minor) { return {minor, Currency::of("EUR")}; }

TEST(Money, sums_stay_in_one_currency_and_64_bits) {
  // Protects: amounts of two currencies never mix and an overflow stops instead of wrapping.
  EXPECT_EQ(euro(150) + euro(-200), euro(-50));
  EXPECT_EQ(euro(150) - euro(200), euro(-50));
  EXPECT_EQ(euro(INT64_MAX - 1) + euro(1), euro(INT64_MAX));
  EXPECT_THROW(euro(INT64_MAX) + euro(1), Bug);
  EXPECT_THROW(euro(INT64_MIN) - euro(1), Bug);
  EXPECT_THROW(euro(1) + (Money{1, Currency::of("USD")}), Bug);
  EXPECT_THROW(euro(1) - Money{}, Bug);
}

TEST(Money, rates_round_as_named_on_both_sides_of_zero) {
  // Protects: half up goes away from zero, half even to even, for debits as for credits.
  EXPECT_EQ(apply_ppm(50, 10'000, Rounding::half_up), 1);
  EXPECT_EQ(apply_ppm(-50, 10'000, Rounding::half_up), -1);
  EXPECT_EQ(apply_ppm(50, 10'000, Rounding::half_even), 0);
  EXPECT_EQ(apply_ppm(-150, 10'000, Rounding::half_even), -2);
  EXPECT_EQ(apply_ppm(49, 10'000, Rounding::half_up), 0);
  EXPECT_EQ(apply_ppm(51, 10'000, Rounding::half_even), 1);
}

TEST(Money, products_are_exact_in_128_bits) {
  // Protects: a large amount times a rate is neither cut nor wrapped.
  EXPECT_EQ(apply_ppm(INT64_MAX, 1'000'000, Rounding::half_up), INT64_MAX);
  EXPECT_EQ(apply_ppm(INT64_MIN + 1, 1'000'000, Rounding::half_up), INT64_MIN + 1);
  EXPECT_THROW(apply_ppm(INT64_MAX, 1'000'001, Rounding::half_up), Bug);
}

TEST(Money, cumulative_shares_add_up) {
  // Protects: parts returned one after another make the whole, where naive rounding loses a cent.
  EXPECT_EQ(cumulative_share(165, 2'500, 10'000, 0), 41);
  EXPECT_EQ(cumulative_share(165, 5'000, 10'000, 41), 42);
  EXPECT_EQ(cumulative_share(165, 7'500, 10'000, 83), 41);
  EXPECT_EQ(cumulative_share(165, 10'000, 10'000, 124), 41);
  EXPECT_THROW(cumulative_share(1, 1, 0, 0), Bug);
}

TEST(Money, text_has_the_digits_of_the_currency) {
  // Protects: amounts read right with 0, 2, 3 and 8 digits, below one and below zero.
  EXPECT_EQ(to_text(euro(1'234)), "12.34 EUR");
  EXPECT_EQ(to_text(euro(-5)), "-0.05 EUR");
  EXPECT_EQ(to_text({1'250, Currency::of("JPY")}), "1250 JPY");
  EXPECT_EQ(to_text({1'005, Currency::of("KWD")}), "1.005 KWD");
  EXPECT_EQ(to_text({1, Currency::of("LTC")}), "0.00000001 LTC");
  EXPECT_EQ(decimal_text(0, 2), "0.00");
  EXPECT_EQ(decimal_text(INT64_MIN, 2), "-92233720368547758.08");
  EXPECT_EQ(decimal_text(INT64_MAX, 0), "9223372036854775807");
}

TEST(Currency, only_codes_of_the_table_exist) {
  // Protects: a misspelt or foreign code is refused with its field, whatever it contains.
  EXPECT_EQ(Currency::parse("EUR")->code(), "EUR");
  EXPECT_EQ(Currency::parse("EUR")->name(), "Euro");
  for (const char* code : {"", "eur", "EU", "EURO", "XTS", "XAU", "ZZZ", "E R"}) {
    const auto parsed = Currency::parse(code);
    ASSERT_FALSE(parsed.has_value()) << code;
    EXPECT_EQ(parsed.error().code, "unknown_currency");
    EXPECT_EQ(parsed.error().field, "currency");
  }
  EXPECT_THROW(Currency::of("ZZZ"), Bug);
  EXPECT_EQ(Currency().code(), "");
  EXPECT_NE(Currency(), Currency::of("AED"));
}

TEST(Currency, exponents) {
  // Protects: a wrong number of digits is a wrong amount by a factor of ten or more.
  const std::set<std::string_view> none{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                        "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                        "VND", "VUV", "XAF", "XOF", "XPF"};
  const std::set<std::string_view> three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  for (const CurrencyRow& row : currency_table()) {
    int expected = 2;
    if (none.contains(row.code)) expected = 0;
    if (three.contains(row.code)) expected = 3;
    if (row.code == "CLF" || row.code == "UYW") expected = 4;
    if (row.code == "BTC" || row.code == "LTC") expected = 8;
    EXPECT_EQ(row.exponent, expected) << row.code;
    EXPECT_EQ(Currency::of(row.code).exponent(), expected);
  }
  for (const auto code : none) EXPECT_TRUE(Currency::parse(code).has_value()) << code;
  for (const auto code : three) EXPECT_TRUE(Currency::parse(code).has_value()) << code;
}

TEST(Currency, table_is_sorted_and_complete) {
  // Protects: the binary search finds every code, and no currency of the standard is missing.
  const auto& table = currency_table();
  for (std::size_t i = 1; i < table.size(); ++i) EXPECT_LT(table[i - 1].code, table[i].code);
  std::ifstream file("/usr/share/iso-codes/json/iso_4217.json");
  if (!file) GTEST_SKIP() << "the package iso-codes is not installed";
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // Withdrawn, or without a minor unit.
  const std::set<std::string> left_out{"CUC",
                                       "HRK",
                                       "SLL",
                                       "ZWL",
                                       "XAG",
                                       "XAU",
                                       "XBA",
                                       "XBB",
                                       "XBC",
                                       "XBD",
                                       "XDR",
                                       "XPD",
                                       "XPT",
                                       "XSU",
                                       "XTS",
                                       "XUA",
                                       std::string(3, 'X')};
  const std::regex code("\"alpha_3\": \"([A-Z]{3})\"");
  int seen = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at, ++seen) {
    const std::string found = (*at)[1];
    EXPECT_NE(Currency::parse(found).has_value(), left_out.contains(found)) << found;
  }
  EXPECT_GT(seen, 150);
}

}  // namespace
}  // namespace bursar
