// Wire format of the node. An address carries our reference as its label, so that it is found
// again; the id of a call carries how many confirmations count, because the node gives it back with
// the answer. Payouts go to the desk.
#include "providers/crypto/crypto.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "providers/crypto/desk_words.hpp"
#include "providers/crypto/exact_json.hpp"
#include "providers/crypto/node_call.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_pay_within_ms = k_hour_ms;
constexpr std::int64_t k_poll_ms = 5 * k_second_ms;
constexpr int k_transactions_read = 1'000;
constexpr int k_no_such_label = -11;

std::string setting(const AccountConfig& account, std::string_view name, std::string otherwise) {
  const auto found = account.settings.find(name);
  return found == account.settings.end() ? otherwise : found->second;
}

std::string sale_calls(const ProviderRequest& request) {
  return node_call("address", "getnewaddress", quoted(request.our_reference) + R"(,"bech32")");
}

std::string query_calls(const ProviderRequest& request, const AccountConfig& account) {
  const std::string needed = setting(account, "confirmations", "6");
  const std::string count = std::to_string(k_transactions_read);
  const std::string label = quoted(request.our_reference);
  return "[" + node_call("addresses", "getaddressesbylabel", label) + "," +
         node_call("received:" + needed, "listtransactions", label + "," + count) + "]";
}

Outcome unknown(std::string why) {
  Outcome outcome;
  outcome.provider_message = std::move(why);
  return outcome;
}

Outcome outcome_of(OutcomeKind kind, std::string code, std::string why) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.provider_code = std::move(code);
  outcome.provider_message = std::move(why);
  return outcome;
}

// Errors that the node raises before it signs or spends anything: wrong parameters, no funds, a
// locked or missing wallet, warming up, an unknown method.
bool is_before_spending(std::int64_t code) {
  return code == -3 || code == -5 || code == -6 || code == -8 || code == -13 || code == -18 ||
         code == -28 || code == -32601 || code == -32602;
}

Outcome refusal(const NodeAnswer& answer) {
  const std::string code = std::to_string(answer.error_code);
  if (is_before_spending(answer.error_code))
    return outcome_of(OutcomeKind::not_executed, code, answer.error);
  return unknown("code " + code + ": " + answer.error);
}

// How many confirmations count, out of an id such as "received:6".
std::int64_t needed_in(std::string_view id) {
  std::int64_t needed = 0;
  const std::size_t colon = id.find(':');
  if (colon == std::string_view::npos) return 0;
  const auto read = std::from_chars(id.data() + colon + 1, id.data() + id.size(), needed);
  return read.ec == std::errc() ? needed : 0;
}

Action pay_to(const ProviderRequest& request, std::string address) {
  Action action;
  action.type = "crypto";
  action.address = std::move(address);
  action.asset = request.amount.currency.code();
  if (const std::int64_t key = id_key(AttemptTag::k_prefix, request.our_reference); key != 0)
    action.expires_at = key_instant(key).plus_ms(k_pay_within_ms);
  return action;
}

Outcome wait_for(const ProviderRequest& request, std::string address) {
  Outcome outcome;
  outcome.kind = OutcomeKind::action;
  outcome.provider_reference = address;
  outcome.amount = request.amount;
  outcome.action = pay_to(request, std::move(address));
  outcome.poll_after_ms = k_poll_ms;
  return outcome;
}

/// What arrived for one label.
struct Arrived {
  std::int64_t minor = 0, confirmed_minor = 0;
  std::int64_t fewest = INT64_MAX;  ///< confirmations of the youngest part
  std::string txid;
};

// Rows that conflict with the chain have negative confirmations and count for nothing. Errors:
// nothing when a row cannot be read, because half a sum would be a wrong one.
std::optional<Arrived> arrived(const ProviderRequest& request, const json::array& rows,
                               std::int64_t needed) {
  Arrived sum;
  for (const json::value& one : rows) {
    if (!one.is_object()) return std::nullopt;
    const json::object& row = one.get_object();
    const std::string category = text_member(row, "category");
    if (category == "send" || text_member(row, "label") != request.our_reference) continue;
    const auto minor = amount_member(row, "amount", request.amount.currency);
    const auto confirmations = integer_member(row, "confirmations");
    if (!minor || !confirmations || *minor < 0) return std::nullopt;
    if (*confirmations < 0) continue;
    sum.minor += *minor;
    if (*confirmations >= needed) sum.confirmed_minor += *minor;
    sum.fewest = std::min(sum.fewest, *confirmations);
    sum.txid = text_member(row, "txid");
  }
  return sum;
}

Outcome judge_arrived(const ProviderRequest& request, const Arrived& sum, std::int64_t needed,
                      std::string address) {
  if (sum.minor == 0) return wait_for(request, std::move(address));
  Outcome outcome;
  outcome.provider_reference = address;
  outcome.amount = request.amount;
  outcome.poll_after_ms = k_poll_ms;
  outcome.received = Money{sum.minor, request.amount.currency};
  const bool all_confirmed = sum.confirmed_minor == sum.minor;
  if (!all_confirmed && sum.confirmed_minor < request.amount.minor) {
    outcome.kind = OutcomeKind::pending;
    outcome.provider_message =
        std::to_string(sum.fewest) + " of " + std::to_string(needed) + " confirmations";
    return outcome;
  }
  outcome.received->minor = sum.confirmed_minor;
  const bool enough = sum.confirmed_minor >= request.amount.minor;
  outcome.kind = enough ? OutcomeKind::approved : OutcomeKind::partially_approved;
  outcome.provider_code = enough ? "00" : "10";
  outcome.provider_message = "transaction " + sum.txid;
  return outcome;
}

Outcome read_received(const ProviderRequest& request, const NodeAnswer& addresses,
                      const NodeAnswer& received) {
  if (addresses.error_code == k_no_such_label) {
    Outcome outcome = unknown("the node has no address for the reference");
    outcome.found = false;
    return outcome;
  }
  const std::int64_t needed = needed_in(received.id);
  if (addresses.result == nullptr || !addresses.result->is_object() ||
      addresses.result->get_object().empty() || received.result == nullptr ||
      !received.result->is_array() || needed < 1)
    return unknown("the node gave no answer that can be read");
  const std::string address(addresses.result->get_object().begin()->key());
  const auto sum = arrived(request, received.result->get_array(), needed);
  if (!sum) return unknown("the node lists an amount that cannot be read");
  return judge_arrived(request, *sum, needed, address);
}

Outcome parse_query(const ProviderRequest& request, const json::value& body) {
  if (!body.is_array()) return unknown("the answer is no list of answers");
  NodeAnswer addresses, received;
  for (const json::value& one : body.get_array()) {
    if (!one.is_object()) continue;
    NodeAnswer answer = node_answer(one.get_object());
    if (answer.id == "addresses") addresses = std::move(answer);
    else if (answer.id.starts_with("received:")) received = std::move(answer);
  }
  return read_received(request, addresses, received);
}

Outcome parse_order(const ProviderRequest& request, const json::value& body) {
  if (!body.is_object()) return unknown("the answer is no JSON object");
  const NodeAnswer answer = node_answer(body.get_object());
  if (answer.failed()) return refusal(answer);
  if (request.kind == RequestKind::ping) {
    const bool works =
        answer.id == "ping" && answer.result != nullptr && answer.result->is_object();
    return works ? outcome_of(OutcomeKind::approved, "", "") : unknown("the answer is no node's");
  }
  if (answer.id != "address" || answer.result == nullptr || !answer.result->is_string() ||
      answer.result->get_string().empty())
    return unknown("the node gave no answer that can be read");
  return wait_for(request, std::string(answer.result->get_string()));
}

// Money out is carried by the desk, whatever is asked of it.
bool is_for_desk(const ProviderRequest& request) {
  return request.kind == RequestKind::payout ||
         (request.kind == RequestKind::query && request.about == RequestKind::payout);
}

}  // namespace

WireRequest CryptoAdapter::build(const ProviderRequest& request,
                                 const AccountConfig& account) const {
  if (is_for_desk(request)) return desk_order(request);
  switch (request.kind) {
    case RequestKind::sale: return node_request(account, sale_calls(request));
    case RequestKind::query: return node_request(account, query_calls(request, account));
    case RequestKind::ping: return node_request(account, node_call("ping", "getwalletinfo", ""));
    // What no capability offers is a method that no node has.
    default: return node_request(account, node_call("none", "bursar_does_not_offer_this", ""));
  }
}

Outcome CryptoAdapter::parse(const ProviderRequest& request, const WireResponse& response) const {
  if (is_for_desk(request)) return read_desk(request, response);
  const bool asks = request.kind == RequestKind::query;
  if (response.reach == Reach::not_sent && !asks)
    return outcome_of(OutcomeKind::not_executed, "", response.failure);
  if (response.reach != Reach::answered) return unknown(response.failure);
  const auto body = parse_exact(response.body);
  if (body && asks) return parse_query(request, *body);
  if (body) return parse_order(request, *body);
  const std::string status = "HTTP status " + std::to_string(response.status);
  // Turned away at the door, before any call was read.
  const bool at_the_door = response.status == 401 || response.status == 403;
  return at_the_door && !asks ? outcome_of(OutcomeKind::not_executed, "", status) : unknown(status);
}

}  // namespace bursar::providers
