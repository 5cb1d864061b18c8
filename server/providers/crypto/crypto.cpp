// Wire format of the node. An address carries our reference as its label and a payout as its
// comment, so that either is found again; the id of a call carries how many confirmations count,
// because the node gives it back with the answer.
#include "providers/crypto/crypto.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "providers/crypto/exact_json.hpp"

namespace bursar::providers {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_pay_within_ms = k_hour_ms;
constexpr std::int64_t k_poll_ms = 5 * k_second_ms;
constexpr int k_transactions_read = 1'000;
constexpr int k_no_such_label = -11;

std::string base64(std::string_view bytes) {
  std::string out = to_base64url(bytes);
  std::replace(out.begin(), out.end(), '-', '+');
  std::replace(out.begin(), out.end(), '_', '/');
  while (out.size() % 4 != 0) out.push_back('=');
  return out;
}

std::string quoted(std::string_view text) { return json::serialize(json::string(text)); }

std::string setting(const AccountConfig& account, std::string_view name, std::string otherwise) {
  const auto found = account.settings.find(name);
  return found == account.settings.end() ? otherwise : found->second;
}

std::string call(std::string_view id, std::string_view method, std::string_view params) {
  return R"({"jsonrpc":"1.0","id":)" + quoted(id) + R"(,"method":)" + quoted(method) +
         R"(,"params":[)" + std::string(params) + "]}";
}

std::string sale_calls(const ProviderRequest& request) {
  return call("address", "getnewaddress", quoted(request.our_reference) + R"(,"bech32")");
}

std::string payout_calls(const ProviderRequest& request) {
  const std::string amount = decimal_text(request.amount.minor, request.amount.currency.exponent());
  return call(
      "sent", "sendtoaddress",
      quoted(request.destination.address) + "," + amount + "," + quoted(request.our_reference));
}

std::string query_calls(const ProviderRequest& request, const AccountConfig& account) {
  const std::string needed = setting(account, "confirmations", "6");
  const std::string count = std::to_string(k_transactions_read);
  if (request.about == RequestKind::payout)
    return "[" + call("sent:" + needed, "listtransactions", R"("*",)" + count) + "]";
  const std::string label = quoted(request.our_reference);
  return "[" + call("addresses", "getaddressesbylabel", label) + "," +
         call("received:" + needed, "listtransactions", label + "," + count) + "]";
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

std::string text_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> integer_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

/// One answer of the node: a result or an error.
struct Answer {
  const json::value* result = nullptr;
  std::int64_t error_code = 0;
  std::string error, id;
};

Answer answer_of(const json::object& body) {
  Answer answer;
  answer.id = text_member(body, "id");
  answer.result = body.if_contains("result");
  if (const json::value* error = body.if_contains("error");
      error != nullptr && error->is_object()) {
    answer.error_code = integer_member(error->get_object(), "code").value_or(0);
    answer.error = text_member(error->get_object(), "message");
    answer.result = nullptr;
  }
  return answer;
}

// Errors that the node raises before it signs or spends anything: wrong parameters, no funds, a
// locked or missing wallet, warming up, an unknown method.
bool is_before_spending(std::int64_t code) {
  return code == -3 || code == -5 || code == -6 || code == -8 || code == -13 || code == -18 ||
         code == -28 || code == -32601 || code == -32602;
}

Outcome refusal(const Answer& answer) {
  const std::string code = std::to_string(answer.error_code);
  if (is_before_spending(answer.error_code))
    return outcome_of(OutcomeKind::not_executed, code, answer.error);
  return unknown("code " + code + ": " + answer.error);
}

std::optional<std::int64_t> amount_of(const json::object& row, const Currency& currency) {
  const json::value* value = row.if_contains("amount");
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return minor_of(std::string(value->get_string()), currency.exponent());
  return value->is_int64() ? minor_of(std::to_string(value->get_int64()), currency.exponent())
                           : std::nullopt;
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
    const auto minor = amount_of(row, request.amount.currency);
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

Outcome read_received(const ProviderRequest& request, const Answer& addresses,
                      const Answer& received) {
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

Outcome judge_sent(const ProviderRequest& request, const json::object& row, std::int64_t needed) {
  const auto minor = amount_of(row, request.amount.currency);
  const auto confirmations = integer_member(row, "confirmations");
  if (!minor || !confirmations) return unknown("the node lists an amount that cannot be read");
  Outcome outcome;
  outcome.provider_reference = text_member(row, "txid");
  outcome.amount = Money{-*minor, request.amount.currency};
  if (-*minor != request.amount.minor) {
    outcome.provider_message = "the node sent another amount";
    outcome.contradicts = true;
    return outcome;
  }
  const bool counts = *confirmations >= needed;
  outcome.kind = counts ? OutcomeKind::approved : OutcomeKind::pending;
  outcome.poll_after_ms = k_poll_ms;
  outcome.provider_message =
      std::to_string(*confirmations) + " of " + std::to_string(needed) + " confirmations";
  if (*confirmations < 0) outcome = unknown("the transaction conflicts with the chain");
  return outcome;
}

Outcome read_sent(const ProviderRequest& request, const Answer& sent) {
  const std::int64_t needed = needed_in(sent.id);
  if (sent.result == nullptr || !sent.result->is_array() || needed < 1)
    return unknown("the node gave no answer that can be read");
  const json::array& rows = sent.result->get_array();
  for (const json::value& one : rows)
    if (one.is_object() && text_member(one.get_object(), "category") == "send" &&
        text_member(one.get_object(), "comment") == request.our_reference)
      return judge_sent(request, one.get_object(), needed);
  Outcome outcome = unknown("the wallet sent nothing with the reference");
  // A list that was cut may hide it.
  outcome.found = rows.size() >= k_transactions_read;
  return outcome;
}

Outcome parse_query(const ProviderRequest& request, const json::value& body) {
  if (!body.is_array()) return unknown("the answer is no list of answers");
  Answer addresses, received, sent;
  for (const json::value& one : body.get_array()) {
    if (!one.is_object()) continue;
    Answer answer = answer_of(one.get_object());
    if (answer.id == "addresses") addresses = std::move(answer);
    else if (answer.id.starts_with("received:")) received = std::move(answer);
    else if (answer.id.starts_with("sent:")) sent = std::move(answer);
  }
  return request.about == RequestKind::payout ? read_sent(request, sent)
                                              : read_received(request, addresses, received);
}

// "sent" is accepted by the node and on its way; only confirmations make it certain.
Outcome parse_order(const ProviderRequest& request, const json::value& body) {
  if (!body.is_object()) return unknown("the answer is no JSON object");
  const Answer answer = answer_of(body.get_object());
  if (!answer.error.empty() || answer.error_code != 0) return refusal(answer);
  if (request.kind == RequestKind::ping) {
    const bool works =
        answer.id == "ping" && answer.result != nullptr && answer.result->is_object();
    return works ? outcome_of(OutcomeKind::approved, "", "") : unknown("the answer is no node's");
  }
  const std::string expected = request.kind == RequestKind::payout ? "sent" : "address";
  if (answer.id != expected || answer.result == nullptr || !answer.result->is_string() ||
      answer.result->get_string().empty())
    return unknown("the node gave no answer that can be read");
  const std::string result(answer.result->get_string());
  if (request.kind != RequestKind::payout) return wait_for(request, result);
  Outcome outcome = outcome_of(OutcomeKind::pending, "", "sent, not confirmed yet");
  outcome.provider_reference = result;
  outcome.amount = request.amount;
  outcome.poll_after_ms = k_poll_ms;
  return outcome;
}

}  // namespace

WireRequest CryptoAdapter::build(const ProviderRequest& request,
                                 const AccountConfig& account) const {
  WireRequest wire;
  wire.method = "POST";
  const std::string wallet = setting(account, "wallet", "");
  wire.path = wallet.empty() ? "/" : "/wallet/" + wallet;
  const std::string user = setting(account, "rpc_user", "");
  wire.headers = {
      {"Authorization", "Basic " + base64(user + ":" + std::string(account.api_key.reveal()))},
      {"Content-Type", "application/json"}};
  switch (request.kind) {
    case RequestKind::sale: wire.body = Secret(sale_calls(request)); break;
    case RequestKind::payout: wire.body = Secret(payout_calls(request)); break;
    case RequestKind::query: wire.body = Secret(query_calls(request, account)); break;
    case RequestKind::ping: wire.body = Secret(call("ping", "getwalletinfo", "")); break;
    // What no capability offers is a method that no node has.
    default: wire.body = Secret(call("none", "bursar_does_not_offer_this", "")); break;
  }
  return wire;
}

Outcome CryptoAdapter::parse(const ProviderRequest& request, const WireResponse& response) const {
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
