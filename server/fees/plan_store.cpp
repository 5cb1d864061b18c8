// SQL of plans in reach and of the operations that a plan is compared over.
#include "fees/plan_store.hpp"

#include "storage/query.hpp"

namespace bursar::fees {
namespace {

// Codes parted by commas, as a merchant's row keeps them.
std::vector<Currency> split_codes(std::string_view joined) {
  std::vector<Currency> currencies;
  while (!joined.empty()) {
    const std::size_t comma = joined.find(',');
    currencies.push_back(Currency::of(joined.substr(0, comma)));
    joined = comma == std::string_view::npos ? "" : joined.substr(comma + 1);
  }
  return currencies;
}

// The installation's plans are for everybody, a company's for whoever reaches it as a whole, and
// what a merchant pays for whoever reaches the merchant.
void reach_filter(storage::Query& query, const Scope& scope) {
  if (scope.everything()) return;
  query.add(" AND (f.company_id IS NULL");
  query.add_list(" OR f.company_id IN ", scope.companies());
  query.add(" OR EXISTS (SELECT 1 FROM merchant m WHERE m.fee_plan_key = f.id");
  storage::scope_filter(query, scope, "m.company_id", "m.id");
  query.add("))");
}

struct Found {
  FeePlanId id;
  std::int64_t in_force = 0;
  std::string company_name;
};

// The first key a payment of this instant can have.
std::int64_t key_from(Instant from) { return from.ms << 20; }

}  // namespace

namespace store {

std::vector<PlanInReach> plans(storage::Tx& tx, const Scope& scope, Instant now, FeePlanId only) {
  storage::Query query("SELECT f.id, max(CASE WHEN f.valid_from <= ");
  query.add("", now);
  query.add(
      " THEN f.version ELSE 1 END), coalesce(max(c.name), '') FROM fee_plan f "
      "LEFT JOIN company c ON c.id = f.company_id WHERE 1=1");
  if (only) query.add(" AND f.id = ", only);
  reach_filter(query, scope);
  query.add(" GROUP BY f.id ORDER BY f.id");
  const auto found = query.all(tx, [](const storage::Row& row) {
    return Found{row.id<FeePlanId>(0), row.i64(1), std::string(row.text(2))};
  });
  std::map<std::int64_t, std::int64_t> merchants;
  storage::Query payers(
      "SELECT m.fee_plan_key, count(*) FROM merchant m WHERE m.archived_at IS NULL");
  if (only) payers.add(" AND m.fee_plan_key = ", only);
  storage::scope_filter(payers, scope, "m.company_id", "m.id");
  payers.add(" GROUP BY m.fee_plan_key");
  for (const auto& [key, count] :
       payers.all(tx, [](const storage::Row& row) { return std::pair(row.i64(0), row.i64(1)); }))
    merchants[key] = count;
  std::vector<PlanInReach> plans;
  for (const Found& one : found) {
    PlanInReach plan{*load_plan(tx, one.id.key), one.company_name, one.in_force,
                     merchants[one.id.key], false};
    plan.can_change =
        plan.plan.company_id ? scope.contains(plan.plan.company_id) : scope.everything();
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::vector<std::int64_t> versions(storage::Tx& tx, FeePlanId id) {
  return tx.all("SELECT version FROM fee_plan WHERE id = $1 ORDER BY version DESC LIMIT 200", {id},
                [](const storage::Row& row) { return row.i64(0); });
}

// An operation that was charged nothing has no line: its base is what it moved, at most the sale.
std::vector<Charged> charged(storage::Tx& tx, MerchantId merchant, const Period& period) {
  return tx.all(
      "SELECT d.trigger_kind, d.currency, d.base_minor, d.fee_minor, count(*) FROM ("
      "SELECT CASE o.type WHEN 6 THEN 3 WHEN 7 THEN 4 ELSE 1 END AS trigger_kind, "
      "p.currency AS currency, coalesce(l.amount_minor, 0) AS fee_minor, "
      "coalesce(l.base_minor, CASE WHEN o.type = 1 AND coalesce(o.received_minor, o.amount_minor) "
      "> p.amount_minor THEN p.amount_minor ELSE coalesce(o.received_minor, o.amount_minor) END) "
      "AS base_minor FROM (SELECT id, currency, amount_minor FROM payment WHERE merchant_id = $1 "
      "AND id >= $2 ORDER BY id DESC LIMIT $3) p "
      "JOIN operation o ON o.payment_id = p.id AND o.state = 7 AND o.type IN (1, 4, 6, 7) "
      "LEFT JOIN fee_line l ON l.operation_id = o.id) d "
      "GROUP BY d.trigger_kind, d.currency, d.base_minor, d.fee_minor",
      {merchant, key_from(period.from), period.payments_max}, [](const storage::Row& row) {
        return Charged{row.as_enum<Trigger>(0), Currency::of(row.text(1)), row.i64(2), row.i64(3),
                       row.i64(4)};
      });
}

std::int64_t payments(storage::Tx& tx, MerchantId merchant, const Period& period) {
  return tx
      .one(
          "SELECT count(*) FROM (SELECT id FROM payment WHERE merchant_id = $1 AND id >= $2 "
          "ORDER BY id DESC LIMIT $3) p",
          {merchant, key_from(period.from), period.payments_max},
          [](const storage::Row& row) { return row.i64(0); })
      .value_or(0);
}

}  // namespace store

std::vector<Payer> payers_of(storage::Tx& tx, const Scope& scope, FeePlanId id,
                             std::int64_t limit) {
  storage::Query query(
      "SELECT m.id, m.name, c.name, m.allowed_currencies FROM merchant m "
      "JOIN company c ON c.id = m.company_id WHERE m.archived_at IS NULL AND m.fee_plan_key = ");
  query.add("", id);
  storage::scope_filter(query, scope, "m.company_id", "m.id");
  query.add(" ORDER BY m.name, m.id LIMIT ", limit);
  return query.all(tx, [](const storage::Row& row) {
    return Payer{row.id<MerchantId>(0), std::string(row.text(1)), std::string(row.text(2)),
                 split_codes(row.text(3))};
  });
}

}  // namespace bursar::fees
