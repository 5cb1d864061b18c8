// The fees' front door: what a merchant is charged per operation (fee plan) and what a provider charges
// us (cost profile). Pure integer arithmetic; each line keeps base and rate, so a later plan never
// changes the past.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "storage/storage.hpp"

namespace bursar::fees {

enum class Trigger { sale = 1, capture, refund, payout, dispute_opened };

/// One price: percentage and fixed part, with optional bounds. Amounts in the payment's currency.
struct Price {
  std::int64_t percent_ppm = 0;   ///< 1 % = 10,000
  std::int64_t fixed_minor = 0;   ///< in minor units of `currency`'s exponent 2; scaled by exponent
  std::optional<std::int64_t> min_minor;
  std::optional<std::int64_t> max_minor;
};

struct Plan {
  std::int64_t key = 0;           ///< row key, 0 before it is stored
  std::int64_t version = 1;
  std::string name;
  Price sale;
  Price refund;
  std::int64_t reserve_ppm = 0;   ///< rolling reserve share of gross
  std::int64_t reserve_days = 0;
  std::int64_t settle_days = 2;   ///< T+n: days from capture until pending money is available
  Rounding rounding = Rounding::half_up;
};

/// What the provider charges us for a sale: three lines, each rounded by itself.
struct CostProfile {
  Price interchange;
  Price scheme;
  Price acquirer;
};

/// One charged component of one operation.
struct FeeLine {
  Trigger trigger;
  std::string title;
  std::int64_t plan_key = 0;
  std::int64_t plan_version = 0;
  std::int64_t base_minor = 0;
  std::int64_t percent_ppm = 0;
  std::int64_t amount_minor = 0;
  Currency currency;
};

/// amount × ppm rounded as the plan says, plus fixed, clamped to min and max, never below 0.
std::int64_t charge(const Price& price, const Money& base, Rounding rounding);
FeeLine sale_fee(const Plan& plan, const Money& amount);
FeeLine refund_fee(const Plan& plan, const Money& amount);
std::int64_t reserve_share(const Plan& plan, const Money& amount);
struct Costs { std::int64_t interchange_minor = 0, scheme_minor = 0, acquirer_minor = 0; };
Costs sale_costs(const CostProfile& profile, const Money& amount);
/// Splits `total` into `parts` (weights) by largest remainder; the parts add up exactly.
std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights);

/// Stores a new version of a company's (or, with no company, the installation's) plan.
Plan save_plan(storage::Tx& tx, const Call& call, CompanyId company, Plan plan);
std::optional<Plan> load_plan(storage::Tx& tx, std::int64_t plan_key);
void save_lines(storage::Tx& tx, const Call& call, OperationId operation, const std::vector<FeeLine>& lines);
std::vector<FeeLine> lines_of(storage::Tx& tx, OperationId operation);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::fees
