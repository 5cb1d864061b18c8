// SQL of escalations and their steps. Lists walk the queue by due time or everything by id; both
// page by key.
#include "support/store.hpp"

#include "storage/query.hpp"

namespace bursar::support {
namespace {

using storage::Tx;

constexpr std::string_view k_select =
    "SELECT e.id, e.company_id, e.merchant_id, m.name, e.subject_kind, e.subject_id, e.queue, "
    "e.priority, e.state, e.note, e.created_by, e.created_by_name, e.assignee_id, "
    "e.assignee_name, e.created_at, e.updated_at, e.due_at, e.waiting_since, e.first_reply_at, "
    "e.resolved_at, e.replies, e.version FROM escalation e JOIN merchant m ON m.id = "
    "e.merchant_id WHERE 1 = 1";
constexpr std::int64_t k_steps_max = 1'000;

Escalation read_escalation(const storage::Row& row) {
  Escalation one;
  one.id = row.id<EscalationId>(0);
  one.company_id = row.id<CompanyId>(1);
  one.merchant_id = row.id<MerchantId>(2);
  one.merchant_name = row.text(3);
  one.subject_kind = row.as_enum<SubjectKind>(4);
  one.subject_id = row.text(5);
  one.queue = row.as_enum<Queue>(6);
  one.priority = row.as_enum<Priority>(7);
  one.state = row.as_enum<EscalationState>(8);
  one.note = row.text(9);
  one.created_by = row.id<UserId>(10);
  one.created_by_name = row.text(11);
  one.assignee = row.id<UserId>(12);
  one.assignee_name = row.text(13);
  one.created_at = row.instant(14);
  one.updated_at = row.instant(15);
  one.due_at = row.instant(16);
  one.waiting_since = row.instant_or_null(17);
  one.first_reply_at = row.instant_or_null(18);
  one.resolved_at = row.instant_or_null(19);
  one.replies = row.i64(20);
  one.version = row.i64(21);
  return one;
}

void add_filter(storage::Query& query, const ListEscalations& filter, Instant now) {
  if (!filter.states.empty()) query.add_list(" AND e.state IN ", filter.states);
  // Word for word the condition of the index of due times.
  if (filter.by_due || filter.overdue) query.add(" AND e.state <> 4");
  if (filter.queue) query.add(" AND e.queue = ", *filter.queue);
  if (filter.priority) query.add(" AND e.priority = ", *filter.priority);
  if (filter.merchant) query.add(" AND e.merchant_id = ", filter.merchant);
  if (!filter.subject_id.empty()) query.add(" AND e.subject_id = ", filter.subject_id);
  if (filter.created_by) query.add(" AND e.created_by = ", filter.created_by);
  if (filter.assignee) query.add(" AND e.assignee_id = ", filter.assignee);
  if (filter.unassigned) query.add(" AND e.assignee_id IS NULL");
  if (filter.overdue)
    query.add(" AND e.state <> ", EscalationState::waiting).add(" AND e.due_at < ", now);
}

}  // namespace

std::vector<Escalation> list_escalations(Tx& tx, const Scope& scope, const ListEscalations& filter,
                                         Instant now) {
  storage::Query query(k_select);
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id");
  add_filter(query, filter, now);
  if (filter.by_due) {
    if (filter.before)
      query
          .add(" AND (e.due_at, e.id) > (SELECT due_at, id FROM escalation WHERE id = ",
               filter.before)
          .add(")");
    query.add(" ORDER BY e.due_at, e.id LIMIT ", filter.limit);
  } else {
    if (filter.before) query.add(" AND e.id < ", filter.before);
    query.add(" ORDER BY e.id DESC LIMIT ", filter.limit);
  }
  return query.all(tx, read_escalation);
}

Result<Escalation> load_escalation(Tx& tx, const Scope& scope, EscalationId id) {
  storage::Query query(k_select);
  query.add(" AND e.id = ", id);
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id");
  if (auto one = query.one(tx, read_escalation)) return std::move(*one);
  return not_found(EscalationTag::k_noun);
}

std::vector<EscalationStep> steps_of(Tx& tx, EscalationId id) {
  return tx.all(
      "SELECT id, kind, author_id, author_name, from_work, text, at FROM escalation_step "
      "WHERE escalation_id = $1 ORDER BY id LIMIT $2",
      {id, k_steps_max}, [](const storage::Row& row) {
        return EscalationStep{row.i64(0),        row.as_enum<EscalationStep::Kind>(1),
                              row.id<UserId>(2), std::string(row.text(3)),
                              row.boolean(4),    std::string(row.text(5)),
                              row.instant(6)};
      });
}

}  // namespace bursar::support

namespace bursar::support::store {

bool insert_escalation(storage::Tx& tx, const Escalation& one) {
  return tx.exec(
             "INSERT INTO escalation (id, company_id, merchant_id, subject_kind, subject_id, "
             "queue, priority, state, note, created_by, created_by_name, assignee_name, "
             "created_at, updated_at, due_at, replies, version) VALUES ($1, $2, $3, $4, $5, $6, "
             "$7, $8, $9, $10, $11, '', $12, $12, $13, 0, 1) "
             "ON CONFLICT (subject_id, merchant_id, queue) WHERE state <> 4 DO NOTHING",
             {one.id, one.company_id, one.merchant_id, one.subject_kind, one.subject_id, one.queue,
              one.priority, one.state, one.note, one.created_by, one.created_by_name,
              one.created_at, one.due_at}) == 1;
}

std::optional<EscalationId> flagged(storage::Tx& tx, const Escalation& like) {
  return tx.one(
      "SELECT id FROM escalation WHERE subject_id = $1 AND merchant_id = $2 AND queue = $3 "
      "AND state <> 4 AND id <> $4",
      {like.subject_id, like.merchant_id, like.queue, like.id.key},
      [](const storage::Row& row) { return row.id<EscalationId>(0); });
}

bool save_escalation(storage::Tx& tx, const Escalation& one, std::int64_t expected) {
  return tx.exec(
             "UPDATE escalation SET queue = $3, priority = $4, state = $5, assignee_id = $6, "
             "assignee_name = $7, updated_at = $8, due_at = $9, waiting_since = $10, "
             "first_reply_at = $11, resolved_at = $12, replies = $13, version = version + 1 "
             "WHERE id = $1 AND version = $2",
             {one.id, expected, one.queue, one.priority, one.state, one.assignee, one.assignee_name,
              one.updated_at, one.due_at, one.waiting_since, one.first_reply_at, one.resolved_at,
              one.replies}) == 1;
}

void insert_step(storage::Tx& tx, EscalationId id, const EscalationStep& step) {
  tx.exec(
      "INSERT INTO escalation_step (id, escalation_id, kind, author_id, author_name, from_work, "
      "text, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {step.key, id, step.kind, step.author, step.author_name, step.from_work, step.text, step.at});
}

}  // namespace bursar::support::store
