// All SQL of the outbox. SQLite's single writer numbers events at once; on PostgreSQL they are
// numbered after commit, so that writers do not queue for the counter.
#include "outbox/outbox.hpp"

namespace bursar::outbox {
namespace {

constexpr std::string_view k_insert_numbered =
    "INSERT INTO event (id, type, at, company_id, merchant_id, subject_kind, subject_id, "
    "subject_version, payload, project_id, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "(SELECT coalesce(max(seq), 0) + 1 FROM event))";
constexpr std::string_view k_insert_unnumbered =
    "INSERT INTO event (id, type, at, company_id, merchant_id, subject_kind, subject_id, "
    "subject_version, payload, project_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

}  // namespace

EventId emit(storage::Tx& tx, const Call& call, const Event& event) {
  const auto id = call.ids.next<EventId>();
  const bool numbered = tx.dialect() == storage::Dialect::sqlite;
  tx.exec(numbered ? k_insert_numbered : k_insert_unnumbered,
          {id, event.type, call.now, event.company, event.merchant, event.subject_kind,
           event.subject_id, event.subject_version, event.payload, event.project});
  return id;
}

std::vector<StoredEvent> after(storage::Tx& tx, std::int64_t after, std::int64_t limit) {
  return tx.all(
      "SELECT id, seq, type, at, company_id, merchant_id, subject_kind, subject_id, "
      "subject_version, "
      "payload, project_id FROM event WHERE seq > $1 ORDER BY seq LIMIT $2",
      {after, limit}, [](const storage::Row& row) {
        StoredEvent stored;
        stored.id = row.id<EventId>(0);
        stored.seq = row.i64(1);
        stored.event.type = row.text(2);
        stored.at = row.instant(3);
        stored.event.company = row.id<CompanyId>(4);
        stored.event.merchant = row.id<MerchantId>(5);
        stored.event.subject_kind = row.text(6);
        stored.event.subject_id = row.text(7);
        stored.event.subject_version = row.i64(8);
        stored.event.payload = row.text(9);
        stored.event.project = row.id<ProjectId>(10);
        return stored;
      });
}

std::int64_t last_seq(storage::Tx& tx) {
  return *tx.one("SELECT coalesce(max(seq), 0) FROM event", {},
                 [](const storage::Row& row) { return row.i64(0); });
}

void assign_sequence(storage::Tx& tx) {
  tx.exec(
      "UPDATE event SET seq = numbered.position FROM (SELECT id AS event_id, row_number() OVER "
      "(ORDER BY id) + (SELECT coalesce(max(seq), 0) FROM event) AS position FROM event "
      "WHERE seq IS NULL) AS numbered WHERE event.id = numbered.event_id");
}

}  // namespace bursar::outbox
