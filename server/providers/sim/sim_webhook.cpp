// Messages of the simulated acquirer: proven by an HMAC over time and raw body, then read by the
// very code that reads its answers.
#include <charconv>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "providers/sim/sim.hpp"
#include "providers/webhook.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

struct Signature {
  std::string_view at_text, hex;
  std::int64_t at_ms = 0;
};

// "t=UNIXMS,v1=HEX" and nothing else.
std::optional<Signature> signature_of(std::string_view header) {
  const std::size_t comma = header.find(",v1=");
  if (!header.starts_with("t=") || comma == std::string_view::npos) return std::nullopt;
  Signature signature{header.substr(2, comma - 2), header.substr(comma + 4)};
  const char* end = signature.at_text.data() + signature.at_text.size();
  const auto read = std::from_chars(signature.at_text.data(), end, signature.at_ms);
  if (signature.at_text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return signature;
}

// Why the message is not believed; empty when it is.
std::string doubt(const WebhookMessage& message) {
  const std::string* header = message.header("sim-signature");
  if (header == nullptr) return "the message carries no signature";
  const auto signature = signature_of(*header);
  if (!signature) return "the signature is malformed";
  std::string signed_text(signature->at_text);
  signed_text.append(".").append(message.body);
  if (message.secret.empty() || !is_signed(message.secret, signed_text, signature->hex))
    return "the signature does not fit the message";
  // Judged after the signature, so that a stranger learns nothing about our clock.
  const std::int64_t early = message.now.ms - k_webhook_age_max_ms;
  const std::int64_t late = message.now.ms + k_webhook_age_max_ms;
  if (signature->at_ms < early || signature->at_ms > late)
    return "the message is older or younger than five minutes";
  return {};
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<RequestKind> kind_of(std::string_view text) {
  if (text == "charge") return RequestKind::sale;
  if (text == "authorization") return RequestKind::authorize;
  for (const RequestKind kind : {RequestKind::refund, RequestKind::capture, RequestKind::void_,
                                 RequestKind::increment, RequestKind::payout, RequestKind::reverse})
    if (word(kind) == text) return kind;
  if (text == "verification") return RequestKind::verify;
  if (text == "reversal") return RequestKind::reverse;
  return std::nullopt;
}

// The operation read as the answer to a query about itself, so that every rule for answers holds;
// amount and reference are what the message states and are compared by whoever applies it.
std::optional<WebhookEvent> event_of(const SimAdapter& adapter, const json::object& body) {
  const json::value* inner = body.if_contains("operation");
  if (inner == nullptr || !inner->is_object()) return std::nullopt;
  const json::object& operation = inner->get_object();
  const auto kind = kind_of(text_member(operation, "kind"));
  const auto currency = Currency::parse(text_member(operation, "currency"));
  const json::value* minor = operation.if_contains("amount_minor");
  WebhookEvent event;
  event.event_id = text_member(body, "event_id");
  event.type = text_member(body, "type");
  event.our_reference = text_member(operation, "reference");
  if (!kind || !currency || minor == nullptr || !minor->is_int64() || event.event_id.empty() ||
      event.our_reference.empty())
    return std::nullopt;
  event.about = *kind;
  ProviderRequest request;
  request.kind = RequestKind::query;
  request.about = *kind;
  request.our_reference = event.our_reference;
  request.amount = {minor->get_int64(), *currency};
  WireResponse answer;
  answer.reach = Reach::answered;
  answer.status = 200;
  answer.body = json::serialize(operation);
  event.outcome = adapter.parse(request, answer);
  if (!event.outcome.amount) event.outcome.amount = request.amount;
  return event;
}

// A dispute of one of our charges. Whatever it says in words of its own is taken as text.
std::optional<WebhookEvent> dispute_of(const json::object& body) {
  const json::value* inner = body.if_contains("dispute");
  if (inner == nullptr || !inner->is_object()) return std::nullopt;
  const json::object& said = inner->get_object();
  const auto currency = Currency::parse(text_member(said, "currency"));
  const json::value* minor = said.if_contains("amount_minor");
  WebhookEvent event;
  event.event_id = text_member(body, "event_id");
  event.type = text_member(body, "type");
  event.our_reference = text_member(said, "reference");
  DisputeNotice& notice = event.dispute.emplace();
  notice.provider_reference = text_member(said, "provider_reference");
  notice.stage = text_member(said, "stage");
  notice.status = text_member(said, "status");
  if (!currency || minor == nullptr || !minor->is_int64() || minor->get_int64() <= 0 ||
      event.event_id.empty() || event.our_reference.empty() || notice.provider_reference.empty() ||
      notice.stage.empty() || notice.status.empty())
    return std::nullopt;
  notice.amount = {minor->get_int64(), *currency};
  notice.reason = text_member(said, "reason");
  notice.scheme = text_member(said, "scheme");
  const json::value* by = said.if_contains("respond_by_ms");
  if (by != nullptr && by->is_int64()) notice.respond_by = Instant{by->get_int64()};
  return event;
}

}  // namespace

WebhookReading SimAdapter::parse_webhook(const WebhookMessage& message) const {
  WebhookReading reading;
  reading.refusal = doubt(message);
  if (!reading.refusal.empty()) return reading;
  boost::system::error_code failure;
  const json::value parsed = json::parse(message.body, failure);
  if (failure || !parsed.is_object()) {
    reading.refusal = "the message is not a JSON object";
    return reading;
  }
  if (auto event = event_of(*this, parsed.get_object())) reading.events.push_back(*event);
  else if (auto dispute = dispute_of(parsed.get_object())) reading.events.push_back(*dispute);
  return reading;
}

}  // namespace bursar::providers
