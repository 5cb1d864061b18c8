// The acquirer's own double-entry book: the truth about what really happened, against which the
// server's books are compared. Every executed effect is one pair of entries that sums to zero.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/core/types.hpp"

namespace bursar::simulator {

/// Money that moved, once. `number` counts from 1 without gaps, in the order of execution.
struct Effect {
  std::int64_t number = 0;
  std::int64_t operation = 0;  ///< sequence of the operation that caused it
  Kind kind = Kind::charge;
  std::string reference;
  /// What this follows: of a refund, capture or chargeback its charge, of a reversal or return what
  /// it undoes.
  std::string charge_reference;
  Money amount;
  Instant executed_at;
  bool operator==(const Effect&) const = default;
};

/// issuers: what the cardholders' banks owe us; merchant: what we owe the merchant (negative).
enum class Account { issuers = 1, merchant = 2 };

struct Entry {
  std::int64_t effect = 0;
  Account account = Account::issuers;
  Money signed_amount;
};

struct Total {
  std::int64_t count = 0;
  std::int64_t amount_minor = 0;
};

struct CurrencyTotals {
  Total charges;
  Total refunds;
  Total captures, payouts, reversals, returns, chargebacks, chargeback_reversals;
  std::int64_t issuers_minor = 0;
  std::int64_t merchant_minor = 0;
};

class Book {
 public:
  /// Posts the next effect. A number out of turn, a refund above its charge, or undoing more than
  /// was done, is a Bug.
  void post(Effect effect);

  const std::vector<Effect>& effects() const { return effects_; }
  std::vector<Effect> effects_of(std::string_view reference) const;
  /// How often `reference` was executed: 0 or 1 while references are honoured, and one more for a
  /// return.
  std::size_t count_of(std::string_view reference) const;
  /// Effects with a greater number, at most `limit` of them.
  std::span<const Effect> after(std::int64_t number, std::size_t limit) const;

  /// Charged or captured, and refunded, under one charge reference.
  std::int64_t charged_minor(std::string_view charge_reference) const;
  std::int64_t refunded_minor(std::string_view charge_reference) const;
  /// Reversed or returned of a charge and its captures, or of a payout.
  std::int64_t undone_minor(std::string_view reference) const;

  /// Whether an effect of the book brings money in for the merchant.
  bool comes_in(const Effect& effect) const;

  /// Sums of the entries, recomputed; by currency code.
  std::map<std::string, CurrencyTotals> totals() const;
  const std::vector<Entry>& entries() const { return entries_; }
  /// True when the entries of every currency sum to zero.
  bool balanced() const;

 private:
  struct Sums {
    std::vector<std::size_t> effects;  ///< positions in effects_
    std::int64_t charged_minor = 0;
    std::int64_t refunded_minor = 0;  ///< by refunds that name this reference as their charge
    std::int64_t paid_out_minor = 0;
    std::int64_t undone_minor = 0;
  };
  bool undo(const Effect& effect);
  const Sums* sums_of(std::string_view reference) const;
  std::vector<Effect> effects_;
  std::vector<Entry> entries_;
  std::map<std::string, Sums, std::less<>> by_reference_;
};

}  // namespace bursar::simulator
