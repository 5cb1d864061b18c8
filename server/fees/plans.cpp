// Use cases of fee plans: reach, save, trail, compare.
#include "fees/plans.hpp"

#include <algorithm>
#include <utility>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "fees/plan_store.hpp"
#include "fees/view.hpp"
#include "outbox/outbox.hpp"

namespace bursar::fees {
namespace {

constexpr std::int64_t k_ahead_max_ms = 366 * k_day_ms;

std::string trail_json(const Plan& plan) {
  boost::json::object object = content_json(plan);
  object["version"] = plan.version;
  return boost::json::serialize(object);
}

void record(storage::Tx& tx, const Call& call, std::string action, std::string event,
            const Plan* before, const Plan& after) {
  const std::string id = FeePlanId{after.key}.text();
  audit::record(tx, call,
                {.action = std::move(action),
                 .subject_kind = "fee_plan",
                 .subject_id = id,
                 .company = after.company_id,
                 .merchant = {},
                 .before = before == nullptr ? "" : trail_json(*before),
                 .after = trail_json(after)});
  outbox::emit(tx, call,
               {.type = std::move(event),
                .company = after.company_id,
                .merchant = {},
                .subject_kind = "fee_plan",
                .subject_id = id,
                .subject_version = after.version,
                .payload = trail_json(after)});
}

Result<void> check_text(const Plan& plan) {
  if (trim(plan.name).empty() || !is_printable_utf8(plan.name))
    return invalid("name", "invalid_name", "must be printable text");
  return ok();
}

// A beginning that has passed is at once.
Result<void> settle_beginning(const Call& call, Plan& plan) {
  if (plan.valid_from.ms > call.now.ms + k_ahead_max_ms)
    return invalid("valid_from", "out_of_range", "must lie within a year from now");
  if (plan.valid_from <= call.now) plan.valid_from = {};
  return ok();
}

// What is held back and for how long is the risk of whoever runs the installation, so only people
// of all of it set that; others keep what stood.
Result<void> keeps_terms(const Call& call, const Plan& plan, const Plan& standing) {
  const bool same = plan.reserve_ppm == standing.reserve_ppm &&
                    plan.reserve_days == standing.reserve_days &&
                    plan.settle_days == standing.settle_days;
  if (same || call.actor.scope.everything()) return ok();
  Error error = refused("terms_of_the_operator",
                        "the rolling reserve and the days until money is available are set by "
                        "people of the whole installation");
  error.details.emplace_back("reserve_ppm", std::to_string(standing.reserve_ppm));
  error.details.emplace_back("reserve_days", std::to_string(standing.reserve_days));
  error.details.emplace_back("settle_days", std::to_string(standing.settle_days));
  return error;
}

const Price& price_of(const Plan& plan, Trigger trigger) {
  if (trigger == Trigger::refund) return plan.refund;
  return trigger == Trigger::payout ? plan.payout : plan.sale;
}

}  // namespace

std::vector<PlanInReach> list_plans(storage::Tx& tx, const Call& call) {
  auto plans = store::plans(tx, call.actor.scope, call.now, {});
  std::stable_sort(plans.begin(), plans.end(), [](const PlanInReach& a, const PlanInReach& b) {
    const bool a_theirs = static_cast<bool>(a.plan.company_id);
    const bool b_theirs = static_cast<bool>(b.plan.company_id);
    return std::tie(a_theirs, a.company_name, a.plan.name) <
           std::tie(b_theirs, b.company_name, b.plan.name);
  });
  return plans;
}

Result<PlanInReach> read_plan(storage::Tx& tx, const Call& call, FeePlanId id) {
  auto plans = store::plans(tx, call.actor.scope, call.now, id);
  if (plans.empty()) return not_found(FeePlanTag::k_noun);
  return std::move(plans.front());
}

Result<std::vector<Plan>> list_versions(storage::Tx& tx, const Call& call, FeePlanId id) {
  const auto plan = read_plan(tx, call, id);
  if (!plan) return plan.error();
  std::vector<Plan> versions;
  for (const std::int64_t version : store::versions(tx, id))
    versions.push_back(*load_plan(tx, id.key, version));
  return versions;
}

Result<Plan> create_plan(storage::Tx& tx, const Call& call, CompanyId company, Plan plan) {
  if (!company && !call.actor.scope.everything()) return forbidden("fees:write");
  if (company && !call.actor.scope.contains(company)) return not_found(CompanyTag::k_noun);
  if (auto text = check_text(plan); !text) return std::move(text).error();
  if (auto kept = keeps_terms(call, plan, default_plan(tx).value_or(Plan{})); !kept)
    return std::move(kept).error();
  plan.key = 0;
  plan.name = trim(plan.name);
  auto saved = save_plan(tx, call, company, std::move(plan));
  if (saved) record(tx, call, "create_fee_plan", "fee_plan.created", nullptr, *saved);
  return saved;
}

Result<Plan> save_version(storage::Tx& tx, const Call& call, Plan plan) {
  const auto newest = read_plan(tx, call, FeePlanId{plan.key});
  if (!newest) return newest.error();
  if (!newest->can_change) return forbidden("fees:write");
  if (auto text = check_text(plan); !text) return std::move(text).error();
  if (auto kept = keeps_terms(call, plan, newest->plan); !kept) return std::move(kept).error();
  if (auto begins = settle_beginning(call, plan); !begins) return std::move(begins).error();
  plan.name = trim(plan.name);
  Plan now = newest->plan;
  if (now.valid_from <= call.now) now.valid_from = {};
  if (plan.version == now.version && content_json(plan) == content_json(now))
    return refused("nothing_changed", "the fee plan is already like that");
  auto saved = save_plan(tx, call, newest->plan.company_id, std::move(plan));
  if (saved) record(tx, call, "save_fee_plan", "fee_plan.changed", &newest->plan, *saved);
  return saved;
}

Comparison compare(storage::Tx& tx, const std::vector<MerchantId>& merchants, const Plan& plan,
                   const Period& period) {
  Comparison made;
  std::map<std::pair<Trigger, Currency>, Compared> rows;
  Period left = period;
  for (const MerchantId merchant : merchants) {
    if (left.payments_max == 0) {
      made.is_complete = false;
      break;
    }
    const std::int64_t seen = store::payments(tx, merchant, left);
    if (seen == left.payments_max) made.is_complete = false;
    made.payments += seen;
    for (const store::Charged& one : store::charged(tx, merchant, left)) {
      Compared& row = rows[{one.trigger, one.currency}];
      row.trigger = one.trigger;
      row.currency = one.currency;
      row.operations += one.count;
      row.volume_minor += one.base_minor * one.count;
      row.charged_minor += one.fee_minor * one.count;
      row.would_charge_minor += one.count * charge(price_of(plan, one.trigger),
                                                   {one.base_minor, one.currency}, plan.rounding);
    }
    left.payments_max -= seen;
  }
  for (auto& [key, row] : rows) made.rows.push_back(row);
  return made;
}

}  // namespace bursar::fees
