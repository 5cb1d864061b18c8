// Rows of policies, approvals and decisions. Private to approvals.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/approvals.hpp"

namespace bursar::approvals::store {

// Policies.
void insert_policy(Tx& tx, const Policy& policy);
/// Writes every column where the version is still `expected`; false when it is not.
bool update_policy(Tx& tx, const Policy& policy, std::int64_t expected);
bool delete_policy(Tx& tx, PolicyId id, std::int64_t expected);
std::optional<Policy> find_policy(Tx& tx, PolicyId id);
std::vector<Policy> active_policies(Tx& tx, std::string_view kind);
/// Of places in scope, of the installation, and of the companies.
std::vector<Policy> policies_in(Tx& tx, const Scope& scope,
                                const std::vector<CompanyId>& companies);

// Approvals.
void insert_approval(Tx& tx, const Approval& approval);
/// Writes state, end and result where the version is still the one read; false when it is not.
bool save_state(Tx& tx, const Approval& approval);
void insert_decision(Tx& tx, ApprovalId id, const Decision& decision);
std::optional<Approval> find_approval(Tx& tx, ApprovalId id);
std::optional<Approval> find_by_key(Tx& tx, UserId requester, std::string_view action,
                                    std::string_view idempotency_key);
/// The requester's live request with exactly this content.
std::optional<Approval> find_same(Tx& tx, UserId requester, std::string_view action,
                                  std::string_view content);
/// Open ones of an act about one subject.
std::vector<Approval> live_about(Tx& tx, std::string_view action, std::string_view subject_id);
/// Open or approved ones, those that end first in front.
std::vector<Approval> live_approvals(Tx& tx, std::int64_t limit);

/// Where a person holds the permission that approving an act needs.
struct Reach {
  std::string permission;
  Scope scope;
};
/// Whom a list is for.
struct Viewer {
  UserId user;
  std::vector<Reach> may_do;  ///< per permission of an act
  Scope may_decide;
};
std::vector<Approval> list(Tx& tx, const Viewer& viewer, const ListApprovals& filter);
std::int64_t count(Tx& tx, const Viewer& viewer, Tab tab, std::int64_t limit);

// A trial: everything written between the two is undone by the second.
void begin_trial(Tx& tx);
void undo_trial(Tx& tx);

}  // namespace bursar::approvals::store
