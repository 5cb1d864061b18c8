// Rows of the cases that disputes open.
#include "payments/dispute_report_store.hpp"

namespace bursar::payments::store {

std::optional<ExceptionId> find_dispute_case(storage::Tx& tx, PaymentId payment,
                                             OperationId operation) {
  return tx.one(
      "SELECT id FROM exception_case WHERE payment_id = $1 AND operation_key = $2 AND kind = $3",
      {payment, operation.key, ExceptionKind::dispute_reported},
      [](const storage::Row& row) { return row.id<ExceptionId>(0); });
}

void save_dispute_case(storage::Tx& tx, ExceptionCase& one) {
  tx.exec(
      "UPDATE exception_case SET note = $2, amount_minor = $3, state = $4, resolved_at = NULL, "
      "resolved_by = '', settled_as = NULL, resolution = '', version = version + 1 WHERE id = $1",
      {one.id, one.note, one.amount.minor, one.state});
  ++one.version;
}

}  // namespace bursar::payments::store
