// The statements that move destinations of recipients to another master key.
#include "recipients/destination.hpp"
#include "recipients/reencrypt.hpp"

namespace bursar::recipients {

vault::SealedColumn destination_column() {
  const auto read = [](storage::Tx& tx, const storage::Blob& header, std::int64_t from,
                       std::int64_t limit) {
    return tx.all(
        "SELECT id, destination_sealed FROM payout_recipient WHERE id >= $1 AND "
        "length(destination_sealed) > 0 AND substr(destination_sealed, 1, 5) <> $2 "
        "ORDER BY id LIMIT $3",
        {from, header, limit}, [](const storage::Row& row) {
          vault::SealedRow found;
          found.key = row.i64(0);
          found.sealed = row.blob(1);
          found.purpose = k_sealing_purpose;
          found.place = sealing_place(row.id<RecipientId>(0));
          return found;
        });
  };
  const auto write = [](storage::Tx& tx, const vault::SealedRow& row, const storage::Blob& fresh) {
    tx.exec(
        "UPDATE payout_recipient SET destination_sealed = $1 WHERE id = $2 AND "
        "destination_sealed = $3",
        {fresh, row.key, storage::Blob{row.sealed}});
  };
  return {"payout_recipient.destination_sealed", read, write};
}

}  // namespace bursar::recipients
