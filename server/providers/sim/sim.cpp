// Wire format of the simulated acquirer (simulator/protocol.md). Reading is suspicious: an answer
// counts only when it is about this very request; everything else is unknown.
#include "providers/sim/sim.hpp"

#include <boost/json.hpp>

#include "base/check.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

// A request the acquirer has not seen by then will not arrive any more: our deadline is 25 s, and
// an executed operation can stay invisible to queries for 60 s.
constexpr std::int64_t k_absence_is_proof_after_ms = 90'000;
constexpr std::int64_t k_poll_min_ms = 200;
constexpr std::int64_t k_poll_max_ms = 6 * k_hour_ms;

std::string quoted(std::string_view text) { return json::serialize(json::string(text)); }

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view k_plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view k_hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (k_plain.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append({'%', k_hex[byte >> 4], k_hex[byte & 15]});
  }
  return out;
}

std::string money_members(const Money& amount) {
  return R"(,"amount_minor":)" + std::to_string(amount.minor) + R"(,"currency":)" +
         quoted(amount.currency.code());
}

// Spelled out piece by piece into one buffer that is wiped, instead of through a JSON tree whose
// copies of the card number would stay in memory.
void add_text(std::string& body, std::string_view name, std::string_view value) {
  if (!value.empty()) body.append(",\"").append(name).append("\":").append(quoted(value));
}

void add_card(std::string& body, const vault::CardInput& card) {
  body.append(R"(,"card":{"number":")").append(card.number.reveal());
  body.append(R"(","expiry_month":)").append(std::to_string(card.expiry_month));
  body.append(R"(,"expiry_year":)").append(std::to_string(card.expiry_year));
  if (!card.cvv.empty()) body.append(R"(,"cvv":")").append(card.cvv.reveal()).append("\"");
  body.append("}");
}

// Who pays, with which stored card, and how they may be authenticated.
void add_payer(std::string& body, const ProviderRequest& request) {
  add_text(body, "return_url", request.return_url);
  if (request.three_ds.allowed) {
    std::string wish;
    add_text(wish, "preference", request.three_ds.preference);
    add_text(wish, "exemption", request.three_ds.exemption);
    body.append(R"(,"three_ds":{)").append(wish.empty() ? wish : wish.substr(1)).append("}");
  }
  if (request.stored_credential != StoredCredential::none) {
    body.append(R"(,"stored_credential":{"kind":)")
        .append(quoted(word(request.stored_credential)))
        .append(R"(,"initiator":)")
        .append(request.customer_present ? R"("customer")" : R"("merchant")");
    add_text(body, "network_transaction_id", request.network_transaction_id);
    body.append("}");
  }
  if (request.moto) body.append(R"(,"moto":true)");
}

Secret charge_body(const ProviderRequest& request) {
  std::string body;
  body.reserve(512);
  body.append(R"({"reference":)").append(quoted(request.our_reference));
  body.append(money_members(request.amount));
  add_text(body, "descriptor", request.descriptor);
  if (request.kind == RequestKind::authorize) body.append(R"(,"capture":false)");
  const bool by_card = request.method == "card" || request.method == "test_payer";
  if (request.card) add_card(body, *request.card);
  else if (by_card) body.append(R"(,"payer":"test")");
  else add_text(body, "method", request.method);
  add_payer(body, request);
  return Secret(std::move(body.append("}")));
}

Secret verification_body(const ProviderRequest& request) {
  std::string body;
  body.reserve(512);
  body.append(R"({"reference":)").append(quoted(request.our_reference));
  add_text(body, "currency", request.amount.currency.code());
  if (request.card) add_card(body, *request.card);
  add_payer(body, request);
  return Secret(std::move(body.append("}")));
}

Secret payout_body(const ProviderRequest& request) {
  std::string body;
  body.reserve(512);
  body.append(R"({"reference":)").append(quoted(request.our_reference));
  body.append(money_members(request.amount));
  add_text(body, "descriptor", request.descriptor);
  if (request.card) add_card(body, *request.card);
  add_text(body, "iban", request.destination.iban);
  add_text(body, "address", request.destination.address);
  add_text(body, "holder", request.destination.holder);
  return Secret(std::move(body.append("}")));
}

// Captures, voids, increments and refunds: something about an earlier charge.
Secret follow_up_body(const ProviderRequest& request) {
  std::string body = R"({"reference":)" + quoted(request.our_reference) +
                     R"(,"charge_reference":)" + quoted(request.original_reference) +
                     money_members(request.amount);
  if (request.kind == RequestKind::capture)
    body.append(request.final_capture ? R"(,"final":true)" : R"(,"final":false)");
  return Secret(std::move(body.append("}")));
}

Secret reversal_body(const ProviderRequest& request) {
  return Secret(R"({"reference":)" + quoted(request.our_reference) + R"(,"original_reference":)" +
                quoted(request.original_reference) + "}");
}

struct Order {
  std::string_view path;
  Secret (*body)(const ProviderRequest&);
};
Order order_of(RequestKind kind) {
  switch (kind) {
    case RequestKind::sale:
    case RequestKind::authorize: return {"/v1/charges", charge_body};
    case RequestKind::refund: return {"/v1/refunds", follow_up_body};
    case RequestKind::capture: return {"/v1/captures", follow_up_body};
    case RequestKind::void_: return {"/v1/voids", follow_up_body};
    case RequestKind::increment: return {"/v1/increments", follow_up_body};
    case RequestKind::verify: return {"/v1/verifications", verification_body};
    case RequestKind::payout: return {"/v1/payouts", payout_body};
    case RequestKind::reverse: return {"/v1/reversals", reversal_body};
    case RequestKind::query:
    case RequestKind::ping: break;
  }
  throw Bug("a question is no order", std::source_location::current());
}

std::string text_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> integer_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

Outcome unknown(std::string why) {
  Outcome outcome;
  outcome.provider_message = std::move(why);
  return outcome;
}

Outcome not_executed(std::string code, std::string why) {
  Outcome outcome;
  outcome.kind = OutcomeKind::not_executed;
  outcome.provider_code = std::move(code);
  outcome.provider_message = std::move(why);
  return outcome;
}

// Why an answer cannot be about this request; empty when it can.
std::string contradiction(const ProviderRequest& request, const json::object& body) {
  const std::string reference = text_member(body, "reference");
  if (reference != request.our_reference)
    return "the answer is about reference '" + reference.substr(0, 100) + "'";
  const auto minor = integer_member(body, "amount_minor");
  const std::string currency = text_member(body, "currency");
  if (minor == request.amount.minor && currency == request.amount.currency.code()) return {};
  return "the answer states " + (minor ? std::to_string(*minor) : std::string("no amount")) +
         " minor units of '" + currency.substr(0, 8) + "', asked for " + to_text(request.amount);
}

const json::object* object_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

Action read_action(const json::object& body) {
  Action action;
  action.type = text_member(body, "type");
  action.url = text_member(body, "url");
  action.iban = text_member(body, "iban");
  action.bic = text_member(body, "bic");
  action.holder = text_member(body, "holder");
  action.reference = text_member(body, "reference");
  action.address = text_member(body, "address");
  action.asset = text_member(body, "asset");
  if (const auto expires = integer_member(body, "expires_at_ms"))
    action.expires_at = Instant{*expires};
  return action;
}

ThreeDsResult read_three_ds(const json::object& body) {
  ThreeDsResult result;
  result.version = text_member(body, "version");
  result.flow = text_member(body, "flow");
  result.trans_status = text_member(body, "trans_status");
  result.status_reason = text_member(body, "status_reason");
  result.eci = text_member(body, "eci");
  result.ds_trans_id = text_member(body, "ds_trans_id");
  result.acs_trans_id = text_member(body, "acs_trans_id");
  result.exemption = text_member(body, "exemption");
  return result;
}

// The parts beside status and money.
void read_details(const ProviderRequest& request, const json::object& body, Outcome& outcome) {
  outcome.provider_reference = text_member(body, "provider_reference");
  outcome.provider_code = text_member(body, "code");
  outcome.provider_message = text_member(body, "message");
  outcome.auth_code = text_member(body, "auth_code");
  outcome.rrn = text_member(body, "rrn");
  outcome.advice_code = text_member(body, "advice");
  outcome.avs_result = text_member(body, "avs_result");
  outcome.cvv_result = text_member(body, "cvv_result");
  outcome.network_transaction_id = text_member(body, "network_transaction_id");
  if (const json::object* three_ds = object_member(body, "three_ds"))
    outcome.three_ds = read_three_ds(*three_ds);
  if (const auto received = integer_member(body, "received_minor"))
    outcome.received = Money{*received, request.amount.currency};
  if (const auto returned = integer_member(body, "returned_minor"); returned && *returned > 0)
    outcome.returned = Money{*returned, request.amount.currency};
}

void read_status(const json::object& body, Outcome& outcome) {
  const std::string status = text_member(body, "status");
  const std::int64_t poll_after_ms = std::clamp(
      integer_member(body, "poll_after_ms").value_or(k_second_ms), k_poll_min_ms, k_poll_max_ms);
  if (status == "approved") {
    const bool part = outcome.received && outcome.received->minor < outcome.amount->minor;
    outcome.kind = part ? OutcomeKind::partially_approved : OutcomeKind::approved;
  } else if (status == "pending") {
    outcome.kind = OutcomeKind::pending;
    outcome.poll_after_ms = poll_after_ms;
  } else if (const json::object* action = object_member(body, "action");
             status == "action" && action != nullptr) {
    outcome.kind = OutcomeKind::action;
    outcome.action = read_action(*action);
    outcome.poll_after_ms = poll_after_ms;
  } else if (status == "declined") {
    const DeclineReason& row = decline_of_code(outcome.provider_code, text_member(body, "scheme"));
    // Some codes say "declined" and mean "we do not know".
    if (row.decline_class == "in_doubt") return;
    outcome.kind = OutcomeKind::declined;
    outcome.decline_reason = row.reason;
  }
}

Outcome read_result(const ProviderRequest& request, const json::object& body) {
  Outcome outcome;
  if (std::string why = contradiction(request, body); !why.empty()) {
    outcome.provider_message = std::move(why);
    outcome.contradicts = true;
    return outcome;
  }
  outcome.amount = request.amount;
  read_details(request, body, outcome);
  if (outcome.received && outcome.received->minor < 0) {
    outcome.contradicts = true;
    outcome.provider_message = "the answer states that less than nothing arrived";
    return outcome;
  }
  read_status(body, outcome);
  return outcome;
}

std::optional<json::object> object_of(std::string_view body) {
  boost::system::error_code failure;
  json::value parsed = json::parse(body, failure);
  if (failure || !parsed.is_object()) return std::nullopt;
  return std::move(parsed.as_object());
}

std::string status_text(int status) { return "HTTP status " + std::to_string(status); }

// What the acquirer turned away before processing. 409 is none of it: the reference is known there.
bool is_turned_away(int status, const std::optional<json::object>& body) {
  if (status == 401 || status == 429) return true;
  if (status < 400 || status >= 500 || status == 409) return false;
  return body && text_member(*body, "status") == "rejected";
}

Outcome parse_order(const ProviderRequest& request, const WireResponse& response) {
  if (response.reach == Reach::not_sent) return not_executed("", response.failure);
  if (response.reach == Reach::unknown) return unknown(response.failure);
  const auto body = object_of(response.body);
  if (response.status == 200 && body) return read_result(request, *body);
  if (is_turned_away(response.status, body))
    return not_executed(body ? text_member(*body, "code") : "",
                        body ? text_member(*body, "message") : status_text(response.status));
  return unknown(status_text(response.status));
}

// What was undone may be nothing, so its amount is no contradiction.
Outcome parse_reversal(const ProviderRequest& request, const WireResponse& response) {
  const auto body = object_of(response.body);
  if (response.reach != Reach::answered || response.status != 200 || !body)
    return parse_order(request, response);
  Outcome outcome;
  const std::string reference = text_member(*body, "reference");
  if (reference != request.our_reference) {
    outcome.contradicts = true;
    outcome.provider_message = "the answer is about reference '" + reference.substr(0, 100) + "'";
    return outcome;
  }
  outcome.provider_code = text_member(*body, "code");
  outcome.provider_message = text_member(*body, "message");
  const std::string status = text_member(*body, "status");
  if (status == "approved") outcome.kind = OutcomeKind::approved;
  else if (status == "declined" && !outcome.provider_code.empty() &&
           decline_of_code(outcome.provider_code, "").decline_class != "in_doubt")
    outcome.kind = OutcomeKind::declined;
  return outcome;
}

// A query that fails says nothing about the operation it asks for.
Outcome parse_query(const ProviderRequest& request, const WireResponse& response) {
  if (response.reach != Reach::answered) return unknown(response.failure);
  const auto body = object_of(response.body);
  if (!body) return unknown(status_text(response.status));
  if (response.status == 200) return read_result(request, *body);
  Outcome outcome = unknown(status_text(response.status));
  const json::value* found = body->if_contains("found");
  if (response.status == 404 && found != nullptr && found->is_bool()) {
    outcome.found = found->get_bool();
    if (!outcome.found) outcome.provider_message = "the provider does not know the reference";
  }
  return outcome;
}

}  // namespace

Capabilities SimAdapter::capabilities() const {
  Capabilities capabilities;
  capabilities.query_by_our_reference = true;
  capabilities.absence_is_proof_after_ms = k_absence_is_proof_after_ms;
  capabilities.same_key_is_safe = capabilities.repeat_settles = true;
  capabilities.test_payer = true;
  capabilities.authorize = capabilities.partial_capture = capabilities.multi_capture = true;
  capabilities.increment = capabilities.partial_void = capabilities.reverse = true;
  capabilities.void_after_capture_same_day = true;
  capabilities.verify = capabilities.payout = capabilities.stored_credentials = true;
  capabilities.three_ds = capabilities.webhooks = true;
  return capabilities;
}

WireRequest SimAdapter::build(const ProviderRequest& request, const AccountConfig& account) const {
  WireRequest wire;
  wire.headers = {{"Authorization", "Bearer " + std::string(account.api_key.reveal())}};
  if (request.kind == RequestKind::query) {
    wire.method = "GET";
    wire.path = "/v1/operations?reference=" + percent_encoded(request.our_reference);
    return wire;
  }
  wire.method = "POST";
  wire.headers.emplace_back("Content-Type", "application/json");
  wire.headers.emplace_back("Idempotency-Key", request.our_reference);
  const Order order = order_of(request.kind);
  wire.path = order.path;
  wire.body = order.body(request);
  return wire;
}

Outcome SimAdapter::parse(const ProviderRequest& request, const WireResponse& response) const {
  if (request.kind == RequestKind::query) return parse_query(request, response);
  // A refund made as a reversal is worth its amount; taking back what nobody knows is not.
  if (request.kind == RequestKind::reverse && request.about != RequestKind::reverse)
    return parse_reversal(request, response);
  return parse_order(request, response);
}

}  // namespace bursar::providers
