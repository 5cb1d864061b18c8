// SQL of the tables approval and approval_decision. A state changes only from the version that was
// read, so that two who decide at once cannot both be the last.
#include "approvals/store.hpp"

#include "approvals/store_text.hpp"
#include "storage/query.hpp"

namespace bursar::approvals::store {
namespace {

constexpr std::string_view k_select =
    "SELECT a.id, a.kind, a.action, a.permission, a.subject_kind, a.subject_id, a.subject_label, "
    "a.company_id, a.merchant_id, a.amount_minor, a.currency, a.reason, a.target, a.content, "
    "a.content_hash, a.preview, a.because, a.requested_by, a.requested_by_name, "
    "a.requested_through, a.idempotency_key, a.needed, a.state, a.expires_at, a.closed_at, "
    "a.closed_by, a.closed_reason, a.result_kind, a.result_id, a.version FROM approval a WHERE ";

gate::Subject read_subject(const storage::Row& row) {
  gate::Subject subject;
  subject.kind = row.text(4);
  subject.id = row.text(5);
  subject.label = row.text(6);
  subject.company = row.id<CompanyId>(7);
  subject.merchant = row.id<MerchantId>(8);
  if (!row.text(10).empty()) subject.amount = Money{row.i64(9), Currency::of(row.text(10))};
  subject.reason = row.text(11);
  subject.target = row.text(12);
  return subject;
}

Approval read_approval(const storage::Row& row) {
  Approval approval;
  approval.id = row.id<ApprovalId>(0);
  approval.kind = row.text(1);
  approval.action = row.text(2);
  approval.permission = row.text(3);
  approval.subject = read_subject(row);
  approval.content = row.text(13);
  approval.content_hash = row.text(14);
  approval.preview = changes_of(row.text(15));
  approval.because = row.text(16);
  approval.requested_by = row.id<UserId>(17);
  approval.requested_by_name = row.text(18);
  approval.requested_through = row.id<UserId>(19);
  approval.idempotency_key = row.text(20);
  approval.needed = row.i64(21);
  approval.state = row.as_enum<State>(22);
  approval.expires_at = row.instant(23);
  approval.closed_at = row.instant_or_null(24);
  approval.closed_by = row.text(25);
  approval.closed_reason = row.text(26);
  approval.result_kind = row.text(27);
  approval.result_id = row.text(28);
  approval.version = row.i64(29);
  return approval;
}

void add_decisions(Tx& tx, Approval& approval) {
  approval.decisions = tx.all(
      "SELECT user_id, user_name, verdict, reason, decided_at FROM approval_decision "
      "WHERE approval_id = $1 ORDER BY decided_at, user_id",
      {approval.id}, [](const storage::Row& row) {
        return Decision{row.id<UserId>(0), std::string(row.text(1)), row.as_enum<Verdict>(2),
                        std::string(row.text(3)), row.instant(4)};
      });
}

std::optional<Approval> complete(Tx& tx, std::optional<Approval> approval) {
  if (approval) add_decisions(tx, *approval);
  return approval;
}

std::vector<Approval> complete(Tx& tx, std::vector<Approval> approvals) {
  for (Approval& approval : approvals) add_decisions(tx, approval);
  return approvals;
}

// One's own, or about an act one could do oneself at that place.
void add_visible(storage::Query& query, const Viewer& viewer) {
  query.add(" AND (a.requested_by = ", viewer.user);
  for (const Reach& reach : viewer.may_do) {
    query.add(" OR (a.permission = ", reach.permission);
    storage::scope_filter(query, reach.scope, "a.company_id", "a.merchant_id");
    query.add(")");
  }
  query.add(")");
}

void add_tab(storage::Query& query, const Viewer& viewer, Tab tab) {
  if (tab == Tab::mine) query.add(" AND a.requested_by = ", viewer.user);
  if (tab != Tab::to_decide) return;
  query.add(" AND a.state = ", State::open).add(" AND a.requested_by <> ", viewer.user);
  query.add(" AND coalesce(a.requested_through, 0) <> ", viewer.user.key);
  query.add(
      " AND NOT EXISTS (SELECT 1 FROM approval_decision d WHERE d.approval_id = a.id "
      "AND d.user_id = ",
      viewer.user);
  query.add(")");
  storage::scope_filter(query, viewer.may_decide, "a.company_id", "a.merchant_id");
}

}  // namespace

void insert_approval(Tx& tx, const Approval& approval) {
  const gate::Subject& subject = approval.subject;
  const std::int64_t amount_minor = subject.amount ? subject.amount->minor : 0;
  tx.exec(
      "INSERT INTO approval (id, kind, action, permission, subject_kind, subject_id, "
      "subject_label, "
      "company_id, merchant_id, amount_minor, currency, reason, target, content, content_hash, "
      "preview, because, requested_by, requested_by_name, requested_through, idempotency_key, "
      "needed, state, expires_at, closed_by, closed_reason, result_kind, result_id, version) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
      "$19, $20, $21, $22, $23, $24, '', '', '', '', $25)",
      {approval.id,
       approval.kind,
       approval.action,
       approval.permission,
       subject.kind,
       subject.id,
       subject.label,
       subject.company,
       subject.merchant,
       amount_minor,
       subject.amount ? std::string(subject.amount->currency.code()) : std::string(),
       subject.reason,
       subject.target,
       approval.content,
       approval.content_hash,
       changes_text(approval.preview),
       approval.because,
       approval.requested_by.key,
       approval.requested_by_name,
       approval.requested_through,
       approval.idempotency_key,
       approval.needed,
       approval.state,
       approval.expires_at,
       approval.version});
}

bool save_state(Tx& tx, const Approval& approval) {
  return tx.exec(
             "UPDATE approval SET state = $3, expires_at = $4, closed_at = $5, closed_by = $6, "
             "closed_reason = $7, result_kind = $8, result_id = $9, version = version + 1 "
             "WHERE id = $1 AND version = $2",
             {approval.id, approval.version, approval.state, approval.expires_at,
              approval.closed_at, approval.closed_by, approval.closed_reason, approval.result_kind,
              approval.result_id}) == 1;
}

void insert_decision(Tx& tx, ApprovalId id, const Decision& decision) {
  tx.exec(
      "INSERT INTO approval_decision (approval_id, user_id, user_name, verdict, reason, "
      "decided_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      {id, decision.user, decision.user_name, decision.verdict, decision.reason, decision.at});
}

std::optional<Approval> find_approval(Tx& tx, ApprovalId id) {
  return complete(tx, tx.one(std::string(k_select) + "a.id = $1", {id}, read_approval));
}

std::optional<Approval> find_by_key(Tx& tx, UserId requester, std::string_view action,
                                    std::string_view idempotency_key) {
  return complete(tx, tx.one(std::string(k_select) +
                                 "a.requested_by = $1 AND a.action = $2 AND a.idempotency_key = $3 "
                                 "AND a.idempotency_key <> ''",
                             {requester, action, idempotency_key}, read_approval));
}

std::optional<Approval> find_same(Tx& tx, UserId requester, std::string_view action,
                                  std::string_view content) {
  return complete(
      tx, tx.one(std::string(k_select) + "a.requested_by = $1 AND a.action = $2 AND a.state <= 2 "
                                         "AND a.content = $3 ORDER BY a.id DESC LIMIT 1",
                 {requester, action, content}, read_approval));
}

std::vector<Approval> live_about(Tx& tx, std::string_view action, std::string_view subject_id) {
  return complete(
      tx, tx.all(std::string(k_select) + "a.subject_id = $1 AND a.action = $2 AND a.state = $3 "
                                         "ORDER BY a.id",
                 {subject_id, action, State::open}, read_approval));
}

std::vector<Approval> live_approvals(Tx& tx, std::int64_t limit) {
  return complete(
      tx, tx.all(std::string(k_select) + "a.state <= 2 ORDER BY a.expires_at, a.id LIMIT $1",
                 {limit}, read_approval));
}

std::vector<Approval> list(Tx& tx, const Viewer& viewer, const ListApprovals& filter) {
  storage::Query query(k_select);
  query.add("1 = 1");
  add_visible(query, viewer);
  add_tab(query, viewer, filter.tab);
  if (filter.state) query.add(" AND a.state = ", *filter.state);
  if (!filter.kind.empty()) query.add(" AND a.kind = ", filter.kind);
  if (!filter.subject_id.empty()) query.add(" AND a.subject_id = ", filter.subject_id);
  if (filter.before) query.add(" AND a.id < ", filter.before);
  query.add(" ORDER BY a.id DESC LIMIT ", filter.limit);
  return complete(tx, query.all(tx, read_approval));
}

std::int64_t count(Tx& tx, const Viewer& viewer, Tab tab, std::int64_t limit) {
  storage::Query query("SELECT count(*) FROM (SELECT a.id FROM approval a WHERE a.state = ");
  query.add("", State::open);
  add_visible(query, viewer);
  add_tab(query, viewer, tab);
  query.add(" LIMIT ", limit).add(") AS waiting");
  return *query.one(tx, [](const storage::Row& row) { return row.i64(0); });
}

void begin_trial(Tx& tx) { tx.exec("SAVEPOINT approval_trial"); }

void undo_trial(Tx& tx) {
  tx.exec("ROLLBACK TO SAVEPOINT approval_trial");
  tx.exec("RELEASE SAVEPOINT approval_trial");
}

}  // namespace bursar::approvals::store
