// What people do with fee plans: the plans in reach, new versions with their trail, and what a plan
// would have charged for operations that are long done.
#pragma once

#include <map>

#include "fees/fees.hpp"

namespace bursar::fees {

/// A plan as somebody sees it: the newest version, and what is around it in their reach.
struct PlanInReach {
  Plan plan;
  std::string company_name;           ///< empty for the installation's
  std::int64_t version_in_force = 0;  ///< charges now; below the newest while that one waits
  std::int64_t merchants = 0;         ///< who pays it, of those in reach
  bool can_change = false;            ///< the place of the plan is in reach as a whole
};

/// Plans of the installation and of companies in reach, and those that merchants in reach pay. The
/// installation's first, then by name.
std::vector<PlanInReach> list_plans(storage::Tx& tx, const Call& call);
/// Errors: not_found, also for a plan out of reach.
Result<PlanInReach> read_plan(storage::Tx& tx, const Call& call, FeePlanId id);
/// Its versions, newest first. Errors: as read_plan.
Result<std::vector<Plan>> list_versions(storage::Tx& tx, const Call& call, FeePlanId id);

/// A merchant that pays a plan.
struct Payer {
  MerchantId id;
  std::string name, company_name;
  std::vector<Currency> currencies;
};
/// Merchants in scope that pay the plan, by name, at most `limit`.
std::vector<Payer> payers_of(storage::Tx& tx, const Scope& scope, FeePlanId id, std::int64_t limit);

/// A first version at a place in reach. Errors: not_found (company), forbidden (the installation's
/// without reaching all of it), those of validate.
Result<Plan> create_plan(storage::Tx& tx, const Call& call, CompanyId company, Plan plan);
/// The version after `plan.version` of plan `plan.key`. Errors: not_found; forbidden where the plan
/// is seen but its place is not in reach; those of save_plan; refused/nothing_changed;
/// invalid/valid_from when it lies more than a year ahead.
Result<Plan> save_version(storage::Tx& tx, const Call& call, Plan plan);

/// Operations of one kind and currency: what was charged, and what the other plan charges.
struct Compared {
  Trigger trigger = Trigger::sale;
  Currency currency;
  std::int64_t operations = 0;
  std::int64_t volume_minor = 0;
  std::int64_t charged_minor = 0;
  std::int64_t would_charge_minor = 0;
};
struct Comparison {
  std::vector<Compared> rows;  ///< by trigger, then currency
  std::int64_t payments = 0;   ///< looked at
  bool is_complete = true;     ///< false: older payments of the period were not looked at
};
struct Period {
  Instant from;                       ///< payments accepted since then
  std::int64_t payments_max = 5'000;  ///< newest of each merchant first
};
/// Applies `plan` to what the operations of these merchants were really charged on. Each operation
/// is rounded by itself, as it would have been. What a refund gave back of a sale's fee is left
/// out.
Comparison compare(storage::Tx& tx, const std::vector<MerchantId>& merchants, const Plan& plan,
                   const Period& period);

}  // namespace bursar::fees
