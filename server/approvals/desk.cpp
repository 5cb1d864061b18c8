// The gate: judges an act by the policies, tries it out, and keeps it when people have to agree;
// the same for acts that are on record already and wait.
#include <algorithm>
#include <map>
#include <stdexcept>

#include "approvals/content.hpp"
#include "approvals/notice.hpp"
#include "approvals/store.hpp"
#include "approvals/trail.hpp"
#include "base/check.hpp"
#include "identity/holders.hpp"
#include "identity/identity.hpp"

namespace bursar::approvals {
namespace {

using Held = std::optional<gate::Held>;

gate::Held held(Tx& tx, const Approval& approval, Instant now) {
  return {
      approval.id.text(), approval.kind,       std::string(word(approval.state)), approval.needed,
      approval.given(),   approval.expires_at, deciders_of(tx, approval, now)};
}

// Figures of before and after side by side: what differs, came or went.
std::vector<Change> changes_between(const std::vector<gate::Figure>& before,
                                    const std::vector<gate::Figure>& after) {
  std::map<std::string, std::string, std::less<>> earlier;
  for (const gate::Figure& figure : before) earlier.emplace(figure.name, figure.value);
  std::vector<Change> changes;
  for (const gate::Figure& figure : after) {
    Change change{figure.name, figure.kind, figure.currency, figure.is_balance, {}, figure.value};
    if (const auto found = earlier.find(figure.name); found != earlier.end()) {
      change.before = found->second;
      earlier.erase(found);
    }
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  for (const gate::Figure& figure : before)
    if (earlier.contains(figure.name))
      changes.push_back(
          {figure.name, figure.kind, figure.currency, figure.is_balance, figure.value, {}});
  return changes;
}

struct Trial {
  bool is_replay = false;
  std::vector<Change> changes;
};

// The act itself, done and undone: what it refuses is refused now and not after somebody agreed,
// and what it changes is read and not guessed.
Result<Trial> try_out(Tx& tx, const Call& call, const gate::Action& action,
                      const std::string& content) {
  const auto before = action.figures(tx, call, content);
  store::begin_trial(tx);
  const auto done = action.execute(tx, call, content, {.is_trial = true});
  Trial trial;
  if (done) trial = {done->is_replay, changes_between(before, action.figures(tx, call, content))};
  store::undo_trial(tx);
  if (!done) return done.error();
  return trial;
}

// An act whose answer is the asker's alone was agreed to: now it is done.
Result<Held> redeem(Tx& tx, const Call& call, const gate::Action& action, Approval approval) {
  const auto now = present_hash(tx, call, action, approval);
  if (!now) return now.error();
  if (*now != approval.content_hash || call.now >= approval.expires_at)
    return conflict("approval_void", "what was approved has changed since: ask again");
  approval.state = State::executed;
  approval.closed_at = call.now;
  approval.closed_by = call.actor.name;
  if (!store::save_state(tx, approval)) return conflict("approval_void", "done already");
  ++approval.version;
  record(tx, call, "execute_request", "approval.executed", approval);
  return Held{};
}

// A request made earlier under the same key answers as it stands; what was carried out is the
// act's own to answer.
Result<Held> answer_again(Tx& tx, const Call& call, const gate::Action& action,
                          const gate::Ask& ask, const Approval& earlier) {
  if (earlier.content != ask.content)
    return conflict("idempotency_key_reused",
                    "the idempotency key stands for another request already");
  if (earlier.state == State::executed) return Held{};
  if (earlier.state == State::approved) return redeem(tx, call, action, earlier);
  return Held(held(tx, earlier, call.now));
}

Facts facts_of(Tx& tx, const Call& call, const gate::Subject& subject, UserId asker,
               std::int64_t minute) {
  const identity::Place place = place_of(subject);
  return {
      place,    subject.amount, subject.since, identity::role_keys_at(tx, asker, place, call.now),
      call.now, minute,         subject.fits};
}

// The person behind a call: behind an API key whoever made it, who must not agree to what it does.
// None where nobody is (a key the installation made itself, a job).
UserId person_behind(Tx& tx, const Call& call, MerchantId merchant) {
  if (call.actor.kind == ActorKind::user) return UserId{call.actor.key};
  if (call.actor.kind != ActorKind::api_key) return {};
  const auto key = identity::read_api_key(tx, call, merchant, ApiKeyId{call.actor.key});
  check(key.has_value(), "the key that acts is there");  // else its maker could decide
  return key->created_by;
}

Approval draft(const Call& call, const gate::Action& action, const gate::Ask& ask, UserId asker,
               gate::Subject subject, const Requirement& requirement) {
  Approval approval;
  approval.id = call.ids.next<ApprovalId>();
  approval.kind = action.kind;
  approval.action = action.key;
  approval.permission = action.permission;
  approval.subject = std::move(subject);
  approval.content = ask.content;
  approval.because = requirement.because;
  approval.requested_by = asker;
  approval.requested_by_name = call.actor.name;
  approval.requested_through = UserId{call.actor.impersonator_key};
  approval.idempotency_key = ask.idempotency_key;
  approval.needed = requirement.approvers;
  approval.expires_at = call.now.plus_ms(requirement.expires_after_h * k_hour_ms);
  approval.content_hash = content_hash(approval);
  return approval;
}

}  // namespace

void Desk::add(gate::Action action) {
  if (find_kind(action.kind) == nullptr)
    throw std::invalid_argument(action.key + " is of the unknown kind " + action.kind);
  if (find(action.key) != nullptr) throw std::invalid_argument(action.key + " is there already");
  actions_.push_back(std::move(action));
}

const gate::Action* Desk::find(std::string_view key) const {
  const auto found = std::find_if(actions_.begin(), actions_.end(),
                                  [&](const gate::Action& action) { return action.key == key; });
  return found == actions_.end() ? nullptr : &*found;
}

std::vector<Kind> Desk::kinds() const {
  std::vector<Kind> offered;
  for (const Kind& kind : k_kinds)
    if (!permission_of(kind.key).empty()) offered.push_back(kind);
  return offered;
}

std::string Desk::permission_of(std::string_view kind) const {
  for (const gate::Action& action : actions_)
    if (action.kind == kind) return action.permission;
  return {};
}

std::vector<std::string> Desk::permissions() const {
  std::vector<std::string> all;
  for (const gate::Action& action : actions_)
    if (std::find(all.begin(), all.end(), action.permission) == all.end())
      all.push_back(action.permission);
  return all;
}

Result<std::string> Desk::read_condition(std::string_view kind,
                                         const std::string& condition) const {
  for (const gate::Action& action : actions_)
    if (action.kind == kind && action.read_condition) return action.read_condition(condition);
  return invalid("condition", "condition_unfit", "these acts know no conditions");
}

Result<Held> Desk::hold(Tx& tx, const Call& call, const gate::Ask& ask) {
  const gate::Action* action = find(ask.action);
  if (action == nullptr || call.actor.kind != ActorKind::user) return Held{};
  const UserId requester{call.actor.key};
  if (!ask.idempotency_key.empty())
    if (const auto earlier = store::find_by_key(tx, requester, ask.action, ask.idempotency_key))
      return answer_again(tx, call, *action, ask, *earlier);
  auto subject = action->describe(tx, call, ask.content);
  if (!subject) return subject.error();
  if (const auto same = store::find_same(tx, requester, ask.action, ask.content)) {
    if (same->state == State::approved) return redeem(tx, call, *action, *same);
    return Held(held(tx, *same, call.now));
  }
  const auto requirement = judge(store::active_policies(tx, action->kind),
                                 facts_of(tx, call, *subject, requester, minute_of_week_(call.now)),
                                 subject->is_guarded);
  if (!requirement) return Held{};
  auto trial = try_out(tx, call, *action, ask.content);
  if (!trial) return trial.error();
  if (trial->is_replay) return Held{};
  Approval approval = draft(call, *action, ask, requester, std::move(*subject), *requirement);
  approval.preview = std::move(trial->changes);
  store::insert_approval(tx, approval);
  record(tx, call, "request_approval", "approval.requested", approval, approval.subject.reason);
  mail_deciders(tx, call, approval);
  return Held(held(tx, approval, call.now));
}

std::optional<gate::Demand> Desk::demand(Tx& tx, const Call& call, std::string_view key,
                                         const gate::Subject& subject) {
  const gate::Action* action = find(key);
  const auto policies =
      action == nullptr ? std::vector<Policy>() : store::active_policies(tx, action->kind);
  if (policies.empty()) return std::nullopt;
  const UserId asker = person_behind(tx, call, subject.merchant);
  const auto requirement =
      judge(policies, facts_of(tx, call, subject, asker, minute_of_week_(call.now)), false);
  if (!requirement) return std::nullopt;
  return gate::Demand{requirement->approvers,
                      call.now.plus_ms(requirement->expires_after_h * k_hour_ms),
                      requirement->because};
}

Result<void> Desk::keep(Tx& tx, const Call& call, const gate::Ask& ask,
                        const gate::Demand& demand) {
  const gate::Action* action = find(ask.action);
  check(action != nullptr && action->is_recorded, "only an act on record is kept this way");
  auto subject = action->describe(tx, call, ask.content);
  if (!subject) return subject.error();
  auto trial = try_out(tx, call, *action, ask.content);
  if (!trial) return trial.error();
  const UserId asker = person_behind(tx, call, subject->merchant);
  Approval approval =
      draft(call, *action, ask, asker, std::move(*subject), {demand.approvers, 0, demand.because});
  approval.expires_at = demand.expires_at;
  approval.preview = std::move(trial->changes);
  store::insert_approval(tx, approval);
  record(tx, call, "request_approval", "approval.requested", approval, approval.subject.reason);
  mail_deciders(tx, call, approval);
  return ok();
}

void Desk::forget(Tx& tx, const Call& call, std::string_view key, std::string_view subject_id,
                  const std::string& why) {
  for (Approval& approval : store::live_about(tx, key, subject_id)) {
    approval.state = State::voided;
    approval.closed_at = call.now;
    approval.closed_by = call.actor.name;
    approval.closed_reason = why;
    check(store::save_state(tx, approval), "nobody else decides in this transaction");
    ++approval.version;
    record(tx, call, "void_request", "approval.voided", approval, why);
  }
}

}  // namespace bursar::approvals
