// SQL of the table approval_policy.
#include "approvals/store.hpp"
#include "approvals/store_text.hpp"
#include "storage/query.hpp"

namespace bursar::approvals::store {
namespace {

constexpr std::string_view k_select =
    "SELECT p.id, p.kind, p.name, p.is_active, p.scope_kind, p.company_id, p.merchant_id, "
    "p.thresholds, p.older_than_days, p.requester_roles, p.hours, p.approvers, p.expires_after_h, "
    "p.version, p.created_at, p.updated_at, p.updated_by, p.condition FROM approval_policy p "
    "WHERE ";
constexpr std::int64_t k_policies_max = 1'000;

Policy read_policy(const storage::Row& row) {
  Policy policy;
  policy.id = row.id<PolicyId>(0);
  policy.kind = row.text(1);
  policy.name = row.text(2);
  policy.is_active = row.boolean(3);
  policy.place.kind = row.as_enum<identity::ScopeKind>(4);
  policy.place.company = row.id<CompanyId>(5);
  policy.place.merchant = row.id<MerchantId>(6);
  policy.thresholds = thresholds_of(row.text(7));
  policy.older_than_days = row.i64(8);
  policy.requester_roles = words_of(row.text(9));
  policy.hours = hours_of(row.text(10));
  policy.approvers = row.i64(11);
  policy.expires_after_h = row.i64(12);
  policy.version = row.i64(13);
  policy.created_at = row.instant(14);
  policy.updated_at = row.instant(15);
  policy.updated_by = row.text(16);
  policy.condition = row.text(17);
  return policy;
}

}  // namespace

void insert_policy(Tx& tx, const Policy& policy) {
  tx.exec(
      "INSERT INTO approval_policy (id, kind, name, is_active, scope_kind, company_id, "
      "merchant_id, "
      "thresholds, older_than_days, requester_roles, hours, approvers, expires_after_h, version, "
      "created_at, updated_at, updated_by, condition) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, $11, $12, $13, $14, $15, $16, $17, $18)",
      {policy.id, policy.kind, policy.name, policy.is_active, policy.place.kind,
       policy.place.company, policy.place.merchant, thresholds_text(policy.thresholds),
       policy.older_than_days, words_text(policy.requester_roles), hours_text(policy.hours),
       policy.approvers, policy.expires_after_h, policy.version, policy.created_at,
       policy.updated_at, policy.updated_by, policy.condition});
}

bool update_policy(Tx& tx, const Policy& policy, std::int64_t expected) {
  return tx.exec(
             "UPDATE approval_policy SET name = $3, is_active = $4, thresholds = $5, "
             "older_than_days = $6, requester_roles = $7, hours = $8, approvers = $9, "
             "expires_after_h = $10, updated_at = $11, updated_by = $12, condition = $13, "
             "version = version + 1 "
             "WHERE id = $1 AND version = $2",
             {policy.id, expected, policy.name, policy.is_active,
              thresholds_text(policy.thresholds), policy.older_than_days,
              words_text(policy.requester_roles), hours_text(policy.hours), policy.approvers,
              policy.expires_after_h, policy.updated_at, policy.updated_by, policy.condition}) == 1;
}

bool delete_policy(Tx& tx, PolicyId id, std::int64_t expected) {
  return tx.exec("DELETE FROM approval_policy WHERE id = $1 AND version = $2", {id, expected}) == 1;
}

std::optional<Policy> find_policy(Tx& tx, PolicyId id) {
  return tx.one(std::string(k_select) + "p.id = $1", {id}, read_policy);
}

std::vector<Policy> active_policies(Tx& tx, std::string_view kind) {
  return tx.all(std::string(k_select) + "p.kind = $1 AND p.is_active = 1 ORDER BY p.id", {kind},
                read_policy);
}

std::vector<Policy> policies_in(Tx& tx, const Scope& scope,
                                const std::vector<CompanyId>& companies) {
  storage::Query query(k_select);
  query.add("(p.scope_kind = ", identity::ScopeKind::installation);
  query.add(" OR (p.scope_kind = ", identity::ScopeKind::company);
  query.add_list(" AND p.company_id IN ", companies).add(") OR (1 = 1");
  storage::scope_filter(query, scope, "p.company_id", "p.merchant_id");
  query.add(")) ORDER BY p.kind, p.scope_kind, p.id LIMIT ", k_policies_max);
  return query.all(tx, read_policy);
}

}  // namespace bursar::approvals::store
