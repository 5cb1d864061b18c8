// All SQL of the fees: versioned plans, cost profiles and the lines charged to operations.
#include <utility>

#include "base/check.hpp"
#include "fees/fees.hpp"

namespace bursar::fees {
namespace {

enum class Component { sale = 1, refund, payout, interchange = 11, scheme, acquirer };

struct Owner {
  std::int64_t id;
  std::int64_t version;
};

constexpr std::string_view k_insert_price =
    "INSERT INTO fee_price (owner_id, owner_version, component, currency, percent_ppm, "
    "fixed_minor, "
    "min_minor, max_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

void insert_price(storage::Tx& tx, Owner owner, Component component, const Price& price) {
  tx.exec(k_insert_price,
          {owner.id, owner.version, component, "", price.percent_ppm, 0, nullptr, nullptr});
  for (const FixedPart& part : price.parts)
    tx.exec(k_insert_price, {owner.id, owner.version, component, part.currency.code(), 0,
                             part.fixed_minor, part.min_minor, part.max_minor});
}

void read_price(const storage::Row& row, Price& price) {
  if (row.text(1).empty()) {
    price.percent_ppm = row.i64(2);
    return;
  }
  price.parts.push_back(
      {Currency::of(row.text(1)), row.i64(3), row.i64_or_null(4), row.i64_or_null(5)});
}

// Reads all prices of an owner into the places `price_of(component)` names.
template <class F>
void load_prices(storage::Tx& tx, Owner owner, F price_of) {
  tx.query(
      "SELECT component, currency, percent_ppm, fixed_minor, min_minor, max_minor FROM fee_price "
      "WHERE owner_id = $1 AND owner_version = $2 ORDER BY component, currency",
      {owner.id, owner.version},
      [&](const storage::Row& row) { read_price(row, price_of(row.as_enum<Component>(0))); });
}

constexpr std::string_view k_select_plan =
    "SELECT id, version, name, on_refund, reserve_ppm, reserve_days, settle_days, rounding, "
    "company_id, valid_from, saved_by, created_at FROM fee_plan ";

Plan read_plan(const storage::Row& row) {
  Plan plan;
  plan.key = row.i64(0);
  plan.version = row.i64(1);
  plan.name = row.text(2);
  plan.on_refund = row.as_enum<OnRefund>(3);
  plan.reserve_ppm = row.i64(4);
  plan.reserve_days = row.i64(5);
  plan.settle_days = row.i64(6);
  plan.rounding = row.as_enum<Rounding>(7);
  plan.company_id = row.id<CompanyId>(8);
  plan.valid_from = row.instant(9);
  plan.saved_by = row.text(10);
  plan.saved_at = row.instant(11);
  return plan;
}

std::optional<Plan> load_one(storage::Tx& tx, std::string_view where,
                             const storage::Params& params) {
  auto plan = tx.one(std::string(k_select_plan).append(where), params, read_plan);
  if (!plan) return plan;
  load_prices(tx, {plan->key, plan->version}, [&](Component component) -> Price& {
    if (component == Component::payout) return plan->payout;
    return component == Component::sale ? plan->sale : plan->refund;
  });
  return plan;
}

// Errors: not_found, conflict/version_changed.
Result<void> may_follow(storage::Tx& tx, CompanyId company, const Plan& plan) {
  if (plan.key == 0) return ok();
  const auto newest =
      tx.one("SELECT version, company_id FROM fee_plan WHERE id = $1 ORDER BY version DESC LIMIT 1",
             {plan.key},
             [](const storage::Row& row) { return std::pair(row.i64(0), row.id<CompanyId>(1)); });
  if (!newest || newest->second != company) return not_found("fee plan");
  if (newest->first == plan.version) return ok();
  return conflict("version_changed", "the fee plan is at version " + std::to_string(newest->first) +
                                         ", not " + std::to_string(plan.version));
}

}  // namespace

Result<Plan> save_plan(storage::Tx& tx, const Call& call, CompanyId company, Plan plan) {
  if (auto valid = validate(plan); !valid) return std::move(valid).error();
  if (auto follows = may_follow(tx, company, plan); !follows) return std::move(follows).error();
  if (plan.key == 0) {
    plan.key = call.ids.next_key();
    plan.version = 0;
    plan.valid_from = {};
  }
  ++plan.version;
  plan.company_id = company;
  plan.saved_by = call.actor.name;
  plan.saved_at = call.now;
  // Two savers of the same version meet at the primary key; the later one is told so.
  const auto inserted = tx.exec(
      "INSERT INTO fee_plan (id, version, company_id, name, on_refund, reserve_ppm, reserve_days, "
      "settle_days, rounding, valid_from, saved_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, "
      "$7, $8, $9, $10, $11, $12) ON CONFLICT (id, version) DO NOTHING",
      {plan.key, plan.version, company, plan.name, plan.on_refund, plan.reserve_ppm,
       plan.reserve_days, plan.settle_days, plan.rounding, plan.valid_from, plan.saved_by,
       call.now});
  if (inserted == 0)
    return conflict("version_changed",
                    "the fee plan is already at version " + std::to_string(plan.version));
  insert_price(tx, {plan.key, plan.version}, Component::sale, plan.sale);
  insert_price(tx, {plan.key, plan.version}, Component::refund, plan.refund);
  insert_price(tx, {plan.key, plan.version}, Component::payout, plan.payout);
  return plan;
}

std::optional<Plan> load_plan(storage::Tx& tx, std::int64_t plan_key) {
  return load_one(tx, "WHERE id = $1 ORDER BY version DESC LIMIT 1", {plan_key});
}

std::optional<Plan> load_plan_at(storage::Tx& tx, std::int64_t plan_key, Instant now) {
  return load_one(tx, "WHERE id = $1 AND valid_from <= $2 ORDER BY version DESC LIMIT 1",
                  {plan_key, now});
}

std::optional<Plan> load_plan(storage::Tx& tx, std::int64_t plan_key, std::int64_t version) {
  return load_one(tx, "WHERE id = $1 AND version = $2", {plan_key, version});
}

std::optional<Plan> default_plan(storage::Tx& tx) {
  return load_one(tx, "WHERE company_id IS NULL ORDER BY id, version DESC LIMIT 1", {});
}

std::vector<Plan> plans_of(storage::Tx& tx, CompanyId company) {
  const auto keys = tx.all(
      "SELECT DISTINCT id FROM fee_plan WHERE company_id = $1 OR company_id IS NULL ORDER BY id",
      {company}, [](const storage::Row& row) { return row.i64(0); });
  std::vector<Plan> plans;
  plans.reserve(keys.size());
  for (const std::int64_t key : keys) plans.push_back(*load_plan(tx, key));
  return plans;
}

std::int64_t save_costs(storage::Tx& tx, const Call& call, const CostProfile& profile) {
  const Owner owner{call.ids.next_key(), 1};
  tx.exec("INSERT INTO cost_profile (id, created_at) VALUES ($1, $2)", {owner.id, call.now});
  insert_price(tx, owner, Component::interchange, profile.interchange);
  insert_price(tx, owner, Component::scheme, profile.scheme);
  insert_price(tx, owner, Component::acquirer, profile.acquirer);
  return owner.id;
}

CostProfile load_costs(storage::Tx& tx, std::int64_t cost_key) {
  CostProfile profile;
  bool found = false;
  load_prices(tx, {cost_key, 1}, [&](Component component) -> Price& {
    found = true;
    if (component == Component::interchange) return profile.interchange;
    return component == Component::scheme ? profile.scheme : profile.acquirer;
  });
  check(found, "no cost profile " + std::to_string(cost_key));
  return profile;
}

void save_lines(storage::Tx& tx, const Call& call, OperationId operation,
                const std::vector<FeeLine>& lines) {
  for (const FeeLine& line : lines)
    tx.exec(
        "INSERT INTO fee_line (operation_id, trigger_kind, title, plan_id, plan_version, "
        "base_minor, "
        "percent_ppm, fixed_minor, amount_minor, currency, created_at) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7, $8, $9, $10, $11) ON CONFLICT (operation_id, trigger_kind) DO NOTHING",
        {operation, line.trigger, line.title, line.plan_key, line.plan_version, line.base_minor,
         line.percent_ppm, line.fixed_minor, line.amount_minor, line.currency.code(), call.now});
}

std::vector<FeeLine> lines_of(storage::Tx& tx, OperationId operation) {
  return tx.all(
      "SELECT trigger_kind, title, plan_id, plan_version, base_minor, percent_ppm, fixed_minor, "
      "amount_minor, currency FROM fee_line WHERE operation_id = $1 ORDER BY trigger_kind",
      {operation}, [](const storage::Row& row) {
        return FeeLine{row.as_enum<Trigger>(0),
                       std::string(row.text(1)),
                       row.i64(2),
                       row.i64(3),
                       row.i64(4),
                       row.i64(5),
                       row.i64(6),
                       row.i64(7),
                       Currency::of(row.text(8))};
      });
}

}  // namespace bursar::fees
