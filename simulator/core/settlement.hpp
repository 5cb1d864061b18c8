// Settlement files: what the acquirer pays the merchant for, line by line, exact to the minor unit.
#pragma once

#include <map>
#include <span>
#include <string>

#include "simulator/core/book.hpp"
#include "simulator/core/dispute.hpp"

namespace bursar::simulator {

/// One effect as it is settled; `gross` is signed as the merchant sees it, net = gross − fee.
struct SettledLine {
  std::int64_t gross_minor = 0;
  std::int64_t fee_minor = 0;
  std::int64_t net_minor() const { return gross_minor - fee_minor; }
};
/// Captures and charges cost a share and a fixed amount, payouts the fixed amount, money taken back
/// by a cardholder's bank the dispute fee, everything else nothing.
SettledLine settle_line(const Effect& effect, bool comes_in, const FeePlan& fees);

struct SettledTotal {
  std::int64_t count = 0;
  std::int64_t gross_minor = 0, fee_minor = 0, net_minor = 0;
};
/// Control totals by currency code.
std::map<std::string, SettledTotal> totals_of(const Book& book, const SettlementFile& file);

}  // namespace bursar::simulator
