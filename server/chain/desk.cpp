// The desk: orders of the adapter `crypto` become rows at once, under the name of their attempt, so
// a repeat finds what the first one made.
#include <boost/json.hpp>

#include "chain/order.hpp"
#include "chain/store.hpp"
#include "payments/provider_side.hpp"
#include "providers/crypto/node_call.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;
using providers::text_member;

providers::WireResponse answered(int status, std::string body) {
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = status;
  response.body = std::move(body);
  return response;
}

providers::WireResponse rejected(std::string_view code, std::string_view message) {
  return answered(
      400, json::serialize(json::object{{"rejected", true}, {"code", code}, {"message", message}}));
}

std::string ends(std::string_view text) {
  if (text.size() < 12) return std::string(text);
  return std::string(text.substr(0, 4)) + " •••• " + std::string(text.substr(text.size() - 4));
}

providers::WireResponse said(storage::Tx& tx, const Order& order,
                             const providers::ProviderAccount& account) {
  const auto transaction =
      order.transaction ? store::load_transaction(tx, order.transaction) : std::nullopt;
  return answered(200, order_json(order, transaction, terms_of(account)));
}

providers::WireResponse take(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                             const std::string& address, AttemptId attempt) {
  const auto target = payments::attempt_target(tx, attempt);
  if (!target || target->kind != providers::RequestKind::payout)
    return rejected("reference_invalid", "no payout has this reference");
  // Somebody may have concluded since that it was never carried out.
  if (!payments::is_wanted(tx, attempt))
    return rejected("not_expected", "the payout has come to an end");
  const auto account = providers::load_account(tx, target->account);
  if (!account || account->adapter != "crypto")
    return rejected("not_a_chain", "the account does not work with transactions of a chain");
  if (address.empty()) return rejected("destination_missing", "a payout needs an address");
  Order order;
  order.key = call.ids.next_key();
  order.account = target->account;
  order.attempt = attempt;
  order.amount = target->amount;
  order.address_ends = ends(address);
  order.sealed_target = seal_target(call, keys, order.key, {address, ""});
  order.created_at = call.now;
  store::insert_order(tx, call, order);
  return said(tx, *store::order_of_attempt(tx, attempt), *account);
}

}  // namespace

Result<providers::WireResponse> desk(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                     const providers::WireRequest& request) {
  boost::system::error_code failure;
  const json::value parsed = json::parse(request.body.reveal(), failure);
  if (failure || !parsed.is_object())
    return invalid("body", "malformed_json", "an order at the desk is a JSON object");
  const json::object& in = parsed.get_object();
  const AttemptId attempt{id_key(AttemptTag::k_prefix, text_member(in, "reference"))};
  if (!attempt) return rejected("reference_invalid", "the reference is not one of our attempts");
  if (const auto known = store::order_of_attempt(tx, attempt))
    if (const auto account = providers::load_account(tx, known->account))
      return said(tx, *known, *account);
  if (text_member(in, "kind") != "query")
    return take(tx, call, keys, text_member(in, "address"), attempt);
  // What was sent before the desk existed may be out; only a person can say what became of it.
  if (key_instant(attempt.key) < store::opened_at(tx)) return answered(410, R"({"before":true})");
  return answered(404, R"({"found":false})");
}

}  // namespace bursar::chain
