// Writing of the trail. SQLite's single writer numbers entries at once; on PostgreSQL entries are
// numbered after commit, so that writers do not queue for the counter.
#include "audit/audit.hpp"
#include "audit/rows.hpp"
#include "storage/query.hpp"

namespace bursar::audit {
namespace {

constexpr std::string_view k_insert_numbered =
    "INSERT INTO audit_entry (id, at, at_us, actor_kind, actor_key, actor_name, impersonator_key, "
    "impersonator_name, session_key, ip, device, request_id, action, subject_kind, subject_id, "
    "company_id, merchant_id, outcome, before_json, after_json, reason, seq) VALUES ($1, $2, $3, "
    "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
    "(SELECT coalesce(max(seq), 0) + 1 FROM audit_entry))";
constexpr std::string_view k_insert_unnumbered =
    "INSERT INTO audit_entry (id, at, at_us, actor_kind, actor_key, actor_name, impersonator_key, "
    "impersonator_name, session_key, ip, device, request_id, action, subject_kind, subject_id, "
    "company_id, merchant_id, outcome, before_json, after_json, reason) VALUES ($1, $2, $3, $4, "
    "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";

std::string select_entries() {
  return "SELECT " + std::string(k_entry_columns) + " FROM audit_entry e WHERE 1 = 1";
}

// A call made from an instant alone knows no more than its milliseconds.
std::int64_t microseconds_of(const Call& call) {
  return call.now_us / 1'000 == call.now.ms ? call.now_us : call.now.ms * 1'000;
}

std::optional<std::int64_t> key_or_null(std::int64_t key) {
  return key == 0 ? std::nullopt : std::optional(key);
}

}  // namespace

AuditId record(storage::Tx& tx, const Call& call, const Entry& entry) {
  const auto id = call.ids.next<AuditId>();
  const Actor& actor = call.actor;
  const bool numbered = tx.dialect() == storage::Dialect::sqlite;
  tx.exec(numbered ? k_insert_numbered : k_insert_unnumbered, {id,
                                                               call.now,
                                                               microseconds_of(call),
                                                               actor.kind,
                                                               actor.key,
                                                               actor.name,
                                                               key_or_null(actor.impersonator_key),
                                                               actor.impersonator_name,
                                                               actor.session,
                                                               actor.ip,
                                                               actor.device,
                                                               actor.request_id,
                                                               entry.action,
                                                               entry.subject_kind,
                                                               entry.subject_id,
                                                               entry.company,
                                                               entry.merchant,
                                                               entry.outcome,
                                                               entry.before,
                                                               entry.after,
                                                               entry.reason});
  return id;
}

std::vector<StoredEntry> list(storage::Tx& tx, const Scope& scope, AuditId before,
                              std::int64_t limit) {
  storage::Query query(select_entries());
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id");
  if (before) query.add(" AND e.id < ", before);
  query.add(" ORDER BY e.id DESC LIMIT ", limit);
  return query.all(tx, read_entry);
}

Result<StoredEntry> load(storage::Tx& tx, const Scope& scope, AuditId id) {
  storage::Query query(select_entries());
  query.add(" AND e.id = ", id);
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id");
  auto found = query.one(tx, read_entry);
  if (!found) return not_found("audit entry");
  return std::move(*found);
}

std::vector<StoredEntry> about(storage::Tx& tx, const Scope& scope, std::string_view subject_kind,
                               std::string_view subject_id) {
  storage::Query query(select_entries());
  query.add(" AND e.subject_id = ", subject_id);
  query.add(" AND e.subject_kind = ", subject_kind);
  storage::scope_filter(query, scope, "e.company_id", "e.merchant_id");
  query.add(" ORDER BY e.id");
  return query.all(tx, read_entry);
}

void assign_sequence(storage::Tx& tx) {
  tx.exec(
      "UPDATE audit_entry SET seq = numbered.position FROM (SELECT id AS entry_id, "
      "row_number() OVER (ORDER BY id) + (SELECT coalesce(max(seq), 0) FROM audit_entry) AS "
      "position "
      "FROM audit_entry WHERE seq IS NULL) AS numbered WHERE audit_entry.id = numbered.entry_id");
}

}  // namespace bursar::audit
