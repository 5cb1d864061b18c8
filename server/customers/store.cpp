// SQL of erasures: written once, never changed.
#include "customers/store.hpp"

namespace bursar::customers::store {

void insert_erasure(storage::Tx& tx, const Erasure& erasure) {
  tx.exec(
      "INSERT INTO customer_erasure (id, company_id, merchant_id, buyer_id, payments, cards, "
      "reason, erased_by, erased_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {erasure.id, erasure.company_id, erasure.merchant_id, erasure.buyer_id, erasure.payments,
       erasure.cards, erasure.reason, erasure.erased_by, erasure.erased_at});
}

std::vector<Erasure> erasures_of(storage::Tx& tx, MerchantId merchant, std::string_view buyer_id) {
  return tx.all(
      "SELECT id, company_id, merchant_id, buyer_id, payments, cards, reason, erased_by, erased_at "
      "FROM customer_erasure WHERE merchant_id = $1 AND buyer_id = $2 ORDER BY id DESC",
      {merchant, buyer_id}, [](const storage::Row& row) {
        Erasure erasure;
        erasure.id = row.id<ErasureId>(0);
        erasure.company_id = row.id<CompanyId>(1);
        erasure.merchant_id = row.id<MerchantId>(2);
        erasure.buyer_id = row.text(3);
        erasure.payments = row.i64(4);
        erasure.cards = row.i64(5);
        erasure.reason = row.text(6);
        erasure.erased_by = row.text(7);
        erasure.erased_at = row.instant(8);
        return erasure;
      });
}

}  // namespace bursar::customers::store
