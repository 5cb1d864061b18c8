// Wire format of the charges API. Each of our attempts puts its reference into the metadata of what
// it makes, so that what was made is found again even when its name never reached us.
#include "providers/stripe/stripe.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace bursar::providers {
namespace {

namespace json = boost::json;

constexpr std::string_view k_api_version = "2020-08-27";
constexpr int k_listed = 100;
// A charge is younger than the attempt that asked for it, clocks apart.
constexpr std::int64_t k_clocks_apart_ms = k_hour_ms;

// Documented test numbers and the tokens that stand for them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> k_test_tokens{
    {{"4242424242424242", "tok_visa"},
     {"4000056655665556", "tok_visa_debit"},
     {"5555555555554444", "tok_mastercard"},
     {"5200828282828210", "tok_mastercard_debit"},
     {"5105105105105100", "tok_mastercard_prepaid"},
     {"378282246310005", "tok_amex"},
     {"4000000000000002", "tok_chargeDeclined"},
     {"4000000000009995", "tok_chargeDeclinedInsufficientFunds"},
     {"4100000000000019", "tok_chargeDeclinedFraudulent"},
     {"4000000000000127", "tok_chargeDeclinedIncorrectCvc"},
     {"4000000000000069", "tok_chargeDeclinedExpiredCard"},
     {"4000000000000119", "tok_chargeDeclinedProcessingError"}}};

std::string encoded(std::string_view text) {
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

class Form {
 public:
  Form& add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_.push_back('&');
    text_.append(encoded(name)).append("=").append(encoded(value));
    return *this;
  }
  Form& add(std::string_view name, std::int64_t value) { return add(name, std::to_string(value)); }
  Secret done() { return Secret(std::move(text_)); }

 private:
  std::string text_;
};

std::string lower(std::string_view code) {
  std::string out(code);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// The token that stands for a number: the account's own pairs before the documented ones.
std::string token_of(std::string_view number, const Settings& settings) {
  if (const auto own = settings.find("test_tokens"); own != settings.end()) {
    const std::string pairs = " " + own->second + " ";
    const std::string sought = " " + std::string(number) + "=";
    if (const std::size_t at = pairs.find(sought); at != std::string::npos) {
      const std::size_t from = at + sought.size();
      return pairs.substr(from, pairs.find(' ', from) - from);
    }
  }
  for (const auto& [known, token] : k_test_tokens)
    if (known == number) return std::string(token);
  return {};
}

void add_source(Form& form, const vault::CardInput& card, const Settings& settings) {
  const std::string token = token_of(card.number.reveal(), settings);
  if (!token.empty()) {
    form.add("source", token);
    return;
  }
  form.add("source[object]", "card").add("source[number]", card.number.reveal());
  form.add("source[exp_month]", card.expiry_month).add("source[exp_year]", card.expiry_year);
  if (!card.cvv.empty()) form.add("source[cvc]", card.cvv.reveal());
  if (!card.holder.empty()) form.add("source[name]", card.holder);
}

Secret charge_form(const ProviderRequest& request, const AccountConfig& account) {
  Form form;
  form.add("amount", request.amount.minor);
  form.add("currency", lower(request.amount.currency.code()));
  form.add("capture", request.kind == RequestKind::sale ? "true" : "false");
  form.add("metadata[our_reference]", request.our_reference);
  form.add("metadata[our_operation]", word(request.kind));
  if (!request.descriptor.empty())
    form.add("statement_descriptor_suffix", request.descriptor.substr(0, 22));
  if (request.card) add_source(form, *request.card, account.settings);
  return form.done();
}

Secret refund_form(const ProviderRequest& request) {
  Form form;
  form.add("charge", request.original_provider_reference);
  // A void gives back the whole of what was only held.
  if (request.kind == RequestKind::refund) form.add("amount", request.amount.minor);
  form.add("metadata[our_reference]", request.our_reference);
  form.add("metadata[our_operation]", word(request.kind));
  return form.done();
}

std::string query_path(const ProviderRequest& request) {
  const bool is_refund =
      request.about == RequestKind::refund || request.about == RequestKind::void_;
  const std::string what = is_refund ? "/v1/refunds" : "/v1/charges";
  if (!request.provider_reference.empty()) return what + "/" + encoded(request.provider_reference);
  std::string path = what + "?limit=" + std::to_string(k_listed);
  if (const std::int64_t key = id_key(AttemptTag::k_prefix, request.our_reference); key != 0)
    path += "&created%5Bgte%5D=" +
            std::to_string((key_instant(key).ms - k_clocks_apart_ms) / k_second_ms);
  return path;
}

std::string text_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool is_number(const json::object& body, std::string_view name, std::int64_t expected) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_int64() && value->get_int64() == expected;
}

bool is_true(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object* object_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

std::string our_reference_in(const json::object& body) {
  const json::object* metadata = object_member(body, "metadata");
  return metadata == nullptr ? std::string() : text_member(*metadata, "our_reference");
}

Outcome unknown(std::string why, bool contradicts = false) {
  Outcome outcome;
  outcome.provider_message = std::move(why);
  outcome.contradicts = contradicts;
  return outcome;
}

Outcome not_executed(std::string code, std::string why) {
  Outcome outcome;
  outcome.kind = OutcomeKind::not_executed;
  outcome.provider_code = std::move(code);
  outcome.provider_message = std::move(why);
  return outcome;
}

// The decline table's row that knows this word; an unknown one is an unexplained refusal.
std::string_view reason_of(std::string_view code) {
  for (const DeclineReason& row : decline_table()) {
    const std::string words = " " + std::string(row.stripe_codes) + " ";
    if (!code.empty() && words.find(" " + std::string(code) + " ") != std::string::npos)
      return row.reason;
  }
  return "do_not_honor";
}

Outcome declined(std::string code, std::string why) {
  Outcome outcome;
  outcome.kind = OutcomeKind::declined;
  outcome.decline_reason = reason_of(code);
  // A decline that means "we do not know" is none.
  if (decline_reason(outcome.decline_reason).decline_class == "in_doubt") return unknown(why);
  outcome.provider_code = std::move(code);
  outcome.provider_message = std::move(why);
  return outcome;
}

// A charge that was made or held. What a capture took is told by its own member.
Outcome read_charge(const ProviderRequest& request, RequestKind about, const json::object& body) {
  const bool is_capture = about == RequestKind::capture;
  const std::string currency = lower(request.amount.currency.code());
  if (text_member(body, "currency") != currency ||
      (!is_capture && (!is_number(body, "amount", request.amount.minor) ||
                       our_reference_in(body) != request.our_reference)))
    return unknown("the answer is about another charge, amount or currency", true);
  Outcome outcome;
  outcome.provider_reference = text_member(body, "id");
  outcome.amount = request.amount;
  const std::string status = text_member(body, "status");
  if (status == "failed")
    return declined(text_member(body, "failure_code"), text_member(body, "failure_message"));
  if (status == "pending") {
    outcome.kind = OutcomeKind::pending;
    return outcome;
  }
  if (status != "succeeded" || !is_true(body, "paid")) return unknown("the charge is " + status);
  if (is_capture && !is_true(body, "captured")) return unknown("the charge is not captured");
  if (is_capture && !is_number(body, "amount_captured", request.amount.minor))
    return unknown("the charge was captured with another amount", true);
  if (about == RequestKind::sale && !is_true(body, "captured"))
    return unknown("the charge is held only", true);
  outcome.kind = OutcomeKind::approved;
  outcome.provider_code = "00";
  outcome.provider_message = "succeeded";
  return outcome;
}

Outcome read_refund(const ProviderRequest& request, RequestKind about, const json::object& body) {
  const bool is_void = about == RequestKind::void_;
  if (our_reference_in(body) != request.our_reference ||
      text_member(body, "currency") != lower(request.amount.currency.code()) ||
      (!is_void && !is_number(body, "amount", request.amount.minor)))
    return unknown("the answer is about another refund, amount or currency", true);
  Outcome outcome;
  outcome.provider_reference = text_member(body, "id");
  outcome.amount = request.amount;
  const std::string status = text_member(body, "status");
  if (status == "failed" || status == "canceled")
    return declined(text_member(body, "failure_reason"), "the refund " + status);
  if (status == "pending" || status == "requires_action") outcome.kind = OutcomeKind::pending;
  if (status == "succeeded") outcome.kind = OutcomeKind::approved;
  outcome.provider_message = status;
  return outcome;
}

Outcome read_object(const ProviderRequest& request, RequestKind about, const json::object& body) {
  const bool is_refund = about == RequestKind::refund || about == RequestKind::void_;
  if (text_member(body, "object") != (is_refund ? "refund" : "charge"))
    return unknown("the answer is no " + std::string(is_refund ? "refund" : "charge"));
  return is_refund ? read_refund(request, about, body) : read_charge(request, about, body);
}

std::optional<json::object> object_of(std::string_view text) {
  boost::system::error_code failure;
  json::value parsed = json::parse(text, failure);
  if (failure || !parsed.is_object()) return std::nullopt;
  return std::move(parsed.as_object());
}

std::string status_text(int status) { return "HTTP status " + std::to_string(status); }

// An error member. 402 is the issuer's word; 400, 401, 403, 404 and 429 come before anything is
// done, except that a key used with other content says nothing about what it was used for.
Outcome read_error(const WireResponse& response, const json::object* error) {
  const int status = response.status;
  if (error == nullptr) return unknown(status_text(status));
  const std::string code = text_member(*error, "code"), type = text_member(*error, "type");
  const std::string message = text_member(*error, "message");
  if (status == 402 && type == "card_error") {
    const std::string decline = text_member(*error, "decline_code");
    return declined(decline.empty() ? code : decline, message);
  }
  if (type == "idempotency_error") return unknown(message, true);
  const bool before =
      status == 400 || status == 401 || status == 403 || status == 404 || status == 429;
  if (before) return not_executed(code.empty() ? type : code, message);
  return unknown(status_text(status) + ": " + message);
}

// One list: the member with our reference, or proof that there is none when the list is whole.
Outcome read_list(const ProviderRequest& request, const json::object& body) {
  const json::value* rows = body.if_contains("data");
  if (rows == nullptr || !rows->is_array()) return unknown("the answer is no list");
  for (const json::value& row : rows->get_array())
    if (row.is_object() && our_reference_in(row.get_object()) == request.our_reference)
      return read_object(request, request.about, row.get_object());
  const json::value* more = body.if_contains("has_more");
  Outcome outcome = unknown("the provider does not know the reference");
  outcome.found = more == nullptr || !more->is_bool() || more->get_bool();
  if (outcome.found) outcome.provider_message = "the reference is not among the newest";
  return outcome;
}

Outcome parse_query(const ProviderRequest& request, const WireResponse& response) {
  const auto body = object_of(response.body);
  if (response.status == 200 && body)
    return request.provider_reference.empty() ? read_list(request, *body)
                                              : read_object(request, request.about, *body);
  // A name that was given to us and is not known any more proves nothing: it was there.
  return unknown(status_text(response.status));
}

}  // namespace

WireRequest StripeAdapter::build(const ProviderRequest& request,
                                 const AccountConfig& account) const {
  WireRequest wire;
  wire.headers = {{"Authorization", "Bearer " + std::string(account.api_key.reveal())},
                  {"Stripe-Version", std::string(k_api_version)}};
  if (request.kind == RequestKind::query || request.kind == RequestKind::ping) {
    wire.method = "GET";
    wire.path = request.kind == RequestKind::ping ? "/v1/charges?limit=1" : query_path(request);
    return wire;
  }
  wire.method = "POST";
  wire.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  wire.headers.emplace_back("Idempotency-Key", request.our_reference);
  switch (request.kind) {
    case RequestKind::sale:
    case RequestKind::authorize:
      wire.path = "/v1/charges";
      wire.body = charge_form(request, account);
      break;
    case RequestKind::capture: {
      wire.path = "/v1/charges/" + encoded(request.original_provider_reference) + "/capture";
      Form form;
      wire.body = form.add("amount", request.amount.minor).done();
      break;
    }
    case RequestKind::refund:
    case RequestKind::void_:
      wire.path = "/v1/refunds";
      wire.body = refund_form(request);
      break;
    // What no capability offers is asked of an address that answers 404 and does nothing.
    default: wire.path = "/v1/bursar_does_not_offer_this"; break;
  }
  return wire;
}

Outcome StripeAdapter::parse(const ProviderRequest& request, const WireResponse& response) const {
  const bool asks = request.kind == RequestKind::query;
  if (response.reach == Reach::not_sent)
    return asks ? unknown(response.failure) : not_executed("", response.failure);
  if (response.reach == Reach::unknown) return unknown(response.failure);
  if (asks) return parse_query(request, response);
  const auto body = object_of(response.body);
  if (response.status != 200)
    return read_error(response, body ? object_member(*body, "error") : nullptr);
  if (!body) return unknown("the answer is no JSON object");
  if (request.kind != RequestKind::ping) return read_object(request, request.kind, *body);
  Outcome outcome;
  if (text_member(*body, "object") == "list") outcome.kind = OutcomeKind::approved;
  return outcome;
}

}  // namespace bursar::providers
