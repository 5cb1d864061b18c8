// SQL of the rows that only some payments have: terms, payout destinations, authentication, and
// what has come due on holds.
#include "base/check.hpp"
#include "payments/store.hpp"

namespace bursar::payments {

Terms terms_of(storage::Tx& tx, PaymentId id) {
  const auto read = [](const storage::Row& row) {
    Terms terms;
    terms.moto = row.boolean(0);
    terms.stored_credential = row.as_enum<providers::StoredCredential>(1);
    terms.customer_present = row.boolean(2);
    terms.parent = row.id<PaymentId>(3);
    terms.network_transaction_id = row.text(4);
    terms.three_ds_preference = row.text(5);
    terms.three_ds_exemption = row.text(6);
    return terms;
  };
  return tx
      .one(
          "SELECT moto, stored_credential, customer_present, parent_id, network_transaction_id, "
          "three_ds_preference, three_ds_exemption FROM payment_terms WHERE payment_id = $1",
          {id}, read)
      .value_or(Terms{});
}

std::vector<ThreeDs> three_ds_of(storage::Tx& tx, PaymentId id) {
  return tx.all(
      "SELECT operation_id, version, flow, trans_status, status_reason, eci, ds_trans_id, "
      "acs_trans_id, exemption, liability, finished_at FROM three_ds WHERE payment_id = $1 "
      "ORDER BY operation_id",
      {id}, [](const storage::Row& row) {
        ThreeDs found;
        found.operation = row.id<OperationId>(0);
        found.result.version = row.text(1);
        found.result.flow = row.text(2);
        found.result.trans_status = row.text(3);
        found.result.status_reason = row.text(4);
        found.result.eci = row.text(5);
        found.result.ds_trans_id = row.text(6);
        found.result.acs_trans_id = row.text(7);
        found.result.exemption = row.text(8);
        found.liability = row.as_enum<Liability>(9);
        found.finished_at = row.instant(10);
        return found;
      });
}

std::optional<PayoutDetail> payout_detail_of(storage::Tx& tx, PaymentId id) {
  auto detail =
      tx.one("SELECT rail, display, holder, recipient_id FROM payout_detail WHERE payment_id = $1",
             {id}, [](const storage::Row& row) {
               return PayoutDetail{std::string(row.text(0)),
                                   std::string(row.text(1)),
                                   std::string(row.text(2)),
                                   row.id<recipients::RecipientId>(3),
                                   {}};
             });
  if (!detail || !detail->recipient) return detail;
  if (const auto mark = recipients::mark_of(tx, detail->recipient, {}))
    detail->recipient_name = mark->name;
  return detail;
}

}  // namespace bursar::payments

namespace bursar::payments::store {

void insert_terms(storage::Tx& tx, PaymentId id, const Terms& terms) {
  tx.exec(
      "INSERT INTO payment_terms (payment_id, moto, stored_credential, customer_present, "
      "parent_id, network_transaction_id, three_ds_preference, three_ds_exemption) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, terms.moto, terms.stored_credential, terms.customer_present, terms.parent,
       terms.network_transaction_id, terms.three_ds_preference, terms.three_ds_exemption});
}

void save_network_transaction(storage::Tx& tx, PaymentId id, std::string_view network_id) {
  tx.exec("UPDATE payment_terms SET network_transaction_id = $2 WHERE payment_id = $1",
          {id, network_id});
}

void insert_payout_detail(storage::Tx& tx, PaymentId id, const PayoutDetail& detail,
                          const std::string& sealed) {
  tx.exec(
      "INSERT INTO payout_detail (payment_id, rail, display, holder, destination_sealed, "
      "recipient_id) VALUES ($1, $2, $3, $4, $5, $6)",
      {id, detail.rail, detail.display, detail.holder, storage::Blob{sealed}, detail.recipient});
}

std::optional<std::string> sealed_destination(storage::Tx& tx, PaymentId id) {
  return tx.one("SELECT destination_sealed FROM payout_detail WHERE payment_id = $1", {id},
                [](const storage::Row& row) { return std::string(row.blob(0)); });
}

void save_three_ds(storage::Tx& tx, PaymentId payment, const ThreeDs& found) {
  const providers::ThreeDsResult& result = found.result;
  tx.exec(
      "INSERT INTO three_ds (operation_id, payment_id, version, flow, trans_status, "
      "status_reason, eci, ds_trans_id, acs_trans_id, exemption, liability, finished_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
      {found.operation, payment, result.version, result.flow, result.trans_status,
       result.status_reason, result.eci, result.ds_trans_id, result.acs_trans_id, result.exemption,
       found.liability, found.finished_at});
}

std::vector<PaymentId> due_hold_steps(storage::Tx& tx, Instant now, std::int64_t limit) {
  return tx.all(
      "SELECT id FROM payment WHERE hold_step_at IS NOT NULL AND hold_step_at <= $1 "
      "ORDER BY hold_step_at, id LIMIT $2",
      {now, limit}, [](const storage::Row& row) { return row.id<PaymentId>(0); });
}

std::int64_t make_due(storage::Tx& tx, PaymentId payment, Instant now) {
  return tx.exec(
      "UPDATE attempt SET next_check_at = $2 WHERE phase = $3 AND operation_id IN "
      "(SELECT id FROM operation WHERE payment_id = $1)",
      {payment, now, AttemptPhase::answered});
}

}  // namespace bursar::payments::store
