// The statements that move destinations of payouts to another master key.
#include "payments/order.hpp"
#include "payments/reencrypt.hpp"

namespace bursar::payments {

vault::SealedColumn destination_column() {
  const auto read = [](storage::Tx& tx, const storage::Blob& header, std::int64_t from,
                       std::int64_t limit) {
    return tx.all(
        "SELECT payment_id, destination_sealed FROM payout_detail WHERE payment_id >= $1 AND "
        "length(destination_sealed) > 0 AND substr(destination_sealed, 1, 5) <> $2 "
        "ORDER BY payment_id LIMIT $3",
        {from, header, limit}, [](const storage::Row& row) {
          vault::SealedRow found;
          found.key = row.i64(0);
          found.sealed = row.blob(1);
          found.purpose = k_destination_purpose;
          found.place = destination_place(row.id<PaymentId>(0));
          return found;
        });
  };
  const auto write = [](storage::Tx& tx, const vault::SealedRow& row, const storage::Blob& fresh) {
    tx.exec(
        "UPDATE payout_detail SET destination_sealed = $1 WHERE payment_id = $2 AND "
        "destination_sealed = $3",
        {fresh, row.key, storage::Blob{row.sealed}});
  };
  return {"payout_detail.destination_sealed", read, write};
}

}  // namespace bursar::payments
