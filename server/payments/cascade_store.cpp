// The statements of cascades: what an operation tried so far, and where its payment goes next.
#include "payments/cascade.hpp"

namespace bursar::payments::store {

std::vector<Tried> tried_accounts(storage::Tx& tx, OperationId operation) {
  return tx.all(
      "SELECT provider_account_id, outcome, provider_code FROM attempt WHERE operation_id = $1 "
      "ORDER BY seq",
      {operation}, [](const storage::Row& row) {
        Tried tried;
        tried.account = row.id<ProviderAccountId>(0);
        if (!row.is_null(1)) tried.outcome = row.as_enum<providers::OutcomeKind>(1);
        tried.provider_code = row.text(2);
        return tried;
      });
}

void save_account(storage::Tx& tx, PaymentId payment, ProviderAccountId account) {
  tx.exec("UPDATE payment SET provider_account_id = $2 WHERE id = $1", {payment, account});
}

bool has_later_attempt(storage::Tx& tx, const Attempt& attempt) {
  return tx
      .one("SELECT id FROM attempt WHERE operation_id = $1 AND seq > $2 LIMIT 1",
           {attempt.operation_id, attempt.seq}, [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

}  // namespace bursar::payments::store
