// Use case: another fee plan for a merchant.
#include "merchants/fee_plan.hpp"
#include "merchants/record.hpp"
#include "merchants/store.hpp"

namespace bursar::merchants {
namespace {

Error missing_parts(const std::vector<Currency>& currencies) {
  std::string codes;
  for (const Currency currency : currencies)
    codes.append(codes.empty() ? "" : " ").append(currency.code());
  Error error = refused("missing_currencies",
                        "the fee plan has fixed amounts, but none in " + codes +
                            ", which the merchant takes: the percentage alone would be charged");
  error.details.emplace_back("currencies", codes);
  return error;
}

}  // namespace

Result<Merchant> assign_fee_plan(storage::Tx& tx, const Call& call, const AssignFeePlan& command) {
  auto loaded = load_merchant(tx, call.actor.scope, command.id);
  if (!loaded) return loaded;
  const Merchant before = *loaded;
  if (!call.actor.scope.contains(before.company_id, before.id))
    return not_found(MerchantTag::k_noun);
  const auto plan = fees::read_plan(tx, call, command.plan);
  if (!plan) return plan.error();
  if (plan->plan.company_id && plan->plan.company_id != before.company_id)
    return not_found(fees::FeePlanTag::k_noun);
  if (before.state == MerchantState::closed)
    return refused("merchant_closed", "a closed merchant stays as it is");
  if (before.version != command.version) return version_changed(before.version);
  if (before.fee_plan_key == command.plan.key)
    return refused("nothing_changed", "the merchant pays this fee plan already");
  const auto missing = fees::missing_currencies(plan->plan, before.allowed_currencies);
  if (!missing.empty() && !command.accepts_missing) return missing_parts(missing);
  Merchant after = before;
  after.fee_plan_key = command.plan.key;
  if (!update_merchant_row(tx, after, command.version)) return version_changed(before.version);
  after.version = command.version + 1;
  record(tx, call, "assign_fee_plan", &before, after);
  return after;
}

}  // namespace bursar::merchants
