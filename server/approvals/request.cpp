// Words and rights: who may see a request, who may decide about it, and who could.
#include <algorithm>

#include "approvals/content.hpp"
#include "approvals/store.hpp"
#include "identity/holders.hpp"
#include "identity/identity.hpp"

namespace bursar::approvals {
namespace {

constexpr std::size_t k_deciders_named = 5;
constexpr std::int64_t k_count_max = 100;
constexpr std::string_view k_decide = "approvals:decide";

Error own_request() {
  return refused("own_request", "you asked for this yourself, so somebody else decides");
}

store::Viewer viewer_of(Tx& tx, const Call& call, const Desk& desk) {
  store::Viewer viewer;
  viewer.user = UserId{call.actor.key};
  for (const std::string& permission : desk.permissions()) {
    Scope scope = identity::scope_of(tx, viewer.user, permission, call.now);
    if (identity::reaches_anything(scope)) viewer.may_do.push_back({permission, std::move(scope)});
  }
  viewer.may_decide = identity::scope_of(tx, viewer.user, k_decide, call.now);
  return viewer;
}

bool is_requester(const Approval& approval, UserId user) {
  return user == approval.requested_by ||
         (approval.requested_through && user == approval.requested_through);
}

}  // namespace

std::string_view word(State state) {
  switch (state) {
    case State::open: return "open";
    case State::approved: return "approved";
    case State::executed: return "executed";
    case State::rejected: return "rejected";
    case State::withdrawn: return "withdrawn";
    case State::expired: return "expired";
    case State::voided: return "voided";
  }
  return "";
}

std::optional<State> state_of(std::string_view text) {
  for (const State state : {State::open, State::approved, State::executed, State::rejected,
                            State::withdrawn, State::expired, State::voided})
    if (word(state) == text) return state;
  return std::nullopt;
}

std::string_view word(Verdict verdict) {
  return verdict == Verdict::approve ? "approve" : "reject";
}

std::int64_t Approval::given() const {
  return std::count_if(decisions.begin(), decisions.end(), [](const Decision& decision) {
    return decision.verdict == Verdict::approve;
  });
}

identity::Place place_of(const gate::Subject& subject) {
  if (subject.merchant)
    return {identity::ScopeKind::merchant, subject.company, subject.merchant, {}};
  if (subject.company) return {identity::ScopeKind::company, subject.company, {}, {}};
  return {};
}

identity::Place place_of(const Approval& approval) { return place_of(approval.subject); }

Result<void> may_decide(Tx& tx, const Call& call, const Approval& approval) {
  const UserId user{call.actor.key};
  if (call.actor.kind != ActorKind::user || call.actor.impersonator_key != 0)
    return refused("in_anothers_name", "nobody decides in somebody else's name");
  if (is_requester(approval, user)) return own_request();
  const auto decider = identity::find_holder(tx, user);
  if (!decider || !decider->can_act) return forbidden(std::string(k_decide));
  for (const UserId asker : {approval.requested_by, approval.requested_through}) {
    const auto person = asker ? identity::find_holder(tx, asker) : not_found("user");
    if (person && identity::is_same_mailbox(person->email, decider->email))
      return refused("same_person",
                     "this account and the one that asked share a mailbox: somebody else decides");
  }
  const identity::Place place = place_of(approval);
  for (const std::string_view permission : {k_decide, std::string_view(approval.permission)})
    if (!identity::holds_at(tx, user, permission, place, call.now))
      return forbidden(std::string(permission));
  return ok();
}

std::vector<identity::Holder> holders_to_decide(Tx& tx, const Approval& approval, Instant now,
                                                std::size_t limit) {
  std::vector<identity::Holder> others;
  const auto asker = identity::find_holder(tx, approval.requested_by);
  for (auto& holder : identity::holders_at(tx, {std::string(k_decide), approval.permission},
                                           place_of(approval), now, limit + 3)) {
    const bool asked = is_requester(approval, holder.id) ||
                       (asker && identity::is_same_mailbox(asker->email, holder.email));
    if (!asked && others.size() < limit) others.push_back(std::move(holder));
  }
  return others;
}

std::vector<std::string> deciders_of(Tx& tx, const Approval& approval, Instant now) {
  std::vector<std::string> names;
  for (auto& holder : holders_to_decide(tx, approval, now, k_deciders_named))
    names.push_back(std::move(holder.name));
  return names;
}

std::vector<Approval> list_approvals(Tx& tx, const Call& call, const Desk& desk,
                                     const ListApprovals& filter) {
  return store::list(tx, viewer_of(tx, call, desk), filter);
}

Counts count_approvals(Tx& tx, const Call& call, const Desk& desk) {
  const store::Viewer viewer = viewer_of(tx, call, desk);
  return {store::count(tx, viewer, Tab::to_decide, k_count_max),
          store::count(tx, viewer, Tab::mine, k_count_max)};
}

Result<Approval> read_approval(Tx& tx, const Call& call, ApprovalId id) {
  auto approval = store::find_approval(tx, id);
  if (!approval) return not_found(ApprovalTag::k_noun);
  const UserId user{call.actor.key};
  if (!is_requester(*approval, user) &&
      !identity::holds_at(tx, user, approval->permission, place_of(*approval), call.now))
    return not_found(ApprovalTag::k_noun);
  return std::move(*approval);
}

bool is_current(Tx& tx, const Call& call, const Desk& desk, const Approval& approval) {
  const gate::Action* action = desk.find(approval.action);
  if (action == nullptr) return false;
  const Actor actor = requester_now(tx, call, approval);
  const Call asked{actor, call.now, call.ids, call.random, call.now_us};
  const auto now = present_hash(tx, asked, *action, approval);
  return now && *now == approval.content_hash;
}

}  // namespace bursar::approvals
