// Posting and summing of the acquirer's book.
#include "simulator/core/book.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bursar::simulator {

// True when money comes in from the issuers again: a payout is undone.
bool Book::undo(const Effect& effect) {
  Sums& sums = by_reference_[effect.charge_reference];
  sums.undone_minor += effect.amount.minor;
  if (sums.paid_out_minor > 0) {
    check(sums.undone_minor <= sums.paid_out_minor, "more undone than was paid out");
    return true;
  }
  Sums* charge = &sums;
  if (!sums.effects.empty() && effects_[sums.effects.front()].kind == Kind::capture) {
    charge = &by_reference_[effects_[sums.effects.front()].charge_reference];
    charge->undone_minor += effect.amount.minor;
  }
  check(charge->undone_minor <= charge->charged_minor - charge->refunded_minor,
        "more undone than was charged");
  return false;
}

void Book::post(Effect effect) {
  check(effect.number == static_cast<std::int64_t>(effects_.size()) + 1, "effect out of turn");
  check(effect.amount.minor > 0, "effect without an amount");
  const Money amount = effect.amount;
  const Money opposite{-amount.minor, amount.currency};
  bool comes_in = false;
  switch (effect.kind) {
    case Kind::charge:
      by_reference_[effect.reference].charged_minor += amount.minor;
      comes_in = true;
      break;
    case Kind::capture:
      by_reference_[effect.charge_reference].charged_minor += amount.minor;
      comes_in = true;
      break;
    case Kind::refund: {
      Sums& sums = by_reference_[effect.charge_reference];
      check(amount.minor <= sums.charged_minor - sums.refunded_minor - sums.undone_minor,
            "refund above its charge");
      sums.refunded_minor += amount.minor;
      break;
    }
    case Kind::payout: by_reference_[effect.reference].paid_out_minor += amount.minor; break;
    case Kind::reversal:
    case Kind::given_back: comes_in = undo(effect); break;
    case Kind::chargeback:
    case Kind::chargeback_reversal: {
      comes_in = effect.kind == Kind::chargeback_reversal;
      Sums& sums = by_reference_[effect.charge_reference];
      sums.undone_minor += comes_in ? -amount.minor : amount.minor;
      check(sums.undone_minor >= 0 && sums.undone_minor <= sums.charged_minor - sums.refunded_minor,
            "more charged back than was charged");
      break;
    }
    default: check(false, "effect of a kind that moves nothing");
  }
  by_reference_[effect.reference].effects.push_back(effects_.size());
  entries_.push_back({effect.number, Account::issuers, comes_in ? amount : opposite});
  entries_.push_back({effect.number, Account::merchant, comes_in ? opposite : amount});
  effects_.push_back(std::move(effect));
}

const Book::Sums* Book::sums_of(std::string_view reference) const {
  const auto sums = by_reference_.find(reference);
  return sums == by_reference_.end() ? nullptr : &sums->second;
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
  const Sums* sums = sums_of(charge_reference);
  return sums ? sums->charged_minor : 0;
}

std::int64_t Book::refunded_minor(std::string_view charge_reference) const {
  const Sums* sums = sums_of(charge_reference);
  return sums ? sums->refunded_minor : 0;
}

std::int64_t Book::undone_minor(std::string_view reference) const {
  const Sums* sums = sums_of(reference);
  return sums ? sums->undone_minor : 0;
}

namespace {

Total& total_of(CurrencyTotals& totals, Kind kind) {
  switch (kind) {
    case Kind::charge: return totals.charges;
    case Kind::capture: return totals.captures;
    case Kind::payout: return totals.payouts;
    case Kind::reversal: return totals.reversals;
    case Kind::given_back: return totals.returns;
    case Kind::chargeback: return totals.chargebacks;
    case Kind::chargeback_reversal: return totals.chargeback_reversals;
    default: return totals.refunds;
  }
}

}  // namespace

// The first of its two entries says it.
bool Book::comes_in(const Effect& effect) const {
  return entries_[static_cast<std::size_t>(effect.number - 1) * 2].signed_amount.minor > 0;
}

std::map<std::string, CurrencyTotals> Book::totals() const {
  std::map<std::string, CurrencyTotals> totals;
  for (const Effect& effect : effects_) {
    CurrencyTotals& of_currency = totals[std::string(effect.amount.currency.code())];
    Total& total = total_of(of_currency, effect.kind);
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
