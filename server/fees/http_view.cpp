// Writes what the routes of fee plans answer.
#include "fees/http_view.hpp"

#include <algorithm>

#include "fees/view.hpp"

namespace bursar::fees {
namespace {

namespace json = boost::json;

json::array codes(const std::vector<Currency>& currencies) {
  json::array list;
  for (const Currency currency : currencies) list.emplace_back(currency.code());
  return list;
}

const Price& price_of(const Plan& plan, Trigger trigger) {
  if (trigger == Trigger::refund) return plan.refund;
  return trigger == Trigger::payout ? plan.payout : plan.sale;
}

}  // namespace

json::object plan_row_json(const PlanInReach& row) {
  const Plan& plan = row.plan;
  const json::value company = plan.company_id ? json::value(plan.company_id.text()) : json::value();
  return {{"fee_plan_id", FeePlanId{plan.key}.text()},
          {"company_id", company},
          {"company_name", plan.company_id ? json::value(row.company_name) : json::value()},
          {"name", plan.name},
          {"version", plan.version},
          {"version_in_force", row.version_in_force},
          {"sale_percent_ppm", plan.sale.percent_ppm},
          {"valid_from", plan.valid_from.ms == 0 ? json::value() : json::value(plan.valid_from.ms)},
          {"saved_by", plan.saved_by},
          {"saved_at", plan.saved_at.ms},
          {"merchants", row.merchants},
          {"can_change", row.can_change}};
}

json::object version_json(const Plan& plan) {
  json::object object = content_json(plan);
  object["version"] = plan.version;
  object["saved_by"] = plan.saved_by;
  object["saved_at"] = plan.saved_at.ms;
  return object;
}

json::object payer_json(const Payer& payer) {
  return {{"merchant_id", payer.id.text()},
          {"name", payer.name},
          {"company_name", payer.company_name},
          {"currencies", codes(payer.currencies)}};
}

// The fee as charged, and of a sale the reserve: what is left of it when both are taken, as the
// books do.
json::object calculation_json(const Calculate& command) {
  const Plan& plan = command.plan;
  const Price& price = price_of(plan, command.trigger);
  const Steps steps = steps_of(price, command.amount, plan.rounding);
  const bool sale = command.trigger == Trigger::sale;
  const std::int64_t rest = std::max<std::int64_t>(0, command.amount.minor - steps.amount_minor);
  const std::int64_t reserve = sale ? std::min(reserve_share(plan, command.amount), rest) : 0;
  json::array lines;
  lines.push_back(json::object{{"trigger", word(command.trigger)},
                               {"base_minor", command.amount.minor},
                               {"percent_ppm", price.percent_ppm},
                               {"exact", steps.exact},
                               {"percent_minor", steps.percent_minor},
                               {"fixed_minor", steps.fixed_minor},
                               {"bound", word(steps.bound)},
                               {"amount_minor", steps.amount_minor}});
  return {{"currency", command.amount.currency.code()},
          {"rounding", word(plan.rounding)},
          {"lines", std::move(lines)},
          {"fee_minor", steps.amount_minor},
          {"reserve_minor", reserve},
          {"is_missing", !missing_currencies(plan, {command.amount.currency}).empty()}};
}

json::object comparison_json(const MonthCompared& made) {
  json::array rows;
  for (const Compared& row : made.comparison.rows)
    rows.push_back(json::object{{"trigger", word(row.trigger)},
                                {"currency", row.currency.code()},
                                {"operations", row.operations},
                                {"volume_minor", row.volume_minor},
                                {"charged_minor", row.charged_minor},
                                {"would_charge_minor", row.would_charge_minor}});
  return {{"from", made.period.from.ms},
          {"until", made.until.ms},
          {"merchants", made.merchants},
          {"payments", made.comparison.payments},
          {"is_complete", made.comparison.is_complete},
          {"missing_currencies", codes(made.missing)},
          {"rows", std::move(rows)}};
}

}  // namespace bursar::fees
