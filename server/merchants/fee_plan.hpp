// Which fee plan a merchant pays.
#pragma once

#include "fees/plans.hpp"
#include "merchants/merchants.hpp"

namespace bursar::merchants {

struct AssignFeePlan {
  MerchantId id;
  std::int64_t version = 0;  ///< of the merchant, as last read
  fees::FeePlanId plan;
  /// Currencies the merchant takes and the plan has no part for are charged the percentage alone;
  /// whoever assigns it has to say that they saw it.
  bool accepts_missing = false;
};
/// What the merchant's operations are charged by from now on. Errors: not_found (merchant in scope
/// as a whole, plan in reach and of the merchant's company or the installation);
/// conflict/version_changed; refused/merchant_closed, nothing_changed, missing_currencies (details
/// currencies).
Result<Merchant> assign_fee_plan(storage::Tx& tx, const Call& call, const AssignFeePlan& command);

}  // namespace bursar::merchants
