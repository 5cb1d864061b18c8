// Posting and summing of the acquirer's book.
#include "simulator/core/book.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bursar::simulator {

void Book::post(Effect effect) {
  check(effect.number == static_cast<std::int64_t>(effects_.size()) + 1, "effect out of turn");
  check(effect.amount.minor > 0, "effect without an amount");
  const Money amount = effect.amount;
  const Money opposite{-amount.minor, amount.currency};
  const bool charge = effect.kind == Kind::charge;
  if (charge) {
    by_reference_[effect.reference].charged_minor += amount.minor;
  } else {
    Sums& sums = by_reference_[effect.charge_reference];
    check(amount.minor <= sums.charged_minor - sums.refunded_minor, "refund above its charge");
    sums.refunded_minor += amount.minor;
  }
  by_reference_[effect.reference].effects.push_back(effects_.size());
  entries_.push_back({effect.number, Account::issuers, charge ? amount : opposite});
  entries_.push_back({effect.number, Account::merchant, charge ? opposite : amount});
  effects_.push_back(std::move(effect));
}

std::vector<Effect> Book::effects_of(std::string_view reference) const {
  std::vector<Effect> found;
  const auto sums = by_reference_.find(reference);
  if (sums == by_reference_.end()) return found;
  for (const std::size_t position : sums->second.effects) found.push_back(effects_[position]);
  return found;
}

std::size_t Book::count_of(std::string_view reference) const {
  const auto sums = by_reference_.find(reference);
  return sums == by_reference_.end() ? 0 : sums->second.effects.size();
}

std::span<const Effect> Book::after(std::int64_t number, std::size_t limit) const {
  const auto all = std::span<const Effect>(effects_);
  const auto from =
      std::min(static_cast<std::size_t>(std::max<std::int64_t>(number, 0)), all.size());
  return all.subspan(from, std::min(limit, all.size() - from));
}

std::int64_t Book::charged_minor(std::string_view charge_reference) const {
  const auto sums = by_reference_.find(charge_reference);
  return sums == by_reference_.end() ? 0 : sums->second.charged_minor;
}

std::int64_t Book::refunded_minor(std::string_view charge_reference) const {
  const auto sums = by_reference_.find(charge_reference);
  return sums == by_reference_.end() ? 0 : sums->second.refunded_minor;
}

std::map<std::string, CurrencyTotals> Book::totals() const {
  std::map<std::string, CurrencyTotals> totals;
  for (const Effect& effect : effects_) {
    CurrencyTotals& of_currency = totals[std::string(effect.amount.currency.code())];
    Total& total = effect.kind == Kind::charge ? of_currency.charges : of_currency.refunds;
    ++total.count;
    total.amount_minor += effect.amount.minor;
  }
  for (const Entry& entry : entries_) {
    CurrencyTotals& of_currency = totals[std::string(entry.signed_amount.currency.code())];
    (entry.account == Account::issuers ? of_currency.issuers_minor : of_currency.merchant_minor) +=
        entry.signed_amount.minor;
  }
  return totals;
}

bool Book::balanced() const {
  std::map<Currency, std::int64_t> sums;
  for (const Entry& entry : entries_)
    sums[entry.signed_amount.currency] += entry.signed_amount.minor;
  return std::all_of(sums.begin(), sums.end(), [](const auto& sum) { return sum.second == 0; });
}

}  // namespace bursar::simulator
