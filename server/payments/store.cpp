// SQL of the hot path: accepting, claiming, recording. Every statement is one text whatever its
// values, so that the drivers keep it prepared.
#include "payments/store.hpp"

#include <fmt/format.h>

#include <array>

#include "base/check.hpp"
#include "payments/rows.hpp"

namespace bursar::payments::store {
namespace {

constexpr std::size_t k_history_max = 4;

storage::Param null_when_empty(const std::string& text) {
  return text.empty() ? storage::Param(nullptr) : storage::Param(text);
}

std::string history_text(std::size_t count) {
  std::string text =
      "INSERT INTO status_history (id, payment_id, subject_kind, subject_key, from_state, "
      "to_state, "
      "at, actor, reason) VALUES ";
  for (std::size_t row = 0; row < count; ++row) {
    text += row == 0 ? "(" : ", (";
    for (std::size_t column = 0; column < 9; ++column)
      text += fmt::format("{}${}", column == 0 ? "" : ", ", row * 9 + column + 1);
    text += ")";
  }
  return text;
}

const std::string& history_text_of(std::size_t count) {
  static const std::array<std::string, k_history_max> k_texts{history_text(1), history_text(2),
                                                              history_text(3), history_text(4)};
  return k_texts.at(count - 1);
}

KeyOwner read_owner(const storage::Row& row) { return {row.i64(0), std::string(row.text(1))}; }

}  // namespace

bool insert_payment(storage::Tx& tx, const Payment& p, const RequestKey& key) {
  return tx.exec(
             "INSERT INTO payment (id, company_id, merchant_id, project_id, external_id, buyer_id, "
             "method, card_id, card_brand, card_last4, provider_account_id, amount_minor, "
             "currency, "
             "captured_minor, refunded_minor, refund_pending_minor, fee_minor, lifecycle, "
             "refund_state, dispute_state, in_doubt, decline_reason, version, created_at, "
             "updated_at, idempotency_key, request_hash, description, success_url, failure_url, "
             "return_url, callback_url, locale, metadata, buyer_email, buyer_first_name, "
             "buyer_last_name, buyer_ip, routing_plan, kind, capture_mode, hold_step, "
             "has_terms) VALUES ($1, "
             "$2, $3, $4, $5, $6, $7, $8, $9, "
             "$10, $11, $12, $13, 0, 0, 0, 0, $14, $15, $16, 0, '', 1, $17, $17, $18, $19, $20, "
             "$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35) "
             "ON CONFLICT DO NOTHING",
             {p.id,
              p.company_id,
              p.merchant_id,
              p.project_id,
              p.external_id,
              p.buyer_id,
              p.method,
              p.card_id,
              p.card_brand,
              p.card_last4,
              p.provider_account_id,
              p.amount.minor,
              p.amount.currency.code(),
              p.lifecycle,
              p.refund_state,
              p.dispute_state,
              p.created_at,
              null_when_empty(key.idempotency_key),
              key.request_hash,
              p.description,
              p.success_url,
              p.failure_url,
              p.return_url,
              p.callback_url,
              p.locale,
              p.metadata,
              p.buyer_email,
              p.buyer_first_name,
              p.buyer_last_name,
              p.buyer_ip,
              p.routing_plan,
              p.kind,
              p.capture_mode,
              p.hold_step,
              p.has_terms}) == 1;
}

void save_payment(storage::Tx& tx, Payment& p, Instant now) {
  const std::int64_t changed = tx.exec(
      "UPDATE payment SET captured_minor = $3, refunded_minor = $4, refund_pending_minor = $5, "
      "fee_minor = $6, lifecycle = $7, refund_state = $8, dispute_state = $9, in_doubt = $10, "
      "decline_reason = $11, completed_at = $12, updated_at = $13, amount_minor = $14, "
      "authorized_minor = $15, voided_minor = $16, step_minor = $17, step_open = $18, "
      "hold_step = $19, hold_step_at = $20, action_deadline = $21, is_reversed = $22, "
      "version = version + 1 "
      "WHERE id = $1 AND version = $2",
      {p.id,
       p.version,
       p.captured_minor,
       p.refunded_minor,
       p.refund_pending_minor,
       p.fee_minor,
       p.lifecycle,
       p.refund_state,
       p.dispute_state,
       p.in_doubt,
       p.decline_reason,
       p.completed_at,
       now,
       p.amount.minor,
       p.authorized_minor,
       p.voided_minor,
       p.step_minor,
       p.step_open,
       p.hold_step,
       p.hold_step_at,
       p.action_deadline,
       p.is_reversed});
  check(changed == 1, "payment changed under its own transaction");
  p.updated_at = now;
  ++p.version;
  p.net_minor = p.captured_minor - p.refunded_minor - p.fee_minor;
}

bool reserve_refund(storage::Tx& tx, PaymentId id, std::int64_t amount_minor, Instant now) {
  return tx.exec(
             "UPDATE payment SET refund_pending_minor = refund_pending_minor + $2, updated_at = "
             "$3, "
             "version = version + 1 WHERE id = $1 AND lifecycle IN ($4, $5) AND in_doubt = 0 "
             "AND dispute_state <> $6 "
             "AND captured_minor - refunded_minor - refund_pending_minor >= $2",
             {id, amount_minor, now, Lifecycle::captured, Lifecycle::part_captured,
              DisputeState::open}) == 1;
}

bool reserve_step(storage::Tx& tx, PaymentId id, std::int64_t takes_minor, bool part_captured_too,
                  Instant now) {
  return tx.exec(
             "UPDATE payment SET step_minor = $2, step_open = 1, updated_at = $3, "
             "version = version + 1 WHERE id = $1 AND lifecycle IN ($4, $5) AND in_doubt = 0 "
             "AND step_open = 0 AND authorized_minor - captured_minor - voided_minor >= $2",
             {id, takes_minor, now, Lifecycle::authorized,
              part_captured_too ? Lifecycle::part_captured : Lifecycle::authorized}) == 1;
}

void save_action(storage::Tx& tx, PaymentId id, std::string_view action) {
  tx.exec("UPDATE payment SET action = $2 WHERE id = $1", {id, action});
}

bool insert_operation(storage::Tx& tx, const OperationRow& row) {
  const Operation& o = row.operation;
  return tx.exec(
             "INSERT INTO operation (id, payment_id, seq, type, state, amount_minor, fee_minor, "
             "fee_returned_minor, hold_id, requested_by, merchant_reference, idempotency_key, "
             "request_hash, reason, decline_reason, provider_code, provider_message, auth_code, "
             "rrn, created_at, is_final, same_day) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, "
             "$9, $10, $11, $12, '', '', '', '', '', $13, $14, $15) ON CONFLICT DO NOTHING",
             {o.id, o.payment_id, o.seq, o.type, o.state, o.amount.minor, row.hold, o.requested_by,
              null_when_empty(o.merchant_reference), null_when_empty(row.idempotency_key),
              row.request_hash, o.reason, o.created_at, o.is_final, o.same_day}) == 1;
}

void save_operation(storage::Tx& tx, const Operation& o) {
  tx.exec(
      "UPDATE operation SET state = $2, fee_minor = $3, fee_returned_minor = $4, "
      "decline_reason = $5, provider_code = $6, provider_message = $7, auth_code = $8, rrn = $9, "
      "completed_at = $10, received_minor = $11, arn = $12, advice_code = $13, avs_result = $14, "
      "cvv_result = $15 WHERE id = $1",
      {o.id, o.state, o.fee_minor, o.fee_returned_minor, o.decline_reason, o.provider_code,
       o.provider_message, o.auth_code, o.rrn, o.completed_at, o.received_minor, o.arn,
       o.advice_code, o.avs_result, o.cvv_result});
}

void insert_attempt(storage::Tx& tx, const Attempt& a, bool has_cvv) {
  // The verification value is in the memory of the process that accepted it, which knows of this
  // attempt; others find it only when that one is gone, and then it cannot be sent.
  constexpr std::int64_t k_own_ms = 5 * k_second_ms;
  tx.exec(
      "INSERT INTO attempt (id, operation_id, seq, provider_account_id, phase, certainty, has_cvv, "
      "queries, next_check_at, prepared_at, resolved_by, latency_us, http_status, "
      "provider_reference, provider_code, provider_message, request_masked, response_masked) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $9, $8, '', 0, 0, '', '', '', '', '')",
      {a.id, a.operation_id, a.seq, a.provider_account_id, a.phase, a.certainty, has_cvv,
       a.prepared_at, a.prepared_at.plus_ms(has_cvv ? k_own_ms : 0)});
}

void save_attempt(storage::Tx& tx, const Attempt& a) {
  tx.exec(
      "UPDATE attempt SET phase = $2, certainty = $3, outcome = $4, queries = $5, "
      "next_check_at = $6, sent_at = $7, answered_at = $8, resolved_at = $9, resolved_by = $10, "
      "latency_us = $11, http_status = $12, provider_reference = $13, provider_code = $14, "
      "provider_message = $15, request_masked = $16, response_masked = $17, repeats = $18, "
      "repeat_sent_at = $19, reversal = $20 WHERE id = $1",
      {a.id,
       a.phase,
       a.certainty,
       a.outcome,
       a.queries,
       a.next_check_at,
       a.sent_at,
       a.answered_at,
       a.resolved_at,
       a.resolved_by,
       a.latency_us,
       a.http_status,
       a.provider_reference,
       a.provider_code,
       a.provider_message,
       a.request_masked,
       a.response_masked,
       a.repeats,
       a.repeat_sent_at,
       a.reversal});
}

void insert_history(storage::Tx& tx, const Call& call, PaymentId payment,
                    std::span<const HistoryRow> rows) {
  storage::Params params;
  params.reserve(rows.size() * 9);
  for (const HistoryRow& row : rows) {
    params.emplace_back(call.ids.next_key());
    params.emplace_back(payment);
    params.emplace_back(row.kind);
    params.emplace_back(row.subject_key);
    params.emplace_back(row.from);
    params.emplace_back(row.to);
    params.emplace_back(call.now);
    params.emplace_back(call.actor.name);
    params.emplace_back(row.reason);
  }
  tx.exec(history_text_of(rows.size()), params);
}

std::optional<KeyOwner> payment_with_key(storage::Tx& tx, MerchantId merchant,
                                         std::string_view key) {
  return tx.one(
      "SELECT id, request_hash FROM payment WHERE idempotency_key = $1 AND merchant_id = $2",
      {key, merchant}, read_owner);
}

std::optional<PaymentId> payment_with_external_id(storage::Tx& tx, ProjectId project,
                                                  std::string_view external_id) {
  return tx.one(
      "SELECT id FROM payment WHERE external_id = $1 AND project_id = $2 AND external_id <> ''",
      {external_id, project}, [](const storage::Row& row) { return row.id<PaymentId>(0); });
}

std::optional<KeyOwner> operation_with_key(storage::Tx& tx, PaymentId payment,
                                           std::string_view key) {
  return tx.one(
      "SELECT id, request_hash FROM operation WHERE payment_id = $1 AND idempotency_key = $2",
      {payment, key}, read_owner);
}

bool has_reference(storage::Tx& tx, PaymentId payment, std::string_view merchant_reference) {
  return tx
      .one("SELECT id FROM operation WHERE payment_id = $1 AND merchant_reference = $2",
           {payment, merchant_reference}, [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

std::optional<Payment> load_payment(storage::Tx& tx, PaymentId id) {
  static const std::string k_text = fmt::format(
      "SELECT {}{} FROM payment p JOIN merchant m ON m.id = p.merchant_id WHERE p.id = $1",
      k_payment_columns, k_page_columns);
  return tx.one(k_text, {id}, [](const storage::Row& row) {
    Payment payment = read_payment(row);
    read_page(row, k_payment_width, payment);
    return payment;
  });
}

std::optional<Operation> load_operation(storage::Tx& tx, OperationId id) {
  static const std::string k_text = fmt::format(
      "SELECT {} FROM operation o JOIN payment p ON p.id = o.payment_id WHERE o.id = $1",
      k_operation_columns);
  return tx.one(k_text, {id}, [](const storage::Row& row) { return read_operation(row); });
}

AttemptId first_attempt(storage::Tx& tx, OperationId operation) {
  const auto id = tx.one("SELECT id FROM attempt WHERE operation_id = $1 ORDER BY seq LIMIT 1",
                         {operation}, [](const storage::Row& row) { return row.id<AttemptId>(0); });
  return id.value_or(AttemptId{});
}

int next_operation_seq(storage::Tx& tx, PaymentId payment) {
  return *tx.one("SELECT coalesce(max(seq), 0) + 1 FROM operation WHERE payment_id = $1", {payment},
                 [](const storage::Row& row) { return static_cast<int>(row.i64(0)); });
}

std::optional<Context> load_context(storage::Tx& tx, AttemptId id) {
  static const std::string k_text = fmt::format(
      "SELECT {}, {}, {}, pa.adapter, m.fee_plan_key, m.statement_descriptor, m.mcc, "
      "p.return_url, p.success_url, p.buyer_email, p.buyer_first_name, p.buyer_last_name, "
      "p.buyer_ip, p.routing_plan, pa.version FROM attempt a "
      "JOIN operation o ON o.id = a.operation_id JOIN payment p ON p.id = o.payment_id "
      "JOIN merchant m ON m.id = p.merchant_id "
      "JOIN provider_account pa ON pa.id = a.provider_account_id WHERE a.id = $1",
      k_attempt_columns, k_operation_columns, k_payment_columns);
  return tx.one(k_text, {id}, [](const storage::Row& row) {
    constexpr int k_operation_at = k_attempt_width;
    constexpr int k_payment_at = k_operation_at + k_operation_width;
    constexpr int k_rest_at = k_payment_at + k_payment_width;
    Context context;
    context.attempt = read_attempt(row);
    context.has_cvv = row.boolean(7);
    context.operation = read_operation(row, k_operation_at);
    context.hold = row.id<HoldId>(k_operation_at + 9);
    context.payment = read_payment(row, k_payment_at);
    context.adapter = row.text(k_rest_at);
    context.fee_plan_key = row.i64(k_rest_at + 1);
    context.statement_descriptor = row.text(k_rest_at + 2);
    context.mcc = row.text(k_rest_at + 3);
    Payment& payment = context.payment;
    payment.return_url = row.text(k_rest_at + 4);
    payment.success_url = row.text(k_rest_at + 5);
    payment.buyer_email = row.text(k_rest_at + 6);
    payment.buyer_first_name = row.text(k_rest_at + 7);
    payment.buyer_last_name = row.text(k_rest_at + 8);
    payment.buyer_ip = row.text(k_rest_at + 9);
    payment.routing_plan = row.text(k_rest_at + 10);
    context.account_version = row.i64(k_rest_at + 11);
    return context;
  });
}

std::optional<PaidReference> paid_reference(storage::Tx& tx, PaymentId payment) {
  return tx.one(
      "SELECT a.id, a.provider_reference FROM operation o JOIN attempt a ON a.operation_id = o.id "
      "WHERE o.payment_id = $1 AND o.type IN ($2, $3) AND o.state = $4 AND a.outcome IN ($5, $6) "
      "ORDER BY o.seq, a.seq LIMIT 1",
      {payment, OperationType::sale, OperationType::auth, OperationState::succeeded,
       providers::OutcomeKind::approved, providers::OutcomeKind::partially_approved},
      [](const storage::Row& row) {
        return PaidReference{row.id<AttemptId>(0), std::string(row.text(1))};
      });
}

bool other_in_doubt(storage::Tx& tx, PaymentId payment, OperationId except) {
  return tx
      .one("SELECT id FROM operation WHERE payment_id = $1 AND state = $2 AND id <> $3 LIMIT 1",
           {payment, OperationState::in_doubt, except},
           [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

std::optional<SaleFee> sale_fee(storage::Tx& tx, PaymentId payment) {
  return tx.one(
      "SELECT min(o.id), CAST(sum(o.fee_minor) AS BIGINT), "
      "(SELECT CAST(coalesce(sum(r.fee_returned_minor), 0) AS BIGINT) "
      "FROM operation r WHERE r.payment_id = $1) FROM operation o "
      "WHERE o.payment_id = $1 AND o.type IN ($2, $3) AND o.state = $4 HAVING count(*) > 0",
      {payment, OperationType::sale, OperationType::capture, OperationState::succeeded},
      [](const storage::Row& row) {
        return SaleFee{row.id<OperationId>(0), row.i64(1), row.i64(2)};
      });
}

std::vector<AttemptId> due_prepared(storage::Tx& tx, Instant now, std::int64_t limit) {
  return tx.all(
      "SELECT a.id FROM attempt a JOIN operation o ON o.id = a.operation_id "
      "JOIN payment p ON p.id = o.payment_id WHERE a.phase = $1 AND a.next_check_at IS NOT NULL "
      "AND a.next_check_at <= $2 AND p.in_doubt = 0 ORDER BY a.next_check_at, a.id LIMIT $3",
      {AttemptPhase::prepared, now, limit},
      [](const storage::Row& row) { return row.id<AttemptId>(0); });
}

std::vector<AttemptId> due_in_phase(storage::Tx& tx, AttemptPhase phase, Instant now,
                                    std::int64_t limit) {
  return tx.all(
      "SELECT id FROM attempt WHERE phase = $1 AND next_check_at IS NOT NULL "
      "AND next_check_at <= $2 ORDER BY next_check_at, id LIMIT $3",
      {phase, now, limit}, [](const storage::Row& row) { return row.id<AttemptId>(0); });
}

std::optional<Instant> next_due(storage::Tx& tx) {
  const auto instant = [](const storage::Row& row) { return row.instant(0); };
  std::optional<Instant> earliest = tx.one(
      "SELECT a.next_check_at FROM attempt a JOIN operation o ON o.id = a.operation_id "
      "JOIN payment p ON p.id = o.payment_id WHERE a.phase = $1 AND a.next_check_at IS NOT NULL "
      "AND p.in_doubt = 0 ORDER BY a.next_check_at LIMIT 1",
      {AttemptPhase::prepared}, instant);
  for (const AttemptPhase phase : {AttemptPhase::sending, AttemptPhase::answered}) {
    const auto due = tx.one(
        "SELECT next_check_at FROM attempt WHERE phase = $1 AND next_check_at IS NOT NULL "
        "ORDER BY next_check_at LIMIT 1",
        {phase}, instant);
    if (due && (!earliest || *due < *earliest)) earliest = due;
  }
  return earliest;
}

}  // namespace bursar::payments::store
