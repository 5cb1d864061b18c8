// Tests of the acquirer's double-entry book.
#include "simulator/core/book.hpp"

#include <gtest/gtest.h>

#include "base/check.hpp"

namespace bursar::simulator {
namespace {

Effect charge(std::int64_t number, std::string reference, std::int64_t minor,
              const char* currency) {
  return {number, number, Kind::charge, std::move(reference), "", {minor, Currency::of(currency)},
          {}};
}
Effect refund(std::int64_t number, std::string reference, std::string of, std::int64_t minor) {
  return {number,
          number,
          Kind::refund,
          std::move(reference),
          std::move(of),
          {minor, Currency::of("EUR")},
          {}};
}

TEST(Book, BalancesPerCurrencyAndSumsByKind) {
  // Protects: totals come from entries that sum to zero in every currency.
  Book book;
  book.post(charge(1, "a", 1000, "EUR"));
  book.post(charge(2, "b", 500, "JPY"));
  book.post(refund(3, "r", "a", 300));
  EXPECT_TRUE(book.balanced());
  EXPECT_EQ(book.entries().size(), 6U);
  const auto totals = book.totals();
  ASSERT_EQ(totals.size(), 2U);
  EXPECT_EQ(totals.at("EUR").charges.amount_minor, 1000);
  EXPECT_EQ(totals.at("EUR").refunds.amount_minor, 300);
  EXPECT_EQ(totals.at("EUR").issuers_minor, 700);
  EXPECT_EQ(totals.at("EUR").merchant_minor, -700);
  EXPECT_EQ(totals.at("JPY").charges.count, 1);
}

TEST(Book, CountsEffectsOfOneReference) {
  // Protects: a double execution is visible as a count of two.
  Book book;
  book.post(charge(1, "a", 1000, "EUR"));
  EXPECT_EQ(book.count_of("a"), 1U);
  EXPECT_EQ(book.count_of("b"), 0U);
  book.post(charge(2, "a", 1000, "EUR"));
  EXPECT_EQ(book.count_of("a"), 2U);
  EXPECT_EQ(book.effects_of("a").back().number, 2);
}

TEST(Book, RefusesARefundAboveItsCharge) {
  // Protects: the last guard of the refund bound, under whatever decided wrongly above it.
  Book book;
  book.post(charge(1, "a", 1000, "EUR"));
  book.post(refund(2, "r1", "a", 600));
  EXPECT_THROW(book.post(refund(3, "r2", "a", 401)), Bug);
  book.post(refund(3, "r2", "a", 400));
  EXPECT_EQ(book.refunded_minor("a"), 1000);
}

TEST(Book, NumbersAreGaplessAndPaged) {
  // Protects: a reader that pages by number sees every effect exactly once.
  Book book;
  EXPECT_THROW(book.post(charge(2, "a", 1, "EUR")), Bug);
  for (int i = 1; i <= 5; ++i) book.post(charge(i, "c" + std::to_string(i), 100, "EUR"));
  EXPECT_EQ(book.after(0, 2).size(), 2U);
  EXPECT_EQ(book.after(2, 10).front().number, 3);
  EXPECT_TRUE(book.after(5, 10).empty());
  EXPECT_TRUE(book.after(99, 10).empty());
}

}  // namespace
}  // namespace bursar::simulator
