// The fees' front door: what a merchant is charged per operation (fee plan) and what a provider
// charges us (cost profile). Pure integer arithmetic; each line keeps base and rate, so a later
// plan never changes the past.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "storage/storage.hpp"

namespace bursar::fees {

struct FeePlanTag {
  static constexpr std::string_view k_prefix = "fp_";
  static constexpr const char* k_noun = "fee plan";
};
using FeePlanId = Id<FeePlanTag>;

enum class Trigger { sale = 1, capture, refund, payout, dispute_opened };
std::string_view word(Trigger trigger);

/// The fixed part and the bounds of a price in one currency, all in minor units of that currency:
/// 25 with EUR is 0.25 EUR, 30 with JPY is 30 yen.
struct FixedPart {
  Currency currency;
  std::int64_t fixed_minor = 0;
  std::optional<std::int64_t> min_minor;
  std::optional<std::int64_t> max_minor;
};

/// One price: a percentage for every currency plus a part per currency. A currency without a part
/// is charged the percentage alone; missing_currencies() tells where that would happen.
struct Price {
  std::int64_t percent_ppm = 0;  ///< 1 % = 10,000
  std::vector<FixedPart> parts;  ///< at most one per currency
  /// The part for `currency`, null when there is none.
  const FixedPart* part(Currency currency) const;
};

/// What happens to the sale fee when the sale is refunded.
enum class OnRefund { keep = 1, prorata };

struct Plan {
  std::int64_t key = 0;      ///< identifies the plan in all its versions, 0 before it is stored
  std::int64_t version = 0;  ///< counts from 1; saving makes the next one
  CompanyId company_id;      ///< none: the installation's, for every company to use
  std::string name;
  Price sale;
  Price refund;
  Price payout;
  OnRefund on_refund = OnRefund::keep;
  std::int64_t reserve_ppm = 0;  ///< rolling reserve share of gross
  std::int64_t reserve_days = 0;
  std::int64_t settle_days = 2;  ///< T+n: days from capture until pending money is available
  Rounding rounding = Rounding::half_up;
  Instant valid_from;    ///< charges from then on; 0: as soon as it is saved
  std::string saved_by;  ///< who made this version
  Instant saved_at;
};

/// What the provider charges us for a sale: three lines, each rounded by itself.
struct CostProfile {
  Price interchange;
  Price scheme;
  Price acquirer;
};

/// One charged component of one operation: base, rate and fixed part as they were applied.
struct FeeLine {
  Trigger trigger;
  std::string title;
  std::int64_t plan_key = 0;
  std::int64_t plan_version = 0;
  std::int64_t base_minor = 0;
  std::int64_t percent_ppm = 0;
  std::int64_t fixed_minor = 0;
  std::int64_t amount_minor = 0;
  Currency currency;
};

/// amount × ppm rounded as named, plus fixed, clamped to min and max, never below 0. The charge may
/// exceed a small base: 0.10 EUR at 1.40 % + 0.25 costs 0.25. `base` below 0 is a Bug.
std::int64_t charge(const Price& price, const Money& base, Rounding rounding);

/// Which bound decided a charge.
enum class Bound { none, min, max };
/// A charge in its steps, as the calculator shows them; charge() is its amount.
struct Steps {
  std::string exact;               ///< base × rate in minor units before rounding: "36.25"
  std::int64_t percent_minor = 0;  ///< the same, rounded
  std::int64_t fixed_minor = 0;
  Bound bound = Bound::none;
  std::int64_t amount_minor = 0;
};
Steps steps_of(const Price& price, const Money& base, Rounding rounding);
FeeLine sale_fee(const Plan& plan, const Money& amount);
FeeLine refund_fee(const Plan& plan, const Money& amount);
FeeLine payout_fee(const Plan& plan, const Money& amount);
std::int64_t reserve_share(const Plan& plan, const Money& amount);
struct Costs {
  std::int64_t interchange_minor = 0, scheme_minor = 0, acquirer_minor = 0;
};
Costs sale_costs(const CostProfile& profile, const Money& amount);

/// Where a refund stands: of `captured` and its `fee`, `refunded` is given back including this
/// refund, and `returned` of the fee was given back by earlier refunds.
struct FeeReturn {
  std::int64_t fee_minor = 0, captured_minor = 0, refunded_minor = 0, returned_minor = 0;
};
/// Part of the sale fee this refund gives back (0 when the plan keeps it). All parts of a sale add
/// up to its fee exactly (cumulative difference).
std::int64_t returned_fee(const Plan& plan, const FeeReturn& refund);

/// Splits `total` into `weights.size()` parts by largest remainder; the parts add up exactly and
/// equal remainders favour earlier parts. Weights are ≥ 0 with a sum > 0, else Bug.
std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights);

/// Currencies of `currencies` that a price of the plan with fixed parts says nothing about.
std::vector<Currency> missing_currencies(const Plan& plan, const std::vector<Currency>& currencies);
/// Errors: invalid with the field named: name, sale/refund/payout (.percent_ppm, .parts.currency,
/// .parts.fixed_minor, .parts.max_minor), reserve_ppm, reserve_days, settle_days.
Result<void> validate(const Plan& plan);

/// Stores a plan of a company (or, with none, of the installation): a first version when `plan.key`
/// is 0, else the version after `plan.version`. A first version begins at once. Errors: those of
/// validate; not_found (no such plan of this company); conflict/version_changed when `plan.version`
/// is not the newest.
Result<Plan> save_plan(storage::Tx& tx, const Call& call, CompanyId company, Plan plan);
/// The newest version of a plan.
std::optional<Plan> load_plan(storage::Tx& tx, std::int64_t plan_key);
/// The version that charges at `now`: the highest one that has begun. The first always has.
std::optional<Plan> load_plan_at(storage::Tx& tx, std::int64_t plan_key, Instant now);
/// One version of a plan, for the page that explains an old fee line.
std::optional<Plan> load_plan(storage::Tx& tx, std::int64_t plan_key, std::int64_t version);
/// The newest version of the installation's first plan: what a merchant without a plan of its own
/// pays.
std::optional<Plan> default_plan(storage::Tx& tx);
/// Newest versions of the plans a company may use: its own and the installation's.
std::vector<Plan> plans_of(storage::Tx& tx, CompanyId company);

/// Stores a cost profile (never changed afterwards) and returns its key, for the provider account's
/// row.
std::int64_t save_costs(storage::Tx& tx, const Call& call, const CostProfile& profile);
/// A key that was never stored is a Bug.
CostProfile load_costs(storage::Tx& tx, std::int64_t cost_key);

/// Lines are written once per operation and trigger; the same line again changes nothing.
void save_lines(storage::Tx& tx, const Call& call, OperationId operation,
                const std::vector<FeeLine>& lines);
std::vector<FeeLine> lines_of(storage::Tx& tx, OperationId operation);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::fees
