// Writes the office forms of payments: one name end to end, instants as integers, ids as text.
#include "payments/http_view.hpp"

#include "payments/cancel.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

json::value instant_or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(instant->ms) : json::value(nullptr);
}

json::value action_value(const Payment& payment) {
  if (payment.action.empty()) return nullptr;
  return json::parse(payment.action);
}

json::object terms_json(const Terms& terms) {
  return {
      {"moto", terms.moto},
      {"stored_credential", providers::word(terms.stored_credential)},
      {"customer_present", terms.customer_present},
      {"parent_payment_id", terms.parent ? json::value(terms.parent.text()) : json::value(nullptr)},
      {"network_transaction_id", terms.network_transaction_id},
      {"three_ds_preference", terms.three_ds_preference},
      {"three_ds_exemption", terms.three_ds_exemption}};
}

json::object three_ds_json(const ThreeDs& found) {
  return {{"operation_id", found.operation.text()},
          {"version", found.result.version},
          {"flow", found.result.flow},
          {"trans_status", found.result.trans_status},
          {"status_reason", found.result.status_reason},
          {"eci", found.result.eci},
          {"ds_trans_id", found.result.ds_trans_id},
          {"acs_trans_id", found.result.acs_trans_id},
          {"exemption", found.result.exemption},
          {"liability", word(found.liability)},
          {"finished_at", found.finished_at.ms}};
}

json::value payout_value(const std::optional<PayoutDetail>& payout) {
  if (!payout) return nullptr;
  const bool is_saved = static_cast<bool>(payout->recipient);
  return json::object{
      {"rail", payout->rail},
      {"destination", payout->display},
      {"holder", payout->holder},
      {"recipient_id", is_saved ? json::value(payout->recipient.text()) : json::value(nullptr)},
      {"recipient_name", payout->recipient_name}};
}

json::object attempt_json(const Attempt& attempt) {
  return {{"attempt_id", attempt.id.text()},
          {"operation_id", attempt.operation_id.text()},
          {"seq", attempt.seq},
          {"provider_account_id", attempt.provider_account_id.text()},
          {"our_reference", attempt.our_reference},
          {"provider_reference", attempt.provider_reference},
          {"phase", word(attempt.phase)},
          {"certainty", word(attempt.certainty)},
          {"outcome",
           attempt.outcome ? json::value(providers::word(*attempt.outcome)) : json::value(nullptr)},
          {"http_status", attempt.http_status},
          {"provider_code", attempt.provider_code},
          {"provider_message", attempt.provider_message},
          {"request", attempt.request_masked},
          {"response", attempt.response_masked},
          {"latency_us", attempt.latency_us},
          {"queries", attempt.queries},
          {"prepared_at", attempt.prepared_at.ms},
          {"sent_at", instant_or_null(attempt.sent_at)},
          {"answered_at", instant_or_null(attempt.answered_at)},
          {"resolved_at", instant_or_null(attempt.resolved_at)},
          {"next_check_at", instant_or_null(attempt.next_check_at)},
          {"resolved_by", attempt.resolved_by}};
}

json::object step_json(const HistoryStep& step) {
  return {{"subject_kind", step.subject_kind},
          {"subject_id", step.subject_id},
          {"from", step.from},
          {"to", step.to},
          {"at", step.at.ms},
          {"actor", step.actor},
          {"reason", step.reason}};
}

// Whose account it is, in words a finance person reads.
std::string owner_name(const ledger::EntryView& entry, const PaymentDetail& detail) {
  if (entry.owner_kind == ledger::OwnerKind::merchant) return detail.payment.merchant_name;
  if (entry.owner_kind == ledger::OwnerKind::provider_account) return detail.provider_account_title;
  return "";
}

json::object entry_json(const ledger::EntryView& entry, const PaymentDetail& detail) {
  return {{"ledger_tx_id", entry.tx.text()},
          {"kind", entry.kind},
          {"posted_at", entry.posted_at.ms},
          {"effective_at", entry.effective_at.ms},
          {"line", entry.line},
          {"account", ledger::bucket_word(entry.bucket)},
          {"account_type", ledger::account_type_word(ledger::account_type(entry.bucket))},
          {"owner", owner_name(entry, detail)},
          {"side", entry.side == ledger::Side::debit ? "debit" : "credit"},
          {"amount_minor", entry.amount_minor},
          {"currency", entry.currency.code()},
          {"balance_after_minor", entry.balance_after_minor},
          {"note", entry.note}};
}

json::object fee_json(OperationId operation, const fees::FeeLine& line) {
  return {{"operation_id", operation.text()}, {"title", line.title},
          {"base_minor", line.base_minor},    {"percent_ppm", line.percent_ppm},
          {"fixed_minor", line.fixed_minor},  {"amount_minor", line.amount_minor},
          {"currency", line.currency.code()}};
}

}  // namespace

json::object row_json(const Payment& payment) {
  return {{"payment_id", payment.id.text()},
          {"external_id", payment.external_id},
          {"merchant_id", payment.merchant_id.text()},
          {"merchant_name", payment.merchant_name},
          {"company_id", payment.company_id.text()},
          {"buyer_id", payment.buyer_id},
          {"method", payment.method},
          {"card_brand", payment.card_brand},
          {"card_last4", payment.card_last4},
          {"amount_minor", payment.amount.minor},
          {"currency", payment.amount.currency.code()},
          {"kind", word(payment.kind)},
          {"authorized_minor", payment.authorized_minor},
          {"captured_minor", payment.captured_minor},
          {"refunded_minor", payment.refunded_minor},
          {"refund_pending_minor", payment.refund_pending_minor},
          {"lifecycle", word(payment.lifecycle)},
          {"refund_state", word(payment.refund_state)},
          {"dispute_state", word(payment.dispute_state)},
          {"in_doubt", payment.in_doubt},
          {"decline_reason", payment.decline_reason},
          {"created_at", payment.created_at.ms},
          {"completed_at", instant_or_null(payment.completed_at)}};
}

namespace {

// "a•••@s•••": enough to tell two customers apart, too little to write to one.
std::string masked(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t at = text.find('@');
  // Names and addresses may begin with a character of several bytes.
  std::size_t first = 1;
  while (first < text.size() && (static_cast<unsigned char>(text[first]) & 0xC0U) == 0x80U) ++first;
  std::string shown = std::string(text.substr(0, first)) + "•••";
  if (at != std::string_view::npos && at + 1 < text.size())
    shown += "@" + std::string(text.substr(at + 1, 1)) + "•••";
  return shown;
}

void add_buyer(json::object& out, const Payment& payment, bool shown) {
  const auto text = [shown](const std::string& whole) { return shown ? whole : masked(whole); };
  out["buyer_email"] = text(payment.buyer_email);
  out["buyer_first_name"] = text(payment.buyer_first_name);
  out["buyer_last_name"] = text(payment.buyer_last_name);
}

}  // namespace

json::object payment_json(const Payment& payment, const std::string& provider_account_title) {
  json::object out = row_json(payment);
  out["project_id"] = payment.project_id.text();
  out["refundable_minor"] = payment.refundable_minor();
  out["capture_mode"] = word(payment.capture_mode);
  out["voided_minor"] = payment.voided_minor;
  out["capturable_minor"] =
      payment.capture_mode == CaptureMode::manual ? payment.capturable_minor() : std::int64_t{0};
  out["step_open"] = payment.step_open;
  out["hold_step"] = word(payment.hold_step);
  out["hold_step_at"] = instant_or_null(payment.hold_step_at);
  out["action"] = action_value(payment);
  out["action_deadline"] = instant_or_null(payment.action_deadline);
  out["fee_minor"] = payment.fee_minor;
  out["net_minor"] = payment.net_minor;
  out["orsunpay_status"] = orsunpay_status(payment);
  out["description"] = payment.description;
  out["locale"] = payment.locale;
  out["metadata"] = json::parse(payment.metadata.empty() ? "{}" : payment.metadata);
  add_buyer(out, payment, false);
  out["success_url"] = payment.success_url;
  out["failure_url"] = payment.failure_url;
  out["return_url"] = payment.return_url;
  out["callback_url"] = payment.callback_url;
  out["provider_account_id"] = payment.provider_account_id.text();
  out["provider_account_title"] = provider_account_title;
  out["version"] = payment.version;
  out["updated_at"] = payment.updated_at.ms;
  return out;
}

json::object operation_json(const Operation& operation) {
  return {{"operation_id", operation.id.text()},
          {"seq", operation.seq},
          {"type", word(operation.type)},
          {"state", word(operation.state)},
          {"amount_minor", operation.amount.minor},
          {"currency", operation.amount.currency.code()},
          {"requested_by", operation.requested_by},
          {"merchant_reference", operation.merchant_reference},
          {"reason", operation.reason},
          {"decline_reason", operation.decline_reason},
          {"provider_code", operation.provider_code},
          {"provider_message", operation.provider_message},
          {"auth_code", operation.auth_code},
          {"rrn", operation.rrn},
          {"is_final", operation.is_final},
          {"same_day", operation.same_day},
          {"received_minor", operation.received_minor ? json::value(*operation.received_minor)
                                                      : json::value(nullptr)},
          {"arn", operation.arn},
          {"advice_code", operation.advice_code},
          {"avs_result", operation.avs_result},
          {"cvv_result", operation.cvv_result},
          {"fee_minor", operation.fee_minor},
          {"created_at", operation.created_at.ms},
          {"completed_at", instant_or_null(operation.completed_at)}};
}

std::string page_json(const PaymentPage& page) {
  json::array rows;
  rows.reserve(page.rows.size());
  for (const Payment& payment : page.rows) rows.push_back(row_json(payment));
  const PaymentId next = next_before(page);
  return json::serialize(
      json::object{{"rows", std::move(rows)},
                   {"has_older", page.has_older || next},
                   {"has_newer", page.has_newer},
                   {"next_before", next ? json::value(next.text()) : json::value(nullptr)}});
}

std::string detail_json(const PaymentDetail& detail) {
  json::array operations;
  for (const Operation& operation : detail.operations)
    operations.push_back(operation_json(operation));
  json::array attempts;
  for (const Attempt& attempt : detail.attempts) attempts.push_back(attempt_json(attempt));
  json::array history;
  for (const HistoryStep& step : detail.history) history.push_back(step_json(step));
  json::array entries;
  for (const auto& entry : detail.entries) entries.push_back(entry_json(entry, detail));
  json::array fee_lines;
  for (const auto& [operation, line] : detail.fee_lines)
    fee_lines.push_back(fee_json(operation, line));
  json::array three_ds;
  for (const ThreeDs& found : detail.three_ds) three_ds.push_back(three_ds_json(found));
  json::array actions;
  for (const AllowedAction& action : allowed_actions(detail.payment, detail.operations))
    actions.push_back(json::object{
        {"action", action.action}, {"allowed", action.allowed}, {"reason", action.reason}});
  json::object payment = payment_json(detail.payment, detail.provider_account_title);
  add_buyer(payment, detail.payment, detail.shows_buyer);
  return json::serialize(json::object{{"payment", std::move(payment)},
                                      {"terms", terms_json(detail.terms)},
                                      {"three_ds", std::move(three_ds)},
                                      {"payout", payout_value(detail.payout)},
                                      {"operations", std::move(operations)},
                                      {"attempts", std::move(attempts)},
                                      {"history", std::move(history)},
                                      {"ledger_entries", std::move(entries)},
                                      {"fee_lines", std::move(fee_lines)},
                                      {"actions", std::move(actions)}});
}

}  // namespace bursar::payments
