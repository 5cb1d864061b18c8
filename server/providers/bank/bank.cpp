// Orders for the desk as JSON, and what it says of them. A file that somebody took and nobody
// answered is pending for as long as that lasts: no time of ours makes it paid or failed.
#include "providers/bank/bank.hpp"

#include <array>

#include <boost/json.hpp>

#include "base/check.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

// Banks answer within a day or not at all; asking the desk costs nothing, but keeps a row busy.
constexpr std::int64_t k_poll_ms = 6 * k_hour_ms;

std::string text_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}
std::optional<std::int64_t> integer_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::string_view kind_of(RequestKind kind) {
  switch (kind) {
    case RequestKind::sale: return "expected";
    case RequestKind::refund: return "refund";
    case RequestKind::payout: return "payout";
    default: return "query";
  }
}

Outcome unknown(std::string why) {
  Outcome outcome;
  outcome.provider_message = std::move(why);
  return outcome;
}

Outcome pending(std::string code, std::string why) {
  Outcome outcome;
  outcome.kind = OutcomeKind::pending;
  outcome.provider_code = std::move(code);
  outcome.provider_message = std::move(why);
  outcome.poll_after_ms = k_poll_ms;
  return outcome;
}

Outcome transfer_to(const json::object& body) {
  Outcome outcome;
  outcome.kind = OutcomeKind::action;
  outcome.provider_code = "expected";
  outcome.provider_message = "the transfer has not come yet";
  outcome.poll_after_ms = k_poll_ms;
  Action& action = outcome.action;
  action.type = "transfer";
  action.iban = text_member(body, "iban");
  action.bic = text_member(body, "bic");
  action.holder = text_member(body, "holder");
  action.reference = text_member(body, "end_to_end");
  if (const auto ms = integer_member(body, "expires_at")) action.expires_at = Instant{*ms};
  return outcome;
}

struct Reason {
  std::string_view code, words;
};
// Why banks reject and return transfers.
constexpr auto k_reasons = std::to_array<Reason>({
    {"AC01", "the account number is wrong"},
    {"AC04", "the account is closed"},
    {"AC06", "the account is blocked"},
    {"AG01", "transfers to this account are not allowed"},
    {"AM04", "the account it leaves from does not hold enough"},
    {"AM05", "the bank takes it for a duplicate"},
    {"BE04", "the receiver's address is missing or wrong"},
    {"FF01", "the bank does not accept the form of the file"},
    {"MD06", "the payer asked for it back"},
    {"MS02", "the receiver refused it"},
    {"MS03", "the bank gives no reason"},
    {"RC01", "the bank code is wrong"},
    {"RR04", "a regulation forbids it"},
});

std::string in_words(std::string_view code) {
  for (const Reason& reason : k_reasons)
    if (reason.code == code) return std::string(reason.words);
  return "reason " + std::string(code);
}

Outcome refused(const json::object& body) {
  Outcome outcome;
  outcome.kind = OutcomeKind::declined;
  outcome.provider_code = text_member(body, "reason");
  const DeclineReason& reason = decline_of_code(outcome.provider_code, "sepa");
  outcome.decline_reason = reason.reason;
  outcome.provider_message = "rejected by the bank: " + in_words(outcome.provider_code);
  return outcome;
}

Outcome success(const ProviderRequest& request, const json::object& body, std::string_view state) {
  Outcome outcome;
  outcome.kind = OutcomeKind::approved;
  outcome.provider_code = std::string(state);
  const Currency currency = request.amount.currency;
  const auto booked = integer_member(body, "booked_minor");
  if (state == "received" && booked) outcome.received = Money{*booked, currency};
  if (state == "returned") {
    outcome.provider_code = text_member(body, "reason");
    outcome.provider_message = "came back: " + in_words(outcome.provider_code);
    outcome.returned = Money{booked.value_or(request.amount.minor), currency};
  }
  return outcome;
}

Outcome outcome_of(const ProviderRequest& request, const json::object& body) {
  const std::string state = text_member(body, "state");
  if (state == "waiting") return pending(state, "waits for a payment file");
  if (state == "in_file")
    return pending(state, "in payment file " + text_member(body, "file") + ", not answered yet");
  if (state == "accepted") return pending(state, "accepted by the bank, not booked yet");
  if (state == "expected") return transfer_to(body);
  if (state == "rejected") return refused(body);
  if (state == "paid" || state == "received" || state == "returned")
    return success(request, body, state);
  return unknown("the desk says '" + state + "'");
}

}  // namespace

Capabilities BankAdapter::capabilities() const {
  Capabilities can;
  can.query_by_our_reference = true;
  // The desk is in our own database: what is not there was never taken.
  can.absence_is_proof_after_ms = k_minute_ms;
  can.same_key_is_safe = true;
  can.payout = true;
  return can;
}

WireRequest BankAdapter::build(const ProviderRequest& request, const AccountConfig&) const {
  json::object order{{"kind", kind_of(request.kind)}, {"reference", request.our_reference}};
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) order[name] = value;
  };
  if (request.kind == RequestKind::payout) {
    add("iban", request.destination.iban);
    add("bic", request.destination.bic);
    add("holder", request.destination.holder);
  }
  if (request.kind == RequestKind::refund) add("original", request.original_reference);
  if (kind_of(request.kind) != "query") add("purpose", request.descriptor);
  WireRequest wire;
  wire.method = k_desk_method;
  wire.path = "/orders";
  wire.body = Secret(json::serialize(order));
  return wire;
}

Outcome BankAdapter::parse(const ProviderRequest& request, const WireResponse& response) const {
  if (response.reach == Reach::not_sent) {
    Outcome outcome;
    outcome.kind =
        request.kind == RequestKind::query ? OutcomeKind::unknown : OutcomeKind::not_executed;
    outcome.provider_message = response.failure;
    return outcome;
  }
  boost::system::error_code failure;
  const json::value parsed = json::parse(response.body, failure);
  if (response.reach != Reach::answered || failure || !parsed.is_object())
    return unknown(response.failure.empty() ? "no readable answer" : response.failure);
  const json::object& body = parsed.get_object();
  if (response.status == 404 && request.kind == RequestKind::query) {
    Outcome outcome = unknown("the desk has no such order");
    outcome.found = false;
    return outcome;
  }
  if (response.status == 400 && body.contains("rejected")) {
    Outcome outcome = unknown(text_member(body, "message"));
    outcome.provider_code = text_member(body, "code");
    if (request.kind != RequestKind::query) outcome.kind = OutcomeKind::not_executed;
    return outcome;
  }
  if (response.status != 200) return unknown("status " + std::to_string(response.status));
  const auto minor = integer_member(body, "amount_minor");
  const auto currency = Currency::parse(text_member(body, "currency"));
  if (text_member(body, "reference") != request.our_reference || !minor || !currency ||
      Money{*minor, *currency} != request.amount) {
    Outcome outcome = unknown("the desk speaks of another order");
    outcome.contradicts = true;
    return outcome;
  }
  Outcome outcome = outcome_of(request, body);
  outcome.amount = request.amount;
  outcome.provider_reference = text_member(body, "end_to_end");
  outcome.rrn = text_member(body, "bank_reference");
  return outcome;
}

}  // namespace bursar::providers
