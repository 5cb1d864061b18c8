// Making and changing policies. Whether a change itself needs consent is the gate's to say; here it
// is only made sure that a policy about policies leaves somebody who can decide.
#include "approvals/store.hpp"
#include "approvals/trail.hpp"
#include "base/check.hpp"
#include "identity/holders.hpp"
#include "identity/identity.hpp"

namespace bursar::approvals {
namespace {

constexpr std::size_t k_people_counted = 10;

bool covers(const Scope& scope, const identity::Place& place) {
  switch (place.kind) {
    case identity::ScopeKind::installation: return scope.everything();
    case identity::ScopeKind::company: return scope.contains(place.company);
    case identity::ScopeKind::merchant: return scope.contains(place.company, place.merchant);
    case identity::ScopeKind::project: return false;
  }
  return false;
}

std::vector<identity::Holder> deciders_at(Tx& tx, const Desk& desk, const Policy& policy,
                                          Instant now) {
  return identity::holders_at(tx, {"approvals:decide", desk.permission_of(policy.kind)},
                              policy.place, now, k_people_counted);
}

// A policy about policies that too few could decide would never be changed again.
Result<void> check_deciders(Tx& tx, const Call& call, const Desk& desk, const Policy& policy) {
  if (policy.kind != k_policy_change || !policy.is_active) return ok();
  std::int64_t others = 0;
  for (const auto& holder : deciders_at(tx, desk, policy, call.now))
    if (holder.id.key != call.actor.key) ++others;
  if (others >= policy.approvers) return ok();
  return refused("too_few_approvers",
                 "only " + std::to_string(others) + " other people could decide there, and " +
                     std::to_string(policy.approvers) +
                     " would be needed: with this policy nothing here could be changed any more");
}

// Also brings the condition into its one spelling.
Result<void> check_terms(Tx& tx, const Call& call, const Desk& desk, Policy& policy) {
  if (auto fit = validate(policy); !fit) return fit;
  if (desk.permission_of(policy.kind).empty())
    return invalid("kind", "kind_unknown", "there is no kind " + policy.kind);
  if (!policy.condition.empty()) {
    auto read = desk.read_condition(policy.kind, policy.condition);
    if (!read) return read.error();
    policy.condition = std::move(*read);
  }
  if (policy.thresholds.empty() && policy.older_than_days == 0 && policy.requester_roles.empty() &&
      !policy.hours && policy.kind == "role_grant" &&
      deciders_at(tx, desk, policy, call.now).size() < 2)
    return refused("too_few_approvers",
                   "fewer than two people could decide there: nobody could be invited any more");
  return check_deciders(tx, call, desk, policy);
}

}  // namespace

std::vector<Policy> list_policies(Tx& tx, const Scope& scope,
                                  const std::vector<CompanyId>& companies) {
  return store::policies_in(tx, scope, companies);
}

Result<Policy> read_policy(Tx& tx, const Scope& scope, PolicyId id) {
  auto policy = store::find_policy(tx, id);
  if (!policy || !covers(scope, policy->place)) return not_found(PolicyTag::k_noun);
  return std::move(*policy);
}

Result<Policy> create_policy(Tx& tx, const Call& call, const Desk& desk, Policy policy) {
  if (!covers(call.actor.scope, policy.place)) {
    if (policy.place.kind == identity::ScopeKind::installation)
      return forbidden("approvals:configure");
    return not_found(policy.place.merchant ? "merchant" : "company");
  }
  if (auto fit = check_terms(tx, call, desk, policy); !fit) return fit.error();
  policy.id = call.ids.next<PolicyId>();
  policy.version = 1;
  policy.created_at = policy.updated_at = call.now;
  policy.updated_by = call.actor.name;
  store::insert_policy(tx, policy);
  record_policy(tx, call, "create_approval_policy", nullptr, &policy);
  return policy;
}

Result<Policy> update_policy(Tx& tx, const Call& call, const Desk& desk, Policy policy) {
  const auto before = read_policy(tx, call.actor.scope, policy.id);
  if (!before) return before.error();
  policy.kind = before->kind;
  policy.place = before->place;
  policy.created_at = before->created_at;
  policy.updated_at = call.now;
  policy.updated_by = call.actor.name;
  if (auto fit = check_terms(tx, call, desk, policy); !fit) return fit.error();
  if (!store::update_policy(tx, policy, policy.version))
    return conflict("version_changed", "somebody else has changed this meanwhile; version is now " +
                                           std::to_string(before->version));
  ++policy.version;
  record_policy(tx, call, "update_approval_policy", &*before, &policy);
  return policy;
}

Result<void> delete_policy(Tx& tx, const Call& call, PolicyId id, std::int64_t version) {
  const auto before = read_policy(tx, call.actor.scope, id);
  if (!before) return before.error();
  if (!store::delete_policy(tx, id, version))
    return conflict("version_changed", "somebody else has changed this meanwhile; version is now " +
                                           std::to_string(before->version));
  record_policy(tx, call, "delete_approval_policy", &*before, nullptr);
  return ok();
}

Result<std::int64_t> suspend_policies(Tx& tx, const Call& call) {
  std::int64_t suspended = 0;
  for (const Policy& before : store::policies_in(tx, call.actor.scope, {})) {
    if (!before.is_active) continue;
    Policy policy = before;
    policy.is_active = false;
    policy.updated_at = call.now;
    policy.updated_by = call.actor.name;
    check(store::update_policy(tx, policy, before.version), "nobody else writes now");
    ++policy.version;
    record_policy(tx, call, "suspend_approval_policies", &before, &policy);
    ++suspended;
  }
  return suspended;
}

std::int64_t people_who_decide(Tx& tx, const Desk& desk, const Policy& policy, Instant now) {
  return static_cast<std::int64_t>(deciders_at(tx, desk, policy, now).size());
}

}  // namespace bursar::approvals
