// Rows of reversals, and what earlier questions say about the next one.
#include "payments/exception.hpp"
#include "payments/resolver.hpp"
#include "payments/unanswered.hpp"

namespace bursar::payments {
namespace store {
namespace {

constexpr const char* k_select =
    "SELECT attempt_id, number, operation_id, payment_id, state, cause, requested_by, reason, "
    "requested_at, sends, sent_at, ended_at, detail FROM reversal ";

Reversal read_reversal(const storage::Row& row) {
  Reversal one;
  one.attempt = row.id<AttemptId>(0);
  one.number = static_cast<int>(row.i64(1));
  one.operation = row.id<OperationId>(2);
  one.payment = row.id<PaymentId>(3);
  one.state = row.as_enum<ReversalState>(4);
  one.cause = row.as_enum<ReversalCause>(5);
  one.requested_by = row.text(6);
  one.reason = row.text(7);
  one.requested_at = row.instant(8);
  one.sends = static_cast<int>(row.i64(9));
  one.sent_at = row.instant_or_null(10);
  one.ended_at = row.instant_or_null(11);
  one.detail = row.text(12);
  return one;
}

}  // namespace

void insert_reversal(storage::Tx& tx, const Reversal& one) {
  tx.exec(
      "INSERT INTO reversal (attempt_id, number, operation_id, payment_id, state, cause, "
      "requested_by, reason, requested_at, sends, sent_at, ended_at, detail) VALUES ($1, $2, $3, "
      "$4, $5, $6, $7, $8, $9, 0, NULL, NULL, '')",
      {one.attempt, one.number, one.operation, one.payment, one.state, one.cause, one.requested_by,
       one.reason, one.requested_at});
}

void save_reversal(storage::Tx& tx, const Reversal& one) {
  tx.exec(
      "UPDATE reversal SET state = $3, sends = $4, sent_at = $5, ended_at = $6, detail = $7 "
      "WHERE attempt_id = $1 AND number = $2",
      {one.attempt, one.number, one.state, one.sends, one.sent_at, one.ended_at, one.detail});
}

bool last_query_found_nothing(storage::Tx& tx, AttemptId attempt) {
  return tx
      .one(
          "SELECT q.seq FROM attempt_question q WHERE q.attempt_id = $1 AND q.method = $2 "
          "AND q.reply = $3 AND q.seq = (SELECT max(r.seq) FROM attempt_question r "
          "WHERE r.attempt_id = $1)",
          {attempt, AskMethod::query, Reply::not_found},
          [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

bool has_contradiction(storage::Tx& tx, const Context& context) {
  return tx
      .one(
          "SELECT id FROM exception_case WHERE payment_id = $1 AND operation_key = $2 "
          "AND kind = $3",
          {context.payment.id, context.operation.id, ExceptionKind::contradiction},
          [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

}  // namespace store

std::vector<Reversal> reversals_of(storage::Tx& tx, PaymentId payment) {
  return tx.all(std::string(store::k_select) + "WHERE payment_id = $1 ORDER BY attempt_id, number",
                {payment}, store::read_reversal);
}

std::optional<Reversal> reversal_of(storage::Tx& tx, AttemptId attempt) {
  return tx.one(std::string(store::k_select) + "WHERE attempt_id = $1 ORDER BY number DESC LIMIT 1",
                {attempt}, store::read_reversal);
}

}  // namespace bursar::payments
