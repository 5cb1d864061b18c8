// Rows of decisions made by people.
#include "payments/manual_status_store.hpp"

namespace bursar::payments::store {
namespace {

constexpr const char* k_select =
    "SELECT operation_id, outcome, reason, evidence, evidence_sha256, decided_by, decided_at "
    "FROM manual_decision ";

ManualDecision read_decision(const storage::Row& row) {
  ManualDecision decision;
  decision.operation = row.id<OperationId>(0);
  decision.verdict = row.as_enum<Verdict>(1);
  decision.reason = row.text(2);
  decision.evidence = row.text(3);
  decision.evidence_sha256 = row.text(4);
  decision.decided_by = row.text(5);
  decision.decided_at = row.instant(6);
  return decision;
}

}  // namespace

void insert_decision(storage::Tx& tx, PaymentId payment, const ManualDecision& decision) {
  tx.exec(
      "INSERT INTO manual_decision (operation_id, payment_id, outcome, reason, evidence, "
      "evidence_sha256, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {decision.operation, payment, decision.verdict, decision.reason, decision.evidence,
       decision.evidence_sha256, decision.decided_by, decision.decided_at});
}

std::optional<ManualDecision> find_decision(storage::Tx& tx, OperationId operation) {
  return tx.one(std::string(k_select) + "WHERE operation_id = $1", {operation}, read_decision);
}

std::vector<ManualDecision> decisions(storage::Tx& tx, PaymentId payment) {
  return tx.all(std::string(k_select) +
                    "WHERE operation_id IN (SELECT o.id FROM operation o WHERE o.payment_id = $1) "
                    "ORDER BY operation_id",
                {payment}, read_decision);
}

std::optional<AttemptId> newest_attempt(storage::Tx& tx, OperationId operation) {
  return tx.one("SELECT id FROM attempt WHERE operation_id = $1 ORDER BY seq DESC LIMIT 1",
                {operation}, [](const storage::Row& row) { return row.id<AttemptId>(0); });
}

}  // namespace bursar::payments::store
