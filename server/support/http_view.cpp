// Writes the office forms of support: one name end to end, instants as integers, ids as text.
#include "support/http_parts.hpp"

namespace bursar::support {
namespace {

namespace json = boost::json;

json::value at_or_null(const std::optional<Instant>& at) {
  return at ? json::value(at->ms) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

// What was changed as an object; a reply is a text.
json::value changed_of(const EscalationStep& step) {
  if (step.kind != EscalationStep::Kind::change) return nullptr;
  boost::system::error_code failure;
  json::value value = json::parse(step.text, failure);
  return !failure && value.is_object() ? value : json::value(json::object{});
}

}  // namespace

json::object escalation_json(const Escalation& one) {
  return {{"escalation_id", one.id.text()},
          {"company_id", one.company_id.text()},
          {"merchant_id", one.merchant_id.text()},
          {"merchant_name", one.merchant_name},
          {"subject_kind", word(one.subject_kind)},
          {"subject_id", one.subject_id},
          {"queue", word(one.queue)},
          {"priority", word(one.priority)},
          {"state", word(one.state)},
          {"note", one.note},
          {"created_by", one.created_by.text()},
          {"created_by_name", one.created_by_name},
          {"assignee_id", text_or_null(one.assignee.text())},
          {"assignee_name", one.assignee_name},
          {"created_at", one.created_at.ms},
          {"updated_at", one.updated_at.ms},
          {"due_at", one.due_at.ms},
          {"waiting_since_at", at_or_null(one.waiting_since)},
          {"first_reply_at", at_or_null(one.first_reply_at)},
          {"resolved_at", at_or_null(one.resolved_at)},
          {"replies", one.replies},
          {"version", one.version}};
}

json::object step_json(const EscalationStep& step) {
  const bool reply = step.kind == EscalationStep::Kind::reply;
  return {{"step_id", std::to_string(step.key)},
          {"kind", reply ? "reply" : "change"},
          {"author_id", step.author.text()},
          {"author_name", step.author_name},
          {"from_work", step.from_work},
          {"text", reply ? json::value(step.text) : json::value(nullptr)},
          {"changed", changed_of(step)},
          {"at", step.at.ms}};
}

json::object settings_json(const BasicSettings& settings) {
  json::array addresses;
  for (const std::string& address : settings.notification_emails) addresses.emplace_back(address);
  return {{"merchant_id", settings.merchant.text()},      {"contact_name", settings.contact_name},
          {"contact_email", settings.contact_email},      {"contact_phone", settings.contact_phone},
          {"notification_emails", std::move(addresses)},  {"version", settings.version},
          {"updated_at", at_or_null(settings.updated_at)}};
}

json::object customer_json(const Customer& customer) {
  return {{"company_id", customer.company_id.text()},
          {"merchant_id", customer.merchant_id.text()},
          {"merchant_name", customer.merchant_name},
          {"buyer_id", customer.buyer_id},
          {"email", customer.email},
          {"first_name", customer.first_name},
          {"last_name", customer.last_name},
          {"payments", customer.payments},
          {"last_paid_at", customer.last_paid_at.ms}};
}

}  // namespace bursar::support
