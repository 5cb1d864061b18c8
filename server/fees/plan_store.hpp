// Private store of the fees: plans by who may see them, and operations as they were charged.
#pragma once

#include "fees/plans.hpp"

namespace bursar::fees::store {

/// Newest versions of the plans in scope, all or the one named.
std::vector<PlanInReach> plans(storage::Tx& tx, const Scope& scope, Instant now, FeePlanId only);
/// Every version of a plan, newest first.
std::vector<std::int64_t> versions(storage::Tx& tx, FeePlanId id);

/// How often one amount was charged one fee.
struct Charged {
  Trigger trigger = Trigger::sale;
  Currency currency;
  std::int64_t base_minor = 0;
  std::int64_t fee_minor = 0;
  std::int64_t count = 0;
};
/// What a merchant's newest payments since `from` were charged, at most `payments_max` of them.
std::vector<Charged> charged(storage::Tx& tx, MerchantId merchant, const Period& period);
/// How many payments that were.
std::int64_t payments(storage::Tx& tx, MerchantId merchant, const Period& period);

}  // namespace bursar::fees::store
