// How rows of the module's tables become its types; shared by the store files. Column lists and
// readers stand together, so that a column is added in one place.
#pragma once

#include <string_view>

#include "payments/store.hpp"

namespace bursar::payments::store {

/// What lists, events and the runner need of a payment p with its merchant m.
inline constexpr std::string_view k_payment_columns =
    "p.id, p.company_id, p.merchant_id, p.project_id, m.name, p.external_id, p.buyer_id, p.method, "
    "p.card_id, p.card_brand, p.card_last4, p.provider_account_id, p.amount_minor, p.currency, "
    "p.captured_minor, p.refunded_minor, p.refund_pending_minor, p.fee_minor, p.lifecycle, "
    "p.refund_state, p.dispute_state, p.in_doubt, p.decline_reason, p.version, p.created_at, "
    "p.updated_at, p.completed_at, p.kind, p.capture_mode, p.authorized_minor, p.voided_minor, "
    "p.step_minor, p.step_open, p.hold_step, p.hold_step_at, p.action_deadline, "
    "p.has_terms, p.is_reversed";
inline constexpr int k_payment_width = 38;
/// What only the payment's own page shows.
inline constexpr std::string_view k_page_columns =
    ", p.description, p.success_url, p.failure_url, p.return_url, p.callback_url, p.locale, "
    "p.metadata, p.buyer_email, p.buyer_first_name, p.buyer_last_name, p.buyer_ip, p.routing_plan, "
    "p.action";

inline Payment read_payment(const storage::Row& row, int at = 0) {
  Payment payment;
  payment.id = row.id<PaymentId>(at);
  payment.company_id = row.id<CompanyId>(at + 1);
  payment.merchant_id = row.id<MerchantId>(at + 2);
  payment.project_id = row.id<ProjectId>(at + 3);
  payment.merchant_name = row.text(at + 4);
  payment.external_id = row.text(at + 5);
  payment.buyer_id = row.text(at + 6);
  payment.method = row.text(at + 7);
  payment.card_id = row.id<CardId>(at + 8);
  payment.card_brand = row.text(at + 9);
  payment.card_last4 = row.text(at + 10);
  payment.provider_account_id = row.id<ProviderAccountId>(at + 11);
  payment.amount = {row.i64(at + 12), Currency::of(row.text(at + 13))};
  payment.captured_minor = row.i64(at + 14);
  payment.refunded_minor = row.i64(at + 15);
  payment.refund_pending_minor = row.i64(at + 16);
  payment.fee_minor = row.i64(at + 17);
  payment.net_minor = payment.captured_minor - payment.refunded_minor - payment.fee_minor;
  payment.lifecycle = row.as_enum<Lifecycle>(at + 18);
  payment.refund_state = row.as_enum<RefundState>(at + 19);
  payment.dispute_state = row.as_enum<DisputeState>(at + 20);
  payment.in_doubt = row.boolean(at + 21);
  payment.decline_reason = row.text(at + 22);
  payment.version = row.i64(at + 23);
  payment.created_at = row.instant(at + 24);
  payment.updated_at = row.instant(at + 25);
  payment.completed_at = row.instant_or_null(at + 26);
  payment.kind = row.as_enum<PaymentKind>(at + 27);
  payment.capture_mode = row.as_enum<CaptureMode>(at + 28);
  payment.authorized_minor = row.i64(at + 29);
  payment.voided_minor = row.i64(at + 30);
  payment.step_minor = row.i64(at + 31);
  payment.step_open = row.boolean(at + 32);
  payment.hold_step = row.as_enum<HoldStep>(at + 33);
  payment.hold_step_at = row.instant_or_null(at + 34);
  payment.action_deadline = row.instant_or_null(at + 35);
  payment.has_terms = row.boolean(at + 36);
  payment.is_reversed = row.boolean(at + 37);
  return payment;
}

inline void read_page(const storage::Row& row, int at, Payment& payment) {
  payment.description = row.text(at);
  payment.success_url = row.text(at + 1);
  payment.failure_url = row.text(at + 2);
  payment.return_url = row.text(at + 3);
  payment.callback_url = row.text(at + 4);
  payment.locale = row.text(at + 5);
  payment.metadata = row.text(at + 6);
  payment.buyer_email = row.text(at + 7);
  payment.buyer_first_name = row.text(at + 8);
  payment.buyer_last_name = row.text(at + 9);
  payment.buyer_ip = row.text(at + 10);
  payment.routing_plan = row.text(at + 11);
  payment.action = row.text(at + 12);
}

/// An operation o; its currency is the payment's (column p.currency in front).
inline constexpr std::string_view k_operation_columns =
    "p.currency, o.id, o.payment_id, o.seq, o.type, o.state, o.amount_minor, o.fee_minor, "
    "o.fee_returned_minor, o.hold_id, o.requested_by, o.merchant_reference, o.reason, "
    "o.decline_reason, o.provider_code, o.provider_message, o.auth_code, o.rrn, o.created_at, "
    "o.completed_at, o.is_final, o.received_minor, o.arn, o.advice_code, o.avs_result, "
    "o.cvv_result, o.same_day";
inline constexpr int k_operation_width = 27;

inline Operation read_operation(const storage::Row& row, int at = 0) {
  Operation operation;
  operation.id = row.id<OperationId>(at + 1);
  operation.payment_id = row.id<PaymentId>(at + 2);
  operation.seq = static_cast<int>(row.i64(at + 3));
  operation.type = row.as_enum<OperationType>(at + 4);
  operation.state = row.as_enum<OperationState>(at + 5);
  operation.amount = {row.i64(at + 6), Currency::of(row.text(at))};
  operation.fee_minor = row.i64(at + 7);
  operation.fee_returned_minor = row.i64(at + 8);
  operation.requested_by = row.text(at + 10);
  operation.merchant_reference = row.text_or_null(at + 11).value_or("");
  operation.reason = row.text(at + 12);
  operation.decline_reason = row.text(at + 13);
  operation.provider_code = row.text(at + 14);
  operation.provider_message = row.text(at + 15);
  operation.auth_code = row.text(at + 16);
  operation.rrn = row.text(at + 17);
  operation.created_at = row.instant(at + 18);
  operation.completed_at = row.instant_or_null(at + 19);
  operation.is_final = row.boolean(at + 20);
  if (!row.is_null(at + 21)) operation.received_minor = row.i64(at + 21);
  operation.arn = row.text(at + 22);
  operation.advice_code = row.text(at + 23);
  operation.avs_result = row.text(at + 24);
  operation.cvv_result = row.text(at + 25);
  operation.same_day = row.boolean(at + 26);
  return operation;
}

/// An attempt a; the masked bodies last.
inline constexpr std::string_view k_attempt_columns =
    "a.id, a.operation_id, a.seq, a.provider_account_id, a.phase, a.certainty, a.outcome, "
    "a.has_cvv, a.queries, a.next_check_at, a.prepared_at, a.sent_at, a.answered_at, "
    "a.resolved_at, a.resolved_by, a.latency_us, a.http_status, a.provider_reference, "
    "a.provider_code, a.provider_message, a.request_masked, a.response_masked, a.repeats, "
    "a.repeat_sent_at, a.reversal, a.account_version";
inline constexpr int k_attempt_width = 26;

inline Attempt read_attempt(const storage::Row& row, int at = 0) {
  Attempt attempt;
  attempt.id = row.id<AttemptId>(at);
  attempt.operation_id = row.id<OperationId>(at + 1);
  attempt.seq = static_cast<int>(row.i64(at + 2));
  attempt.provider_account_id = row.id<ProviderAccountId>(at + 3);
  attempt.our_reference = attempt.id.text();
  attempt.phase = row.as_enum<AttemptPhase>(at + 4);
  attempt.certainty = row.as_enum<Certainty>(at + 5);
  if (!row.is_null(at + 6)) attempt.outcome = row.as_enum<providers::OutcomeKind>(at + 6);
  attempt.queries = static_cast<int>(row.i64(at + 8));
  attempt.next_check_at = row.instant_or_null(at + 9);
  attempt.prepared_at = row.instant(at + 10);
  attempt.sent_at = row.instant_or_null(at + 11);
  attempt.answered_at = row.instant_or_null(at + 12);
  attempt.resolved_at = row.instant_or_null(at + 13);
  attempt.resolved_by = row.text(at + 14);
  attempt.latency_us = row.i64(at + 15);
  attempt.http_status = static_cast<int>(row.i64(at + 16));
  attempt.provider_reference = row.text(at + 17);
  attempt.provider_code = row.text(at + 18);
  attempt.provider_message = row.text(at + 19);
  attempt.request_masked = row.text(at + 20);
  attempt.response_masked = row.text(at + 21);
  attempt.repeats = static_cast<int>(row.i64(at + 22));
  attempt.repeat_sent_at = row.instant_or_null(at + 23);
  attempt.reversal = row.as_enum<ReversalState>(at + 24);
  attempt.account_version = row.i64(at + 25);
  return attempt;
}

}  // namespace bursar::payments::store
