// Writes the office forms of exception cases and of operations without an answer.
#include "payments/http_exceptions_view.hpp"

namespace bursar::payments {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::value instant_or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(instant->ms) : json::value(nullptr);
}

json::object question_json(const AskedQuestion& question) {
  return {{"seq", question.seq},
          {"method", word(question.method)},
          {"asked_at", question.asked_at.ms},
          {"replied_at", question.replied_at.ms},
          {"reply", word(question.reply)},
          {"http_status", question.http_status},
          {"detail", question.detail}};
}

json::object attempt_json(const Attempt& attempt) {
  return {{"attempt_id", attempt.id.text()},
          {"seq", attempt.seq},
          {"provider_reference", attempt.provider_reference},
          {"sent_at", instant_or_null(attempt.sent_at)},
          {"answered_at", instant_or_null(attempt.answered_at)},
          {"http_status", attempt.http_status},
          {"provider_code", attempt.provider_code},
          {"provider_message", attempt.provider_message},
          {"queries", attempt.queries},
          {"next_check_at", instant_or_null(attempt.next_check_at)}};
}

json::object method_json(const MethodNote& note) {
  return {{"method", word(note.method)},
          {"why_not", note.why_not.empty() ? json::value(nullptr) : json::value(note.why_not)},
          {"times", note.times}};
}

json::object verdict_json(const AllowedVerdict& allowed) {
  return {{"verdict", word(allowed.verdict)}, {"needs_second_person", allowed.needs_second_person}};
}

}  // namespace

json::object exception_json(const ExceptionCase& one) {
  return {
      {"exception_id", one.id.text()},
      {"company_id", one.company_id.text()},
      {"merchant_id", one.merchant_id.text()},
      {"merchant_name", one.merchant_name},
      {"payment_id", one.payment_id.text()},
      {"external_id", one.external_id},
      {"operation_id", text_or_null(one.operation_id.text())},
      {"kind", word(one.kind)},
      {"amount_minor", one.amount.minor},
      {"currency", one.amount.currency.code()},
      {"state", word(one.state)},
      {"note", one.note},
      {"opened_at", one.opened_at.ms},
      {"resolved_at", instant_or_null(one.resolved_at)},
      {"resolved_by", text_or_null(one.resolved_by)},
      {"settled_as", one.settled_as ? json::value(word(*one.settled_as)) : json::value(nullptr)},
      {"resolution", text_or_null(one.resolution)},
      {"version", one.version}};
}

json::object unanswered_json(const UnansweredOperation& one) {
  return {{"operation_id", one.operation.id.text()},
          {"type", word(one.operation.type)},
          {"state", word(one.operation.state)},
          {"payment_id", one.payment.id.text()},
          {"external_id", one.payment.external_id},
          {"company_id", one.payment.company_id.text()},
          {"merchant_id", one.payment.merchant_id.text()},
          {"merchant_name", one.payment.merchant_name},
          {"method", one.payment.method},
          {"card_brand", one.payment.card_brand},
          {"card_last4", one.payment.card_last4},
          {"provider_account_title", one.provider_account_title},
          {"why", word(one.why)},
          {"since_at", one.since.ms},
          {"age", one.age ? json::value(word(*one.age)) : json::value(nullptr)},
          {"amount_minor", one.at_stake.minor},
          {"currency", one.at_stake.currency.code()},
          {"attempt", attempt_json(one.attempt)},
          {"questions", rows_json(one.questions, question_json)},
          {"verdicts", rows_json(allowed_verdicts(one.operation, one.attempt), verdict_json)},
          {"methods", rows_json(one.methods, method_json)},
          {"next_method", one.next ? json::value(word(*one.next)) : json::value(nullptr)},
          {"absence_is_proof_at", instant_or_null(one.proof_at)},
          {"reversal", one.reversal ? json::value(reversal_json(*one.reversal)) : nullptr}};
}

json::object reversal_json(const Reversal& one) {
  return {{"state", word(one.state)},
          {"cause", word(one.cause)},
          {"requested_by", one.requested_by},
          {"reason", one.reason},
          {"requested_at", one.requested_at.ms},
          {"sends", one.sends},
          {"sent_at", instant_or_null(one.sent_at)},
          {"ended_at", instant_or_null(one.ended_at)},
          {"detail", one.detail}};
}

json::object sums_json(const UnansweredSums& sums) {
  const auto money = [](const Money& amount) {
    return json::object{{"amount_minor", amount.minor}, {"currency", amount.currency.code()}};
  };
  return {{"operations", sums.operations},
          {"quarter_hour", sums.quarter_hour},
          {"hour", sums.hour},
          {"day", sums.day},
          {"oldest_at", instant_or_null(sums.oldest_at)},
          {"at_stake", rows_json(sums.at_stake, money)},
          {"exceptions", sums.exceptions},
          {"oldest_exception_at", instant_or_null(sums.oldest_exception_at)}};
}

json::object decision_json(const ManualDecision& decision) {
  return {{"operation_id", decision.operation.text()},
          {"verdict", word(decision.verdict)},
          {"reason", decision.reason},
          {"evidence", decision.evidence},
          {"evidence_sha256", text_or_null(decision.evidence_sha256)},
          {"decided_by", decision.decided_by},
          {"decided_at", decision.decided_at.ms}};
}

}  // namespace bursar::payments
