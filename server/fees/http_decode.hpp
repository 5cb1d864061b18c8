// Requests of fee plans → commands. Private to fees; a gate reads kept requests again with them.
#pragma once

#include "fees/plans.hpp"
#include "merchants/fee_plan.hpp"
#include "net/http.hpp"

namespace bursar::fees {

struct CreatePlan {
  CompanyId company;
  Plan plan;
};
Result<CreatePlan> decode_create(const net::Request& request);
/// The plan as it is to be, with the key and the version its editor started from.
Result<Plan> decode_save(const net::Request& request);
Result<merchants::AssignFeePlan> decode_assign(const net::Request& request);

struct Calculate {
  Plan plan;
  Trigger trigger = Trigger::sale;
  Money amount;
};
Result<Calculate> decode_calculate(const net::Request& request);

/// A draft or a stored plan, over the payments of one merchant or of all that pay a plan.
struct Compare {
  std::optional<Plan> draft;
  FeePlanId id;
  MerchantId merchant;
};
Result<Compare> decode_compare(const net::Request& request);

}  // namespace bursar::fees
