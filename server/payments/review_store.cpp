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

std::optional<Attempt> last_attempt(storage::Tx& tx, OperationId operation) {
  static const std::string k_text =
      fmt::format("SELECT {} FROM attempt a WHERE a.operation_id = $1 ORDER BY a.seq DESC LIMIT 1",
                  k_attempt_columns);
  return tx.one(k_text, {operation}, [](const storage::Row& row) { return read_attempt(row); });
}

}  // namespace bursar::payments::store
