// SQL over one customer's payments: the index by buyer id, within one merchant.
#include "payments/buyer.hpp"
#include "payments/rows.hpp"

namespace bursar::payments {
namespace {

constexpr std::string_view k_of_buyer = "buyer_id = $1 AND merchant_id = $2";
constexpr std::string_view k_their_operations =
    "(SELECT o.id FROM operation o JOIN payment p ON p.id = o.payment_id "
    "WHERE p.buyer_id = $1 AND p.merchant_id = $2)";

std::vector<CardId> own_cards(storage::Tx& tx, MerchantId merchant, std::string_view buyer_id) {
  return tx.all(
      "SELECT DISTINCT p.card_id FROM payment p WHERE p.buyer_id = $1 AND p.merchant_id = $2 AND "
      "p.card_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payment q WHERE q.card_last4 = "
      "p.card_last4 AND q.card_id = p.card_id AND q.buyer_id <> p.buyer_id)",
      {buyer_id, merchant}, [](const storage::Row& row) { return row.id<CardId>(0); });
}

}  // namespace

std::vector<BuyerPayment> payments_of_buyer(storage::Tx& tx, MerchantId merchant,
                                            std::string_view buyer_id, std::int64_t limit) {
  const std::string sql =
      "SELECT " + std::string(store::k_payment_columns) +
      ", p.buyer_email, p.buyer_first_name, p.buyer_last_name, p.buyer_ip, "
      "COALESCE(t.stored_credential, 0) FROM payment p JOIN merchant m ON m.id = p.merchant_id "
      "LEFT JOIN payment_terms t ON t.payment_id = p.id WHERE p.buyer_id = $1 AND "
      "p.merchant_id = $2 ORDER BY p.id DESC LIMIT $3";
  return tx.all(sql, {buyer_id, merchant, limit}, [](const storage::Row& row) {
    BuyerPayment one;
    one.payment = store::read_payment(row);
    const int at = store::k_payment_width;
    one.payment.buyer_email = row.text(at);
    one.payment.buyer_first_name = row.text(at + 1);
    one.payment.buyer_last_name = row.text(at + 2);
    one.payment.buyer_ip = row.text(at + 3);
    one.stored = row.as_enum<providers::StoredCredential>(at + 4);
    return one;
  });
}

bool is_under_way(const Payment& payment) {
  if (payment.in_doubt || payment.step_open || payment.refund_pending_minor > 0) return true;
  if (payment.dispute_state == DisputeState::open || payment.capturable_minor() > 0) return true;
  switch (payment.lifecycle) {
    case Lifecycle::created:
    case Lifecycle::review:
    case Lifecycle::action:
    case Lifecycle::processing:
    case Lifecycle::authorized: return true;
    default: return false;
  }
}

BuyerCounts count_payments_of_buyer(storage::Tx& tx, MerchantId merchant, std::string_view buyer_id,
                                    Instant now) {
  return tx
      .one(
          "SELECT count(*), CAST(coalesce(sum(CASE WHEN b.captured_minor > 0 OR "
          "b.authorized_minor > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM (SELECT captured_minor, "
          "authorized_minor FROM payment WHERE buyer_id = $1 AND merchant_id = $2 AND kind = $3 "
          "AND id >= $4 LIMIT 1000) b",
          {buyer_id, merchant, PaymentKind::purchase, first_key_at(now.plus_ms(-30 * k_day_ms))},
          [](const storage::Row& row) {
            return BuyerCounts{row.i64(0), row.i64(1)};
          })
      .value_or(BuyerCounts{});
}

BuyerErased erase_buyer(storage::Tx& tx, MerchantId merchant, std::string_view buyer_id) {
  const storage::Params whose{buyer_id, merchant};
  BuyerErased erased;
  erased.cards = own_cards(tx, merchant, buyer_id);
  erased.payments = tx.exec(
      "UPDATE payment SET buyer_email = '', buyer_first_name = '', buyer_last_name = '', "
      "buyer_ip = '', description = '', metadata = '{}', success_url = '', failure_url = '', "
      "return_url = '', action = '' WHERE " +
          std::string(k_of_buyer),
      whose);
  tx.exec("UPDATE attempt SET request_masked = '', response_masked = '' WHERE operation_id IN " +
              std::string(k_their_operations),
          whose);
  for (const char* const text : {"UPDATE operation SET reason = '' WHERE id IN ",
                                 "UPDATE reversal SET reason = '' WHERE operation_id IN "})
    tx.exec(text + std::string(k_their_operations), whose);
  tx.exec(
      "UPDATE payout_detail SET holder = '', destination_sealed = $3 WHERE payment_id IN (SELECT "
      "p.id FROM payment p WHERE p.buyer_id = $1 AND p.merchant_id = $2)",
      {buyer_id, merchant, storage::Blob{}});
  return erased;
}

}  // namespace bursar::payments
