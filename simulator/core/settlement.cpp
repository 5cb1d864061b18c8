// Fees, totals, and when a file is made: on demand, and for every virtual day that had effects.
#include "simulator/core/settlement.hpp"

#include "simulator/core/acquirer.hpp"

namespace bursar::simulator {

SettledLine settle_line(const Effect& effect, bool comes_in, const FeePlan& fees) {
  SettledLine line;
  line.gross_minor = comes_in ? effect.amount.minor : -effect.amount.minor;
  switch (effect.kind) {
    case Kind::charge:
    case Kind::capture:
      line.fee_minor =
          apply_ppm(effect.amount.minor, fees.ppm, Rounding::half_up) + fees.fixed_minor;
      break;
    case Kind::payout: line.fee_minor = fees.fixed_minor; break;
    case Kind::chargeback: line.fee_minor = fees.dispute_minor; break;
    default: break;
  }
  return line;
}

std::map<std::string, SettledTotal> totals_of(const Book& book, const SettlementFile& file) {
  std::map<std::string, SettledTotal> totals;
  for (const Effect& effect :
       book.after(file.after, static_cast<std::size_t>(file.last - file.after))) {
    const SettledLine line = settle_line(effect, book.comes_in(effect), file.fees);
    SettledTotal& total = totals[std::string(effect.amount.currency.code())];
    ++total.count;
    total.gross_minor += line.gross_minor;
    total.fee_minor += line.fee_minor;
    total.net_minor += line.net_minor();
  }
  return totals;
}

bool Acquirer::make_settlement(Instant at) {
  const auto last = static_cast<std::int64_t>(book_.effects().size());
  const std::int64_t after = settlements_.empty() ? 0 : settlements_.back().last;
  if (last == after) return false;
  SettlementFile file;
  file.number = static_cast<std::int64_t>(settlements_.size()) + 1;
  file.after = after;
  file.last = last;
  file.made_at = at;
  file.fees = {settings_.fee_ppm, settings_.fee_fixed_minor, settings_.dispute_fee_minor};
  changes_.emplace_back(file);
  settlements_.push_back(file);
  return true;
}

bool Acquirer::emit_settlement(Instant now) {
  settle(now);
  return make_settlement(latest_);
}

// Before anything of a later day enters the book, the day of its last effect is settled.
void Acquirer::close_day(Instant now) {
  if (book_.effects().empty()) return;
  const std::int64_t day = utc_day(book_.effects().back().executed_at);
  if (day < utc_day(now)) make_settlement(Instant{(day + 1) * k_day_ms});
}

}  // namespace bursar::simulator
