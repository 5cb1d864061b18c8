// SQL of payments that wait for people.
#include <fmt/format.h>

#include "base/check.hpp"
#include "payments/review.hpp"
#include "payments/rows.hpp"

namespace bursar::payments::store {

OperationRow first_operation(storage::Tx& tx, PaymentId payment) {
  static const std::string k_text = fmt::format(
      "SELECT {} FROM operation o JOIN payment p ON p.id = o.payment_id "
      "WHERE o.payment_id = $1 ORDER BY o.seq LIMIT 1",
      k_operation_columns);
  auto row = tx.one(k_text, {payment}, [](const storage::Row& found) {
    return OperationRow{read_operation(found), found.id<HoldId>(9), "", ""};
  });
  check(row.has_value(), "a payment has an operation");
  return std::move(*row);
}

bool has_refused_same_day(storage::Tx& tx, PaymentId payment) {
  return tx
      .one(
          "SELECT id FROM operation WHERE payment_id = $1 AND same_day = 1 AND state IN ($2, $3) "
          "LIMIT 1",
          {payment, OperationState::declined, OperationState::failed},
          [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

std::optional<Attempt> last_attempt(storage::Tx& tx, OperationId operation) {
  static const std::string k_text =
      fmt::format("SELECT {} FROM attempt a WHERE a.operation_id = $1 ORDER BY a.seq DESC LIMIT 1",
                  k_attempt_columns);
  return tx.one(k_text, {operation}, [](const storage::Row& row) { return read_attempt(row); });
}

}  // namespace bursar::payments::store
