// Messages of Stripe: proven by an HMAC over time and raw body, then read by the very code that
// reads its answers. What one says of a dispute names the charge alone.
#include <charconv>

#include <boost/json.hpp>

#include "providers/stripe/stripe.hpp"
#include "providers/webhook.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object* object_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

std::optional<std::int64_t> integer_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

/// "t=SECONDS,v1=HEX,…": any v1 may prove it, while a secret is being replaced there are two.
struct Signature {
  std::string_view at_text;
  std::int64_t at_s = 0;
  std::vector<std::string_view> proofs;
};

std::optional<Signature> signature_of(std::string_view header) {
  Signature signature;
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    const std::string_view part = header.substr(0, comma);
    header = comma == std::string_view::npos ? "" : header.substr(comma + 1);
    if (part.starts_with("t=")) signature.at_text = part.substr(2);
    if (part.starts_with("v1=")) signature.proofs.push_back(part.substr(3));
  }
  const char* end = signature.at_text.data() + signature.at_text.size();
  const auto read = std::from_chars(signature.at_text.data(), end, signature.at_s);
  if (signature.at_text.empty() || read.ec != std::errc() || read.ptr != end ||
      signature.at_s < 0 || signature.at_s > INT64_MAX / k_second_ms || signature.proofs.empty())
    return std::nullopt;
  return signature;
}

// Why the message is not believed; empty when it is.
std::string doubt(const WebhookMessage& message) {
  const std::string* header = message.header("stripe-signature");
  if (header == nullptr) return "the message carries no signature";
  const auto signature = signature_of(*header);
  if (!signature) return "the signature is malformed";
  std::string signed_text(signature->at_text);
  signed_text.append(".").append(message.body);
  bool is_proven = false;
  for (const std::string_view proof : signature->proofs)
    is_proven = is_signed(message.secret, signed_text, proof) || is_proven;
  if (message.secret.empty() || !is_proven) return "the signature does not fit the message";
  // Judged after the signature, so that a stranger learns nothing about our clock.
  const std::int64_t at_ms = signature->at_s * k_second_ms;
  if (at_ms < message.now.ms - k_webhook_age_max_ms ||
      at_ms > message.now.ms + k_webhook_age_max_ms)
    return "the message is older or younger than five minutes";
  return {};
}

// What the object was made for: it says so itself, or, made before it did, shows it.
RequestKind operation_of(const json::object& object, std::string_view said) {
  for (const RequestKind kind :
       {RequestKind::sale, RequestKind::authorize, RequestKind::refund, RequestKind::void_})
    if (word(kind) == said) return kind;
  if (text_member(object, "object") == "refund") return RequestKind::refund;
  const json::value* captured = object.if_contains("captured");
  const bool is_sale = captured != nullptr && captured->is_bool() && captured->get_bool();
  return is_sale ? RequestKind::sale : RequestKind::authorize;
}

// What is told of a charge after it succeeded belongs to a capture or refund of its own name.
bool is_about_its_object(std::string_view type) {
  return type == "charge.succeeded" || type == "charge.failed" || type == "charge.pending" ||
         type == "refund.created" || type == "refund.updated" || type == "refund.failed" ||
         type == "charge.refund.updated";
}

std::optional<Money> money_in(const json::object& object) {
  std::string code = text_member(object, "currency");
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const auto currency = Currency::parse(code);
  const auto minor = integer_member(object, "amount");
  if (!currency || !minor || *minor < 0) return std::nullopt;
  return Money{*minor, *currency};
}

std::optional<WebhookEvent> event_of(const StripeAdapter& adapter, const json::object& body,
                                     const json::object& object) {
  WebhookEvent event;
  event.event_id = text_member(body, "id");
  event.type = text_member(body, "type");
  const json::object* metadata = object_member(object, "metadata");
  if (metadata == nullptr || !is_about_its_object(event.type)) return std::nullopt;
  event.our_reference = text_member(*metadata, "our_reference");
  const auto amount = money_in(object);
  if (event.event_id.empty() || event.our_reference.empty() || !amount) return std::nullopt;
  event.about = operation_of(object, text_member(*metadata, "our_operation"));
  ProviderRequest question;
  question.kind = RequestKind::query;
  question.about = event.about;
  question.our_reference = event.our_reference;
  question.provider_reference = text_member(object, "id");
  question.amount = *amount;
  WireResponse answer;
  answer.reach = Reach::answered;
  answer.status = 200;
  answer.body = json::serialize(object);
  event.outcome = adapter.parse(question, answer);
  event.outcome.amount = *amount;
  return event;
}

// Their words for how a dispute stands, in ours.
std::string status_of(std::string_view theirs) {
  if (theirs == "needs_response" || theirs == "warning_needs_response") return "needs_response";
  if (theirs == "under_review" || theirs == "warning_under_review") return "under_review";
  if (theirs == "warning_closed" || theirs == "prevented") return "closed";
  return std::string(theirs);
}

std::optional<WebhookEvent> dispute_of(const json::object& body, const json::object& object) {
  WebhookEvent event;
  event.event_id = text_member(body, "id");
  event.type = text_member(body, "type");
  const auto amount = money_in(object);
  DisputeNotice& notice = event.dispute.emplace();
  notice.provider_reference = text_member(object, "id");
  notice.operation_reference = text_member(object, "charge");
  const std::string status = text_member(object, "status");
  if (!amount || amount->minor == 0 || event.event_id.empty() || status.empty() ||
      notice.provider_reference.empty() || notice.operation_reference.empty())
    return std::nullopt;
  notice.amount = *amount;
  notice.stage = status.starts_with("warning_") ? "inquiry" : "chargeback";
  notice.status = status_of(status);
  notice.reason = text_member(object, "network_reason_code");
  if (notice.reason.empty()) notice.reason = text_member(object, "reason");
  if (const json::object* evidence = object_member(object, "evidence_details"))
    if (const auto due_s = integer_member(*evidence, "due_by");
        due_s && *due_s > 0 && *due_s < INT64_MAX / k_second_ms)
      notice.respond_by = Instant{*due_s * k_second_ms};
  return event;
}

}  // namespace

WebhookReading StripeAdapter::parse_webhook(const WebhookMessage& message) const {
  WebhookReading reading;
  reading.refusal = doubt(message);
  if (!reading.refusal.empty()) return reading;
  boost::system::error_code failure;
  const json::value parsed = json::parse(message.body, failure);
  if (failure || !parsed.is_object()) {
    reading.refusal = "the message is not a JSON object";
    return reading;
  }
  const json::object& body = parsed.get_object();
  const json::object* envelope = object_member(body, "data");
  const json::object* object = envelope == nullptr ? nullptr : object_member(*envelope, "object");
  if (object == nullptr) return reading;
  const std::string what = text_member(*object, "object");
  auto event = what == "dispute" ? dispute_of(body, *object) : event_of(*this, body, *object);
  if (event) reading.events.push_back(*std::move(event));
  return reading;
}

}  // namespace bursar::providers
