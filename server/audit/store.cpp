// All SQL of the audit trail. SQLite's single writer numbers entries at once; on PostgreSQL entries
// are numbered after commit, so that writers do not queue for the counter.
#include "audit/audit.hpp"
#include "storage/query.hpp"

namespace bursar::audit {
namespace {

constexpr std::string_view k_columns =
    "id, seq, at, actor_kind, actor_name, ip, request_id, action, subject_kind, subject_id, "
    "company_id, merchant_id, outcome, before_json, after_json, reason";

constexpr std::string_view k_insert_numbered =
    "INSERT INTO audit_entry (id, at, actor_kind, actor_key, actor_name, session_key, ip, "
    "request_id, "
    "action, subject_kind, subject_id, company_id, merchant_id, outcome, before_json, after_json, "
    "reason, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
    "$17, "
    "(SELECT coalesce(max(seq), 0) + 1 FROM audit_entry))";
constexpr std::string_view k_insert_unnumbered =
    "INSERT INTO audit_entry (id, at, actor_kind, actor_key, actor_name, session_key, ip, "
    "request_id, "
    "action, subject_kind, subject_id, company_id, merchant_id, outcome, before_json, after_json, "
    "reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

StoredEntry read_entry(const storage::Row& row) {
  StoredEntry stored;
  stored.id = row.id<AuditId>(0);
  stored.seq = row.i64_or_null(1);
  stored.at = row.instant(2);
  stored.actor_kind = row.as_enum<ActorKind>(3);
  stored.actor_name = row.text(4);
  stored.ip = row.text(5);
  stored.request_id = row.text(6);
  stored.entry.action = row.text(7);
  stored.entry.subject_kind = row.text(8);
  stored.entry.subject_id = row.text(9);
  stored.entry.company = row.id<CompanyId>(10);
  stored.entry.merchant = row.id<MerchantId>(11);
  stored.entry.outcome = row.as_enum<Outcome>(12);
  stored.entry.before = row.text(13);
  stored.entry.after = row.text(14);
  stored.entry.reason = row.text(15);
  return stored;
}

std::string select_entries() {
  return "SELECT " + std::string(k_columns) + " FROM audit_entry WHERE 1=1";
}

}  // namespace

AuditId record(storage::Tx& tx, const Call& call, const Entry& entry) {
  const auto id = call.ids.next<AuditId>();
  const bool numbered = tx.dialect() == storage::Dialect::sqlite;
  tx.exec(numbered ? k_insert_numbered : k_insert_unnumbered,
          {id, call.now, call.actor.kind, call.actor.key, call.actor.name, call.actor.session,
           call.actor.ip, call.actor.request_id, entry.action, entry.subject_kind, entry.subject_id,
           entry.company, entry.merchant, entry.outcome, entry.before, entry.after, entry.reason});
  return id;
}

std::vector<StoredEntry> list(storage::Tx& tx, const Scope& scope, AuditId before,
                              std::int64_t limit) {
  storage::Query query(select_entries());
  storage::scope_filter(query, scope, "company_id", "merchant_id");
  if (before) query.add(" AND id < ", before);
  query.add(" ORDER BY id DESC LIMIT ", limit);
  return tx.all(query.sql(), query.params(), read_entry);
}

std::vector<StoredEntry> about(storage::Tx& tx, const Scope& scope, std::string_view subject_kind,
                               std::string_view subject_id) {
  storage::Query query(select_entries());
  query.add(" AND subject_id = ", subject_id);
  query.add(" AND subject_kind = ", subject_kind);
  storage::scope_filter(query, scope, "company_id", "merchant_id");
  query.add(" ORDER BY id");
  return tx.all(query.sql(), query.params(), read_entry);
}

void assign_sequence(storage::Tx& tx) {
  tx.exec(
      "UPDATE audit_entry SET seq = numbered.position FROM (SELECT id AS entry_id, "
      "row_number() OVER (ORDER BY id) + (SELECT coalesce(max(seq), 0) FROM audit_entry) AS "
      "position "
      "FROM audit_entry WHERE seq IS NULL) AS numbered WHERE audit_entry.id = numbered.entry_id");
}

}  // namespace bursar::audit
