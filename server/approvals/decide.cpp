// Deciding: nothing is believed from the time of asking. Rights, content and target are looked at
// again in the transaction that carries the act out.
#include <algorithm>

#include "approvals/content.hpp"
#include "approvals/store.hpp"
#include "approvals/trail.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "identity/holders.hpp"

namespace bursar::approvals {
namespace {

constexpr std::size_t k_reason_max = 500;
constexpr std::int64_t k_redeem_ms = k_day_ms;  // to carry out what only the asker may see
constexpr std::int64_t k_swept_at_once = 200;

Error closed(const Approval& approval) {
  Error error =
      refused("approval_closed",
              "this request is " + std::string(word(approval.state)) +
                  (approval.closed_by.empty() ? std::string() : ", by " + approval.closed_by));
  error.details.emplace_back("state", word(approval.state));
  return error;
}

gate::Ending ending_of(State state) {
  switch (state) {
    case State::rejected: return gate::Ending::rejected;
    case State::withdrawn: return gate::Ending::withdrawn;
    case State::expired: return gate::Ending::expired;
    default: return gate::Ending::voided;
  }
}

// What was put on record before anybody was asked ends with its request.
void tell_ended(Tx& tx, const Call& call, const Desk& desk, const Approval& approval) {
  const gate::Action* action = desk.find(approval.action);
  if (action == nullptr || !action->ended || approval.state == State::executed) return;
  action->ended(tx, call, approval.content, ending_of(approval.state), approval.closed_reason);
}

void close(Tx& tx, const Call& call, Approval& approval, State state, std::string reason) {
  approval.state = state;
  approval.closed_at = call.now;
  approval.closed_by = call.actor.name;
  approval.closed_reason = std::move(reason);
  check(store::save_state(tx, approval), "nobody else decides in this transaction");
  ++approval.version;
}

// Ends a request that nobody can agree to any more, and says so to whoever tried.
Decided give_up(Tx& tx, const Call& call, const Desk& desk, Approval approval, State state,
                const std::string& why) {
  close(tx, call, approval, state, why);
  tell_ended(tx, call, desk, approval);
  const bool is_late = state == State::expired;
  record(tx, call, is_late ? "expire_request" : "void_request",
         is_late ? "approval.expired" : "approval.voided", approval, why);
  return {std::move(approval), conflict(is_late ? "approval_expired" : "approval_void", why)};
}

Result<void> check_reason(const std::string& reason) {
  if (code_points(reason) > k_reason_max || !is_printable_utf8(reason))
    return invalid("reason", "too_long", "a reason has at most 500 printable characters");
  return ok();
}

// Why whoever asked can no longer do it themselves.
std::optional<std::string> unable(Tx& tx, const Call& asked, const Approval& approval) {
  const auto person = identity::find_holder(tx, approval.requested_by);
  if (!person || !person->can_act)
    return approval.requested_by_name + " can no longer use their account";
  if (!identity::holds_within(tx, approval.requested_by, approval.permission, place_of(approval),
                              asked.now))
    return approval.requested_by_name + " no longer holds " + approval.permission;
  return std::nullopt;
}

// Why nobody may agree to it as it stands: content or rows tampered with, target changed, asker no
// longer able. Nothing when all is as it was asked for.
std::optional<std::string> broken(Tx& tx, const Call& asked, const gate::Action* action,
                                  const Approval& approval) {
  if (action == nullptr) return "this act is no longer known";
  if (content_hash(approval) != approval.content_hash)
    return "the stored request is not the one that was made";
  if (!action->is_recorded)
    if (auto why = unable(tx, asked, approval)) return why;
  const auto now = present_hash(tx, asked, *action, approval);
  if (!now) return "it can no longer be done: " + now.error().message;
  if (*now != approval.content_hash) return "its target has changed since it was asked for";
  return std::nullopt;
}

// Those who agreed and still could: a consent of somebody who left does not count.
std::vector<UserId> standing_consents(Tx& tx, const Call& call, const Approval& approval) {
  std::vector<UserId> users;
  for (const Decision& decision : approval.decisions) {
    if (decision.verdict != Verdict::approve) continue;
    Actor actor;
    actor.kind = ActorKind::user;
    actor.key = decision.user.key;
    const Call theirs{actor, call.now, call.ids, call.random, call.now_us};
    if (may_decide(tx, theirs, approval)) users.push_back(decision.user);
  }
  return users;
}

Result<Decided> carry_out(Tx& tx, const Call& call, const Call& asked, const gate::Action& action,
                          Approval approval, const std::vector<UserId>& approvers) {
  if (action.by_requester) {
    approval.state = State::approved;
    approval.expires_at = call.now.plus_ms(k_redeem_ms);
    check(store::save_state(tx, approval), "nobody else decides in this transaction");
    ++approval.version;
    record(tx, call, "approve_request", "approval.approved", approval);
    return Decided{std::move(approval), {}, {}};
  }
  auto done =
      action.execute(tx, action.is_recorded ? call : asked, approval.content, {false, approvers});
  if (!done) return done.error();
  approval.result_kind = done->kind;
  approval.result_id = done->id;
  close(tx, call, approval, State::executed, "");
  record(tx, call, "approve_request", "approval.executed", approval);
  return Decided{std::move(approval), {}, std::move(done->after_commit)};
}

// The request as far as somebody may decide about it. Errors: not_found; may_decide's;
// refused/approval_closed; conflict/content_changed.
Result<Approval> take(Tx& tx, const Call& call, const Decide& command) {
  if (auto fit = check_reason(command.reason); !fit) return fit.error();
  auto approval = read_approval(tx, call, command.id);
  if (!approval) return approval;
  if (auto may = may_decide(tx, call, *approval); !may) return may.error();
  if (command.content_hash != approval->content_hash)
    return conflict("content_changed", "this is not the request that was on the screen");
  return approval;
}

const Decision* decision_of(const Approval& approval, std::int64_t user_key) {
  const auto found =
      std::find_if(approval.decisions.begin(), approval.decisions.end(),
                   [&](const Decision& decision) { return decision.user.key == user_key; });
  return found == approval.decisions.end() ? nullptr : &*found;
}

void add_decision(Tx& tx, const Call& call, Approval& approval, Verdict verdict,
                  const std::string& reason) {
  const Decision decision{UserId{call.actor.key}, call.actor.name, verdict, reason, call.now};
  store::insert_decision(tx, approval.id, decision);
  approval.decisions.push_back(decision);
}

}  // namespace

Result<Decided> approve(Tx& tx, const Call& call, const Desk& desk, const Decide& command) {
  auto taken = take(tx, call, command);
  if (!taken) return taken.error();
  Approval& approval = *taken;
  const Decision* earlier = decision_of(approval, call.actor.key);
  // A repeat of one's own consent, because its answer was lost.
  if (earlier != nullptr && earlier->verdict == Verdict::approve)
    return Decided{std::move(approval), {}, {}};
  if (approval.state != State::open) return closed(approval);
  if (call.now >= approval.expires_at)
    return give_up(tx, call, desk, approval, State::expired, "its time is over");
  const gate::Action* action = desk.find(approval.action);
  const Actor requester = requester_now(tx, call, approval);
  const Call asked{requester, call.now, call.ids, call.random, call.now_us};
  if (const auto why = broken(tx, asked, action, approval))
    return give_up(tx, call, desk, approval, State::voided, *why);
  add_decision(tx, call, approval, Verdict::approve, command.reason);
  const auto approvers = standing_consents(tx, call, approval);
  if (static_cast<std::int64_t>(approvers.size()) >= approval.needed)
    return carry_out(tx, call, asked, *action, std::move(approval), approvers);
  check(store::save_state(tx, approval), "nobody else decides in this transaction");
  ++approval.version;
  record(tx, call, "approve_request", "approval.consented", approval, command.reason);
  return Decided{std::move(approval), {}, {}};
}

Result<Decided> reject(Tx& tx, const Call& call, const Desk& desk, const Decide& command) {
  if (trim(command.reason).empty())
    return invalid("reason", "reason_missing", "say why, so that whoever asked can act on it");
  auto taken = take(tx, call, command);
  if (!taken) return taken.error();
  Approval& approval = *taken;
  const Decision* earlier = decision_of(approval, call.actor.key);
  if (earlier != nullptr && earlier->verdict == Verdict::reject)
    return Decided{std::move(approval), {}, {}};
  if (approval.state != State::open) return closed(approval);
  if (earlier != nullptr) return refused("decided_already", "you have agreed to this already");
  add_decision(tx, call, approval, Verdict::reject, command.reason);
  close(tx, call, approval, State::rejected, command.reason);
  tell_ended(tx, call, desk, approval);
  record(tx, call, "reject_request", "approval.rejected", approval, command.reason);
  return Decided{std::move(approval), {}, {}};
}

Result<Approval> withdraw(Tx& tx, const Call& call, const Desk& desk, ApprovalId id) {
  auto approval = read_approval(tx, call, id);
  if (!approval) return approval;
  if (approval->requested_by.key != call.actor.key)
    return refused("not_own_request", "only whoever asked withdraws a request");
  if (approval->state == State::withdrawn) return approval;
  if (approval->state != State::open && approval->state != State::approved)
    return closed(*approval);
  close(tx, call, *approval, State::withdrawn, "");
  tell_ended(tx, call, desk, *approval);
  record(tx, call, "withdraw_request", "approval.withdrawn", *approval);
  return approval;
}

Result<std::int64_t> sweep(Tx& tx, const Call& call, const Desk& desk) {
  std::int64_t ended = 0;
  for (Approval& approval : store::live_approvals(tx, k_swept_at_once)) {
    if (call.now >= approval.expires_at) {
      (void)give_up(tx, call, desk, std::move(approval), State::expired, "its time is over");
      ++ended;
      continue;
    }
    const Actor requester = requester_now(tx, call, approval);
    const Call asked{requester, call.now, call.ids, call.random, call.now_us};
    const auto why = broken(tx, asked, desk.find(approval.action), approval);
    if (!why) continue;
    (void)give_up(tx, call, desk, std::move(approval), State::voided, *why);
    ++ended;
  }
  return ended;
}

}  // namespace bursar::approvals
