// Both sides of the wire to the acquirer: its protocol, and what our adapter makes of an answer.
#include <array>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "base/text.hpp"
#include "chain/steps.hpp"
#include "fuzz/targets.hpp"
#include "providers/crypto/exact_json.hpp"
#include "providers/providers.hpp"
#include "providers/webhook.hpp"
#include "simulator/wire/endpoint.hpp"
#include "vault/seal.hpp"

namespace bursar::fuzz {
namespace {

constexpr Instant k_now{1'700'000'000'000};
constexpr std::array<std::string_view, 6> k_paths{"/v1/charges",    "/v1/refunds",
                                                  "/control",       "/control/advance",
                                                  "/v1/operations", "/v1/book/effects"};
constexpr std::string_view k_card = "4242424242424242";
constexpr std::array<int, 8> k_statuses{200, 200, 400, 401, 404, 409, 429, 500};

}  // namespace

// The first byte chooses the path, the rest is the body (or the value of the query).
void simulator_call(std::string_view input) {
  if (input.empty()) return;
  simulator::Endpoint endpoint(simulator::Acquirer(1), "key");
  simulator::Call call;
  const std::size_t path = static_cast<unsigned char>(input.front()) % k_paths.size();
  call.path = k_paths.at(path);
  call.method = path < 4 ? "POST" : "GET";
  call.authorization = "Bearer key";
  call.content_type = "application/json";
  call.idempotency_key = "at_1";
  if (call.method == "POST") call.body = input.substr(1);
  else call.query = {{path == 4 ? "reference" : "after", std::string(input.substr(1))}};
  for (int turn = 0; turn < 2; ++turn) {
    const simulator::Reply reply = endpoint.answer(call, k_now);
    check(reply.delivery == simulator::Delivery::close || !reply.body.empty(), "a reply says why");
  }
  endpoint.acquirer().settle(k_now.plus_ms(k_day_ms));
  check(endpoint.acquirer().book().balanced(), "the book balances");
  check(endpoint.acquirer().book().count_of("at_1") <= 1, "a reference is executed once");
}

// The first byte chooses the status, the rest is the body.
void provider_answer(std::string_view input) {
  if (input.empty()) return;
  const providers::Adapter* adapter = providers::find_adapter("sim");
  check(adapter != nullptr, "the adapter is there");
  providers::ProviderRequest request;
  request.our_reference = "at_1";
  request.amount = {1'250, Currency::of("EUR")};
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = k_statuses.at(static_cast<unsigned char>(input.front()) % k_statuses.size());
  response.body = input.substr(1);
  for (const auto kind : {providers::RequestKind::sale, providers::RequestKind::refund,
                          providers::RequestKind::query}) {
    request.kind = kind;
    const providers::Outcome outcome = adapter->parse(request, response);
    const bool certain = outcome.kind == providers::OutcomeKind::approved ||
                         outcome.kind == providers::OutcomeKind::declined ||
                         outcome.kind == providers::OutcomeKind::pending;
    if (!certain) continue;
    check(response.status == 200, "only a 200 says what became of it");
    const boost::json::value body = boost::json::parse(response.body);
    check(body.at("reference") == "at_1" && body.at("currency") == "EUR" &&
              body.at("amount_minor") == 1'250,
          "an outcome is about this reference and amount");
    check(outcome.amount == request.amount, "and says so");
  }
  (void)providers::masked_body(response.body);
}

// What any adapter must keep to: silence and server errors are never certain, a success states what
// was asked for, and the same bytes mean the same.
void foreign_answer(std::string_view adapter_name, Money amount, std::string_view input) {
  if (input.empty()) return;
  const providers::Adapter* adapter = providers::find_adapter(adapter_name);
  check(adapter != nullptr, "the adapter is there");
  providers::ProviderRequest request;
  request.our_reference = "at_1";
  request.amount = amount;
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = k_statuses.at(static_cast<unsigned char>(input.front()) % k_statuses.size());
  response.body = input.substr(1);
  using providers::RequestKind;
  for (const auto about : {RequestKind::sale, RequestKind::authorize, RequestKind::capture,
                           RequestKind::refund, RequestKind::void_, RequestKind::payout})
    for (const auto kind : {about, RequestKind::query, RequestKind::ping}) {
      request.kind = kind;
      request.about = about;
      const providers::Outcome outcome = adapter->parse(request, response);
      check(outcome.kind == adapter->parse(request, response).kind, "the same bytes, the same");
      if (kind == RequestKind::ping) continue;
      const bool approved = outcome.kind == providers::OutcomeKind::approved;
      check(!approved || outcome.amount == request.amount, "a success states the amount");
      check(!approved || response.status < 500 || adapter_name == "crypto",
            "a failing server approves nothing");
      check(outcome.kind != providers::OutcomeKind::declined || !outcome.decline_reason.empty(),
            "a decline has a reason");
    }
}

void stripe_answer(std::string_view input) {
  foreign_answer("stripe", {1'250, Currency::of("EUR")}, input);
}

void crypto_answer(std::string_view input) {
  foreign_answer("crypto", {50'000'000, Currency::of("LTC")}, input);
  const auto minor = providers::minor_of(input, 8);
  check(!minor || input.find_first_not_of("0123456789-+.eE") == std::string_view::npos,
        "an amount is a decimal");
}

void heard_from_node(chain::AskKind kind, const providers::WireResponse& response) {
  const chain::Heard heard = chain::hear(kind, response);
  check(!heard.failure.empty() || heard.body.has_value(), "what is heard can be read");
  const bool single = heard.failure.empty() && heard.body->is_object();
  check(!single || heard.one.failed() || heard.one.result != nullptr, "a success has a result");
  const Currency currency = Currency::of("LTC");
  if (single && !heard.one.failed() && heard.one.result->is_object())
    for (const std::string_view name : {"fee", "amount", "trusted"})
      (void)providers::amount_member(heard.one.result->get_object(), name, currency);
  for (std::size_t number = 0; number < 3; ++number)
    if (const auto answer = heard.of(number))
      check(answer->id == std::to_string(number), "an answer belongs to its call");
}

// What a node says to the desk of transactions: read, or a reason why it cannot be worked with,
// asked for one thing and for several.
void node_answer(std::string_view input) {
  if (input.empty()) return;
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = k_statuses.at(static_cast<unsigned char>(input.front()) % k_statuses.size());
  response.body = input.substr(1);
  for (const auto kind : {chain::AskKind::check, chain::AskKind::balance, chain::AskKind::watch})
    heard_from_node(kind, response);
}

void bank_answer(std::string_view input) {
  foreign_answer("bank", {1'250, Currency::of("EUR")}, input);
}

// The same rule as below for another signature.
void stripe_message(std::string_view input) {
  if (input.empty()) return;
  providers::WebhookMessage message;
  message.body = input.substr(1);
  message.secret = Secret("a secret of messages");
  message.now = k_now;
  const bool is_genuine = (static_cast<unsigned char>(input.front()) & 1U) != 0;
  std::string header(input.substr(1));
  if (is_genuine) {
    const std::string at = std::to_string(k_now.ms / 1'000);
    header =
        "t=" + at + ",v1=" + to_hex(vault::keyed_hash(message.secret, at + "." + message.body));
  }
  message.headers = {{"stripe-signature", header}};
  const auto reading = providers::find_adapter("stripe")->parse_webhook(message);
  check(is_genuine || !reading.refusal.empty(), "what is not signed is refused");
  check(reading.refusal.empty() || reading.events.empty(), "what is refused says nothing");
  for (const providers::WebhookEvent& event : reading.events)
    check(!event.event_id.empty() && (event.dispute || event.outcome.amount),
          "an event has a name, and an outcome its amount");
}

// The first byte's lowest bit decides whether the message is signed as it should be.
void provider_message(std::string_view input) {
  if (input.empty()) return;
  const providers::Adapter* adapter = providers::find_adapter("sim");
  const Secret secret("a secret of messages");
  providers::WebhookMessage message;
  message.body = input.substr(1);
  message.secret = secret;
  message.now = k_now;
  const bool is_genuine = (static_cast<unsigned char>(input.front()) & 1U) != 0;
  std::string header(input.substr(1));
  if (is_genuine) {
    const std::string at = std::to_string(k_now.ms);
    header = "t=" + at + ",v1=" + to_hex(vault::keyed_hash(secret, at + "." + message.body));
  }
  message.headers = {{"sim-signature", header}};
  const providers::WebhookReading reading = adapter->parse_webhook(message);
  check(is_genuine || !reading.refusal.empty(), "what is not signed is refused");
  check(reading.refusal.empty() || reading.events.empty(), "what is refused says nothing");
  for (const providers::WebhookEvent& event : reading.events)
    check(!event.event_id.empty() && !event.our_reference.empty(), "an event is about something");
}

void masked_body(std::string_view input) {
  const std::string masked = providers::masked_body(input);
  check(!masked.empty() || input.empty(), "a body is never empty of meaning");
  // Inside a longer row of digits it is no card number.
  const std::size_t at = masked.find(k_card);
  const auto is_digit = [&masked](std::size_t place) {
    return place < masked.size() && masked[place] >= '0' && masked[place] <= '9';
  };
  check(at == std::string::npos || is_digit(at - 1) || is_digit(at + k_card.size()),
        "card numbers do not pass");
}

}  // namespace bursar::fuzz
