// The desk: orders of the adapter `bank` become rows at once, under the name of their attempt, so a
// repeat finds what the first one made.
#include <boost/json.hpp>

#include "bank/store.hpp"
#include "base/iban.hpp"
#include "base/text.hpp"
#include "payments/provider_side.hpp"
#include "providers/accounts.hpp"

namespace bursar::bank {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_days_default = 14;

std::string text_of(const json::object& in, std::string_view name) {
  const json::value* value = in.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

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

std::int64_t days_of(const providers::ProviderAccount& account) {
  const std::string text = setting(account, "pay_within_days");
  return text.empty() ? k_days_default : std::stoll(text);
}

// A transfer in that is given back goes to whoever it came from.
std::optional<Party> payer_of(storage::Tx& tx, const vault::KeyRing& keys, std::string_view paid) {
  const AttemptId attempt{id_key(AttemptTag::k_prefix, paid)};
  const auto order = attempt ? store::order_of_attempt(tx, attempt) : std::nullopt;
  if (!order || order->kind != OrderKind::expected) return std::nullopt;
  Party party = open_party(keys, order->key, order->sealed_party);
  if (party.iban.empty()) return std::nullopt;
  return party;
}

providers::WireResponse take(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                             const json::object& in, const payments::AttemptTarget& target,
                             AttemptId attempt) {
  const auto account = providers::load_account(tx, target.account);
  if (!account || account->adapter != "bank")
    return rejected("not_a_bank", "the account does not work with bank files");
  Order order;
  order.key = call.ids.next_key();
  order.account = target.account;
  order.attempt = attempt;
  order.amount = target.amount;
  order.purpose = text_of(in, "purpose");
  Party party{text_of(in, "iban"), text_of(in, "bic"), text_of(in, "holder")};
  const std::string kind = text_of(in, "kind");
  order.end_to_end = attempt.text();
  order.end_to_end[2] = '-';  // a character that banks carry
  if (kind == word(OrderKind::expected)) {
    order.kind = OrderKind::expected;
    order.state = OrderState::expected;
    order.end_to_end = payer_reference(attempt.key);
    order.expires_at = call.now.plus_ms(days_of(*account) * k_day_ms);
    party = {};
  } else if (kind == word(OrderKind::refund)) {
    order.kind = OrderKind::refund;
    const auto payer = payer_of(tx, keys, text_of(in, "original"));
    if (!payer) return rejected("payer_unknown", "the account the money came from is not known");
    party = *payer;
  } else if (!is_iban(party.iban) || party.name.empty()) {
    return rejected("destination_missing", "a transfer needs an IBAN and a name");
  } else if (!party.bic.empty() && !is_bic(party.bic)) {
    return rejected("bic_invalid", "the BIC has not its form");
  }
  order.sealed_party =
      order.kind == OrderKind::expected ? "" : seal_party(call, keys, order.key, party);
  store::insert_order(tx, call, order);
  return answered(200, order_json(*store::order_of_attempt(tx, attempt), *account));
}

}  // namespace

Result<providers::WireResponse> desk(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                     const providers::WireRequest& request) {
  boost::system::error_code failure;
  const json::value parsed = json::parse(request.body.reveal(), failure);
  if (failure || !parsed.is_object())
    return invalid("body", "malformed_json", "an order at the desk is a JSON object");
  const json::object& in = parsed.get_object();
  const AttemptId attempt{id_key(AttemptTag::k_prefix, text_of(in, "reference"))};
  if (!attempt) return rejected("reference_invalid", "the reference is not one of our attempts");
  const auto known = store::order_of_attempt(tx, attempt);
  if (known) {
    const auto account = providers::load_account(tx, known->account);
    if (account) return answered(200, order_json(*known, *account));
  }
  if (text_of(in, "kind") == "query") return answered(404, R"({"found":false})");
  const auto target = payments::attempt_target(tx, attempt);
  if (!target) return rejected("reference_invalid", "no operation has this reference");
  // Somebody may have concluded since that it was never carried out.
  if (!payments::is_wanted(tx, attempt))
    return rejected("not_expected", "the operation has come to an end");
  return take(tx, call, keys, in, *target, attempt);
}

}  // namespace bursar::bank
