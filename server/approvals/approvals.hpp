// The approvals' front door: policies that say which acts need other people's consent, and the acts
// that wait for it. An act is kept with its frozen content; whoever asked never decides; a target
// that changed since makes the request void; it is carried out at most once, in the transaction of
// the last consent. Refusals that leave a trace (void, expired) are values, because an error rolls
// the trace back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/catalogue.hpp"
#include "approvals/policy.hpp"
#include "base/call.hpp"
#include "gate/gate.hpp"
#include "identity/holders.hpp"
#include "identity/user.hpp"
#include "storage/storage.hpp"

namespace bursar::approvals {

using storage::Tx;

struct ApprovalTag {
  static constexpr std::string_view k_prefix = "ap_";
  static constexpr const char* k_noun = "request for approval";
};
using ApprovalId = Id<ApprovalTag>;

enum class State { open = 1, approved, executed, rejected, withdrawn, expired, voided };
std::string_view word(State state);
std::optional<State> state_of(std::string_view word);
enum class Verdict { approve = 1, reject };
std::string_view word(Verdict verdict);

struct Decision {
  UserId user;
  std::string user_name;
  Verdict verdict = Verdict::approve;
  std::string reason;
  Instant at;
};

/// One figure of the target before and after; nothing on the side where it is not there.
struct Change {
  std::string name;
  gate::FigureKind kind = gate::FigureKind::text;
  Currency currency;
  bool is_balance = false;
  std::optional<std::string> before, after;
};

struct Approval {
  ApprovalId id;
  std::string kind, action, permission;
  gate::Subject subject;
  std::string content;
  std::string content_hash;  ///< SHA-256 over everything a decision rests on
  std::vector<Change> preview;
  std::string because;  ///< names of the policies, one per line; empty: the built-in rule
  UserId requested_by;
  std::string requested_by_name;
  UserId requested_through;  ///< who really asked, in the requester's name
  std::string idempotency_key;
  std::int64_t needed = 1;
  State state = State::open;
  Instant expires_at;
  std::optional<Instant> closed_at;
  std::string closed_by, closed_reason;
  std::string result_kind, result_id;
  std::int64_t version = 1;
  std::vector<Decision> decisions;

  Instant created_at() const { return key_instant(id.key); }
  std::int64_t given() const;
};

/// Where the subject of an approval lies.
identity::Place place_of(const Approval& approval);
identity::Place place_of(const gate::Subject& subject);

/// Knows every act that can be kept, and keeps those that a policy wants kept. Filled once at
/// start; afterwards only read, from any thread.
class Desk final : public gate::Gate {
 public:
  /// Minute of the week in the installation's time zone, from Monday 00:00.
  using MinuteOfWeek = std::function<std::int64_t(Instant)>;
  explicit Desk(MinuteOfWeek minute_of_week) : minute_of_week_(std::move(minute_of_week)) {}

  /// Throws std::invalid_argument for an act of an unknown kind or a key that is taken.
  void add(gate::Action action);
  const gate::Action* find(std::string_view key) const;
  /// Kinds with at least one act, in the order of the catalogue.
  std::vector<Kind> kinds() const;
  /// The permission that acts of the kind need.
  std::string permission_of(std::string_view kind) const;
  /// The permissions of all acts, each once.
  std::vector<std::string> permissions() const;
  /// The one spelling of a condition about acts of the kind. Errors: invalid, with field condition.
  Result<std::string> read_condition(std::string_view kind, const std::string& condition) const;

  Result<std::optional<gate::Held>> hold(Tx& tx, const Call& call, const gate::Ask& ask) override;
  std::optional<gate::Demand> demand(Tx& tx, const Call& call, std::string_view action,
                                     const gate::Subject& subject) override;
  Result<void> keep(Tx& tx, const Call& call, const gate::Ask& ask,
                    const gate::Demand& demand) override;
  void forget(Tx& tx, const Call& call, std::string_view action, std::string_view subject_id,
              const std::string& why) override;

 private:
  MinuteOfWeek minute_of_week_;
  std::vector<gate::Action> actions_;
};

// ---- requests

/// Whether `call`'s person may decide about it, and if not, why. Errors: refused/own_request,
/// same_person, in_anothers_name, approval_closed; forbidden/permission_missing.
Result<void> may_decide(Tx& tx, const Call& call, const Approval& approval);

struct Decide {
  ApprovalId id;
  std::string content_hash;  ///< of what was on the screen
  std::string reason;
};
struct Decided {
  Approval approval;
  std::optional<Error> refusal;  ///< approval_void, approval_expired: on record, and nothing done
  std::function<void()> after_commit = {};
};
/// The last consent needed carries the act out in this transaction; for acts whose answer is the
/// asker's alone it opens the way for them. Repeating one's consent changes nothing. Errors:
/// not_found; those of may_decide; conflict/content_changed; those of the act itself, and then
/// nothing is recorded.
Result<Decided> approve(Tx& tx, const Call& call, const Desk& desk, const Decide& command);
/// Errors: as approve; invalid/reason_missing.
Result<Decided> reject(Tx& tx, const Call& call, const Desk& desk, const Decide& command);
/// By whoever asked. Errors: not_found; refused/not_own_request, approval_closed.
Result<Approval> withdraw(Tx& tx, const Call& call, const Desk& desk, ApprovalId id);
/// Closes what is past its time or whose target has changed; at most 200 at a time. Returns how
/// many.
Result<std::int64_t> sweep(Tx& tx, const Call& call, const Desk& desk);

enum class Tab { to_decide = 1, mine, all };
struct ListApprovals {
  Tab tab = Tab::all;
  std::optional<State> state;
  std::string kind;
  std::string subject_id;
  ApprovalId before;
  std::int64_t limit = 50;
};
/// What the person may see: their own requests, and those about acts they could do themselves at
/// that place. Newest first.
std::vector<Approval> list_approvals(Tx& tx, const Call& call, const Desk& desk,
                                     const ListApprovals& filter);
/// Errors: not_found.
Result<Approval> read_approval(Tx& tx, const Call& call, ApprovalId id);
struct Counts {
  std::int64_t to_decide = 0;  ///< at most 100
  std::int64_t mine_open = 0;
};
Counts count_approvals(Tx& tx, const Call& call, const Desk& desk);
/// People who could decide now, without the asker and whoever shares a mailbox with them.
std::vector<identity::Holder> holders_to_decide(Tx& tx, const Approval& approval, Instant now,
                                                std::size_t limit);
/// Names of people who can decide about it now, a few.
std::vector<std::string> deciders_of(Tx& tx, const Approval& approval, Instant now);
/// Whether its target is still the one it was asked for. Asks with the requester's rights.
bool is_current(Tx& tx, const Call& call, const Desk& desk, const Approval& approval);

// ---- policies

/// Those at places inside the scope, and those of the installation and of `companies`, which bind
/// the asker from above. By kind.
std::vector<Policy> list_policies(Tx& tx, const Scope& scope,
                                  const std::vector<CompanyId>& companies);
/// Errors: not_found.
Result<Policy> read_policy(Tx& tx, const Scope& scope, PolicyId id);
/// Errors: invalid (name, kind, thresholds, requester_roles, hours …); not_found (place);
/// refused/too_few_approvers for a policy about policies that nobody could decide.
Result<Policy> create_policy(Tx& tx, const Call& call, const Desk& desk, Policy policy);
/// Errors: as create_policy; conflict/version_changed.
Result<Policy> update_policy(Tx& tx, const Call& call, const Desk& desk, Policy policy);
/// Errors: not_found; conflict/version_changed.
Result<void> delete_policy(Tx& tx, const Call& call, PolicyId id, std::int64_t version);
/// The way out when nobody is left who could decide: switches every policy off. For whoever holds
/// the machine; each is on record. Returns how many.
Result<std::int64_t> suspend_policies(Tx& tx, const Call& call);
/// How many people could decide where the policy holds, at most ten.
std::int64_t people_who_decide(Tx& tx, const Desk& desk, const Policy& policy, Instant now);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::approvals
