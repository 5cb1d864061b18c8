// SQL of findings: one per rule, subject and day, and the pages of their list.
#include "review/store.hpp"

#include "base/time.hpp"
#include "storage/query.hpp"

namespace bursar::review::store {
namespace {

constexpr std::string_view k_select =
    "SELECT f.id, f.rule, f.subject, f.company_id, f.count, f.first_at, f.last_at, f.entries, "
    "f.state, f.closed_by, f.closed_at, f.note, f.version, f.created_at FROM review_finding f "
    "WHERE 1 = 1";

/// Findings belong to companies; a scope of single merchants reaches none.
constexpr std::string_view k_no_merchant = "CAST(NULL AS BIGINT)";

std::string text_of(const std::vector<AuditId>& entries) {
  std::string text;
  for (const AuditId& id : entries) text += (text.empty() ? "" : " ") + id.text();
  return text;
}

std::vector<AuditId> entries_of(std::string_view text) {
  std::vector<AuditId> entries;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (const auto id = AuditId::parse(text.substr(0, end))) entries.push_back(*id);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return entries;
}

Finding read_finding(const storage::Row& row) {
  Finding one;
  one.id = row.id<FindingId>(0);
  one.seen.rule = row.as_enum<Rule>(1);
  one.seen.subject = row.text(2);
  one.seen.company = row.id<CompanyId>(3);
  one.seen.count = row.i64(4);
  one.seen.first_at = row.instant(5);
  one.seen.last_at = row.instant(6);
  one.seen.entries = entries_of(row.text(7));
  one.state = row.as_enum<FindingState>(8);
  one.closed_by = row.text(9);
  one.closed_at = row.instant_or_null(10);
  one.note = row.text(11);
  one.version = row.i64(12);
  one.created_at = row.instant(13);
  return one;
}

}  // namespace

std::optional<Finding> find(storage::Tx& tx, const Sighting& seen) {
  storage::Query query(k_select);
  query.add(" AND f.rule = ", seen.rule).add(" AND f.subject = ", seen.subject);
  query.add(" AND f.day = ", utc_day(seen.first_at));
  return query.one(tx, read_finding);
}

Result<Finding> load(storage::Tx& tx, const Scope& scope, FindingId id) {
  storage::Query query(k_select);
  query.add(" AND f.id = ", id);
  storage::scope_filter(query, scope, "f.company_id", k_no_merchant);
  auto found = query.one(tx, read_finding);
  if (!found) return not_found("finding");
  return *std::move(found);
}

std::vector<Finding> list(storage::Tx& tx, const Scope& scope, const ListFindings& filter) {
  storage::Query query(k_select);
  storage::scope_filter(query, scope, "f.company_id", k_no_merchant);
  if (filter.state) query.add(" AND f.state = ", *filter.state);
  if (filter.rule) query.add(" AND f.rule = ", *filter.rule);
  if (filter.before) query.add(" AND f.id < ", filter.before);
  query.add(" ORDER BY f.id DESC LIMIT ", filter.limit);
  return query.all(tx, read_finding);
}

void insert(storage::Tx& tx, const Finding& f) {
  tx.exec(
      "INSERT INTO review_finding (id, rule, subject, day, company_id, count, first_at, last_at, "
      "entries, state, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12)",
      {f.id, f.seen.rule, f.seen.subject, utc_day(f.seen.first_at), f.seen.company, f.seen.count,
       f.seen.first_at, f.seen.last_at, text_of(f.seen.entries), f.state, f.version, f.created_at});
}

void save(storage::Tx& tx, const Finding& f) {
  tx.exec(
      "UPDATE review_finding SET company_id = $2, count = $3, first_at = $4, last_at = $5, "
      "entries = $6, state = $7, closed_by = $8, closed_at = $9, note = $10, version = $11 "
      "WHERE id = $1",
      {f.id, f.seen.company, f.seen.count, f.seen.first_at, f.seen.last_at, text_of(f.seen.entries),
       f.state, f.closed_by, f.closed_at, f.note, f.version});
}

}  // namespace bursar::review::store
