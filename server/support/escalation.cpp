// Flagging, working on and answering escalations. The clock of an answer stands still while an
// escalation waits for its asker; every change leaves a step both sides read.
#include <algorithm>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "identity/identity.hpp"
#include "outbox/outbox.hpp"
#include "payments/payments.hpp"
#include "support/store.hpp"

namespace bursar::support {
namespace {

namespace json = boost::json;
using storage::Tx;
using State = EscalationState;

constexpr std::size_t k_note_max = 2'000;
constexpr std::int64_t k_workers_max = 100;
constexpr std::string_view k_create = "escalations:create";
constexpr std::string_view k_work = "escalations:work";

std::string facts_of(const Escalation& one) {
  return json::serialize(json::object{{"escalation_id", one.id.text()},
                                      {"subject_kind", word(one.subject_kind)},
                                      {"subject_id", one.subject_id},
                                      {"queue", word(one.queue)},
                                      {"priority", word(one.priority)},
                                      {"state", word(one.state)},
                                      {"assignee", one.assignee_name},
                                      {"version", one.version}});
}

void record(Tx& tx, const Call& call, std::string_view action, const Escalation* before,
            const Escalation& after) {
  audit::Entry entry;
  entry.action = action;
  entry.subject_kind = "escalation";
  entry.subject_id = after.id.text();
  entry.company = after.company_id;
  entry.merchant = after.merchant_id;
  entry.before = before == nullptr ? "" : facts_of(*before);
  entry.after = facts_of(after);
  audit::record(tx, call, entry);
}

void tell(Tx& tx, const Call& call, std::string_view what, const Escalation& one) {
  outbox::Event event;
  event.type = "escalation." + std::string(what);
  event.company = one.company_id;
  event.merchant = one.merchant_id;
  event.subject_kind = "escalation";
  event.subject_id = one.id.text();
  event.subject_version = one.version;
  event.payload = facts_of(one);
  outbox::emit(tx, call, event);
}

Result<std::string> checked_note(std::string_view field, std::string_view text) {
  const std::string note(trim(text));
  if (note.empty()) return invalid(std::string(field), "note_empty", "say what this is about");
  if (note.size() > k_note_max)
    return invalid(std::string(field), "note_invalid",
                   "must have at most " + std::to_string(k_note_max) + " bytes");
  return note;
}

// What is flagged, found through the scope; of a customer any payment is proof.
Result<void> place(Tx& tx, const Call& call, const CreateEscalation& command, Escalation& one) {
  const Scope& scope = call.actor.scope;
  if (command.subject_kind == SubjectKind::payment) {
    const auto id = PaymentId::parse(command.subject_id);
    if (!id) return id.error();
    const auto payment = payments::load_payment(tx, scope, *id);
    if (!payment) return payment.error();
    one.company_id = payment->company_id;
    one.merchant_id = payment->merchant_id;
    return ok();
  }
  MerchantId id = command.merchant;
  if (command.subject_kind == SubjectKind::merchant) {
    const auto parsed = MerchantId::parse(command.subject_id);
    if (!parsed) return parsed.error();
    id = *parsed;
  }
  const auto merchant = merchants::load_merchant(tx, scope, id);
  if (!merchant) return merchant.error();
  one.company_id = merchant->company_id;
  one.merchant_id = merchant->id;
  if (command.subject_kind == SubjectKind::merchant) return ok();
  payments::PaymentFilter filter;
  filter.merchant_id = id;
  filter.search = command.subject_id;
  const auto page = payments::list_payments(tx, scope, filter);
  if (!page) return page.error();
  const bool known = std::any_of(page->rows.begin(), page->rows.end(), [&](const auto& payment) {
    return payment.buyer_id == command.subject_id;
  });
  if (!known) return not_found(CustomerTag::k_noun);
  return ok();
}

Error already_escalated(EscalationId id) {
  Error error = refused("already_escalated", "this is flagged for that queue already");
  error.details.emplace_back("escalation_id", id.text());
  return error;
}

// Takes the escalation to a state, with the clock of its answer.
void enter(Escalation& one, State to, Instant now) {
  if (one.state == State::waiting && one.waiting_since && to != State::waiting) {
    one.due_at = one.due_at.plus_ms(now.ms - one.waiting_since->ms);
    one.waiting_since.reset();
  }
  if (to == State::waiting && !one.waiting_since) one.waiting_since = now;
  if (to == State::resolved) one.resolved_at = now;
  if (one.state == State::resolved && to != State::resolved) {
    one.resolved_at.reset();
    one.due_at = now.plus_ms(answer_within_ms(one.priority));
  }
  one.state = to;
}

void add_step(Tx& tx, const Call& call, EscalationId id, EscalationStep::Kind kind, bool from_work,
              std::string text) {
  EscalationStep step;
  step.key = call.ids.next_key();
  step.kind = kind;
  step.author = UserId{call.actor.key};
  step.author_name = call.actor.name;
  step.from_work = from_work;
  step.text = std::move(text);
  step.at = call.now;
  store::insert_step(tx, id, step);
}

bool may(Tx& tx, UserId user, std::string_view permission, const Escalation& one, Instant now) {
  return identity::scope_of(tx, user, permission, now).contains(one.company_id, one.merchant_id);
}

Result<void> assign(Tx& tx, const Call& call, UserId to, Escalation& one) {
  if (!to) {
    one.assignee = {};
    one.assignee_name.clear();
    return ok();
  }
  for (const Worker& worker : list_workers(tx, call, one))
    if (worker.id == to) {
      one.assignee = to;
      one.assignee_name = worker.name;
      return ok();
    }
  return refused("assignee_unfit", "this person may not work on escalations there");
}

std::string change_text(const Escalation& before, const Escalation& after) {
  json::object changed;
  if (before.state != after.state) changed["state"] = word(after.state);
  if (before.priority != after.priority) changed["priority"] = word(after.priority);
  if (before.queue != after.queue) changed["queue"] = word(after.queue);
  if (before.assignee != after.assignee) changed["assignee"] = after.assignee_name;
  return json::serialize(changed);
}

Result<Escalation> save(Tx& tx, const Call& call, Escalation after, std::int64_t expected) {
  after.updated_at = call.now;
  // The database's own index stands behind this: one open escalation per subject and queue.
  if (after.state != State::resolved)
    if (const auto other = store::flagged(tx, after)) return already_escalated(*other);
  if (!store::save_escalation(tx, after, expected))
    return conflict("version_changed", "somebody else has changed this meanwhile");
  after.version = expected + 1;
  return after;
}

}  // namespace

Result<Escalation> create_escalation(Tx& tx, const Call& call, const CreateEscalation& command) {
  auto note = checked_note("note", command.note);
  if (!note) return note.error();
  Escalation one;
  if (auto placed = place(tx, call, command, one); !placed) return placed.error();
  one.id = call.ids.next<EscalationId>();
  one.subject_kind = command.subject_kind;
  one.subject_id = command.subject_id;
  one.queue = command.queue;
  one.priority = command.priority;
  one.note = std::move(*note);
  one.created_by = UserId{call.actor.key};
  one.created_by_name = call.actor.name;
  one.created_at = one.updated_at = call.now;
  one.due_at = call.now.plus_ms(answer_within_ms(one.priority));
  if (!store::insert_escalation(tx, one)) {
    const auto other = store::flagged(tx, one);
    return already_escalated(other.value_or(EscalationId{}));
  }
  record(tx, call, "create_escalation", nullptr, one);
  tell(tx, call, "created", one);
  return load_escalation(tx, call.actor.scope, one.id);
}

Result<Escalation> update_escalation(Tx& tx, const Call& call, const UpdateEscalation& command) {
  const auto before = load_escalation(tx, call.actor.scope, command.id);
  if (!before) return before;
  Escalation after = *before;
  if (command.queue) after.queue = *command.queue;
  if (command.priority && *command.priority != after.priority) {
    // Sooner or later by the difference, from when it was flagged.
    after.due_at = after.due_at.plus_ms(answer_within_ms(*command.priority) -
                                        answer_within_ms(after.priority));
    after.priority = *command.priority;
  }
  if (command.assignee)
    if (auto done = assign(tx, call, *command.assignee, after); !done) return done.error();
  if (command.state) enter(after, *command.state, call.now);
  auto saved = save(tx, call, after, command.version);
  if (!saved) return saved;
  add_step(tx, call, saved->id, EscalationStep::Kind::change, true, change_text(*before, *saved));
  record(tx, call, "update_escalation", &*before, *saved);
  tell(tx, call, "changed", *saved);
  return saved;
}

Result<Escalation> reply_to_escalation(Tx& tx, const Call& call, const ReplyToEscalation& command) {
  auto text = checked_note("text", command.text);
  if (!text) return text.error();
  const auto before = load_escalation(tx, call.actor.scope, command.id);
  if (!before) return before;
  const UserId author{call.actor.key};
  const bool works = may(tx, author, k_work, *before, call.now);
  const bool asks = may(tx, author, k_create, *before, call.now);
  if (!works && !asks) return forbidden(std::string(k_work));
  // Who may do both speaks for the side they are on: the one who flagged it asks.
  const bool from_work = works && !(asks && before->created_by == author);
  Escalation after = *before;
  ++after.replies;
  if (from_work && !after.first_reply_at) after.first_reply_at = call.now;
  if (!from_work && after.state == State::waiting) enter(after, State::in_progress, call.now);
  if (!from_work && after.state == State::resolved) enter(after, State::open, call.now);
  auto saved = save(tx, call, after, before->version);
  if (!saved) return saved;
  add_step(tx, call, saved->id, EscalationStep::Kind::reply, from_work, std::move(*text));
  record(tx, call, "reply_to_escalation", &*before, *saved);
  tell(tx, call, "replied", *saved);
  return saved;
}

std::vector<Worker> list_workers(Tx& tx, const Call& call, const Escalation& one) {
  identity::ListUsers filter;
  filter.limit = k_workers_max;
  filter.state = identity::UserState::active;
  std::vector<Worker> workers;
  for (const identity::User& user : identity::list_users(tx, call.actor.scope, filter, call.now))
    if (may(tx, user.id, k_work, one, call.now)) workers.push_back({user.id, user.name});
  return workers;
}

}  // namespace bursar::support
