// A payout in a transaction that conflicts with the chain is in doubt again: nobody but a person
// says that it will never be carried out.
#include "providers/crypto/desk_words.hpp"

#include <boost/json.hpp>

#include "providers/crypto/node_call.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

// The desk tells by itself; a question only finds what was missed.
constexpr std::int64_t k_poll_ms = k_minute_ms;

Outcome outcome_of(OutcomeKind kind, std::string code, std::string why) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.provider_code = std::move(code);
  outcome.provider_message = std::move(why);
  return outcome;
}
Outcome unknown(std::string why) { return outcome_of(OutcomeKind::unknown, "", std::move(why)); }

Outcome pending(const json::object& body, std::string why) {
  const std::string note = text_member(body, "note");
  if (!note.empty()) why += ": " + note;
  Outcome outcome = outcome_of(OutcomeKind::pending, text_member(body, "state"), std::move(why));
  outcome.poll_after_ms = k_poll_ms;
  return outcome;
}

std::string confirmations(const json::object& body) {
  return std::to_string(integer_member(body, "confirmations").value_or(0)) + " of " +
         std::to_string(integer_member(body, "needed").value_or(0)) + " confirmations";
}

// Why the desk turns an order away, in the words of the decline table.
std::string_view decline_of(std::string_view code) {
  if (code == "address_invalid") return "closed_account";
  if (code == "amount_too_small") return "amount_error";
  return "system_error";
}

Outcome outcome_in(const ProviderRequest& request, const json::object& body) {
  const std::string state = text_member(body, "state");
  if (state == "waiting") return pending(body, "waits for its transaction");
  if (state == "signed") return pending(body, "in a transaction that is not sent yet");
  if (state == "sent") return pending(body, confirmations(body));
  if (state == "conflicting") {
    Outcome outcome = unknown("the transaction conflicts with the chain: a person must look");
    outcome.provider_code = state;
    outcome.doubts_earlier = true;
    return outcome;
  }
  if (state == "refused") {
    const std::string code = text_member(body, "code");
    Outcome outcome = outcome_of(OutcomeKind::declined, code, text_member(body, "note"));
    outcome.decline_reason = decline_of(code);
    return outcome;
  }
  if (state != "confirmed") return unknown("the desk says '" + state + "'");
  Outcome outcome = outcome_of(OutcomeKind::approved, "00", confirmations(body));
  if (const auto fee = integer_member(body, "fee_minor"); fee && *fee >= 0)
    outcome.cost = Money{*fee, request.amount.currency};
  return outcome;
}

}  // namespace

WireRequest desk_order(const ProviderRequest& request) {
  json::object order{{"kind", request.kind == RequestKind::payout ? "payout" : "query"},
                     {"reference", request.our_reference}};
  if (request.kind == RequestKind::payout) order["address"] = request.destination.address;
  WireRequest wire;
  wire.method = k_desk_method;
  wire.path = k_chain_desk_path;
  wire.body = Secret(json::serialize(order));
  return wire;
}

Outcome read_desk(const ProviderRequest& request, const WireResponse& response) {
  const bool asks = request.kind == RequestKind::query;
  if (response.reach == Reach::not_sent && !asks)
    return outcome_of(OutcomeKind::not_executed, "", response.failure);
  boost::system::error_code failure;
  const json::value parsed = json::parse(response.body, failure);
  if (response.reach != Reach::answered || failure || !parsed.is_object())
    return unknown(response.failure.empty() ? "no readable answer" : response.failure);
  const json::object& body = parsed.get_object();
  if (response.status == 404 && asks) {
    Outcome outcome = unknown("the desk has no such order");
    outcome.found = false;
    return outcome;
  }
  if (response.status == 400 && body.contains("rejected"))
    return outcome_of(asks ? OutcomeKind::unknown : OutcomeKind::not_executed,
                      text_member(body, "code"), text_member(body, "message"));
  if (response.status != 200) return unknown("status " + std::to_string(response.status));
  const auto minor = integer_member(body, "amount_minor");
  const auto currency = Currency::parse(text_member(body, "currency"));
  if (text_member(body, "reference") != request.our_reference || !minor || !currency ||
      Money{*minor, *currency} != request.amount) {
    Outcome outcome = unknown("the desk speaks of another order");
    outcome.contradicts = true;
    return outcome;
  }
  Outcome outcome = outcome_in(request, body);
  outcome.amount = request.amount;
  outcome.provider_reference = text_member(body, "output");
  return outcome;
}

}  // namespace bursar::providers
