// From frozen outputs to signed bytes. What was signed is read back and compared with what was
// frozen before it is kept: a place is a fact, not a hope.
#include <algorithm>

#include "base/check.hpp"
#include "chain/steps.hpp"
#include "fees/fees.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;
using providers::integer_member;
using providers::node_call;
using providers::quoted;
using providers::text_member;

bool says(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

Result<Turn> failed(Desk& desk, const Transaction& one, const providers::NodeAnswer& answer) {
  std::optional<Cause> cause;
  if (says(answer.error, "nsufficient funds")) cause = Cause::funds;
  if (says(answer.error, "too small") || answer.error_code == -5 || answer.error_code == -8)
    cause = Cause::rules;
  if (!cause) return keep(desk, one, answer.error);
  if (auto ended = dissolve(desk, one, *cause, answer.error); !ended)
    return std::move(ended).error();
  return Turn{};
}

Ask follow(const Desk& desk, const Ask& before, AskKind kind, std::string_view method,
           const std::string& params) {
  Ask ask = ask_of(desk, kind, node_call("0", method, params));
  ask.transaction = before.transaction;
  ask.fee_minor = before.fee_minor;
  return ask;
}

Turn fund_next(const Desk& desk, const Ask& ask, const Transaction& one, const std::string& hex) {
  // Change behind the orders' outputs, so that their places are their numbers.
  const std::string options =
      R"({"changePosition":)" + std::to_string(one.outputs) + R"(,"replaceable":false})";
  return {follow(desk, ask, AskKind::fund, "fundrawtransaction", quoted(hex) + "," + options),
          false};
}

Turn sign_next(const Desk& desk, const Ask& ask, const Transaction& one, const json::object& said) {
  const auto fee = providers::amount_member(said, "fee", one.sum.currency);
  const std::string hex = text_member(said, "hex");
  if (!fee || *fee < 0 || hex.empty()) return keep(desk, one, "the node names no fee");
  Ask next = follow(desk, ask, AskKind::sign, "signrawtransactionwithwallet", quoted(hex));
  next.fee_minor = *fee;
  return {std::move(next), false};
}

Turn decode_next(const Desk& desk, const Ask& ask, const Transaction& one,
                 const json::object& said) {
  const json::value* complete = said.if_contains("complete");
  const std::string hex = text_member(said, "hex");
  if (complete == nullptr || !complete->is_bool() || !complete->get_bool() || hex.empty())
    return keep(desk, one, "the wallet cannot sign all of it");
  Ask next = follow(desk, ask, AskKind::decode, "decoderawtransaction", quoted(hex));
  next.hex = hex;
  return {std::move(next), false};
}

bool is_output(const json::value& value, const Order& order, const std::string& script) {
  if (!value.is_object()) return false;
  const json::value* pays = value.get_object().if_contains("scriptPubKey");
  return pays != nullptr && pays->is_object() && text_member(pays->get_object(), "hex") == script &&
         providers::amount_member(value.get_object(), "value", order.amount.currency) ==
             order.amount.minor;
}

// Every order at its place, and nothing behind them but the change.
bool are_as_frozen(const Desk& desk, const std::vector<Order>& orders, const json::array& outputs) {
  if (outputs.size() != orders.size() && outputs.size() != orders.size() + 1) return false;
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (orders[i].position != static_cast<std::int64_t>(i) ||
        !is_output(outputs[i], orders[i], open_target(desk.keys, orders[i]).script))
      return false;
  return true;
}

std::vector<Input> inputs_in(const json::object& said) {
  std::vector<Input> inputs;
  const json::value* list = said.if_contains("vin");
  if (list == nullptr || !list->is_array()) return {};
  for (const json::value& value : list->get_array()) {
    if (!value.is_object()) return {};
    const auto vout = integer_member(value.get_object(), "vout");
    const std::string txid = text_member(value.get_object(), "txid");
    if (!vout || txid.empty()) return {};
    inputs.push_back({txid, *vout});
  }
  return inputs;
}

// One fee for all: every output takes the same room, so each carries the same part, and what does
// not divide falls on the first ones.
void share_fee(const Desk& desk, std::vector<Order>& orders, std::int64_t fee_minor) {
  const std::vector<std::int64_t> weights(orders.size(), 1);
  const auto shares = fees::split(fee_minor, weights);
  for (std::size_t i = 0; i < orders.size(); ++i) {
    orders[i].fee_minor = shares[i];
    orders[i].blocked_since = std::nullopt;  // the wallet can pay it: waiting starts over
    store::save_order(desk.tx, desk.call, orders[i]);
  }
}

Result<Turn> keep_signed(Desk& desk, const Ask& ask, Transaction one, const json::object& said) {
  std::vector<Order> orders = store::orders_of(desk.tx, one.id);
  const json::value* outputs = said.if_contains("vout");
  const Raw raw{ask.hex, inputs_in(said)};
  one.txid = text_member(said, "txid");
  if (outputs == nullptr || !outputs->is_array() || one.txid.empty() || raw.inputs.empty() ||
      static_cast<std::int64_t>(orders.size()) != one.outputs ||
      !are_as_frozen(desk, orders, outputs->get_array()))
    return keep(desk, one, "the node made another transaction than was ordered");
  keep_raw(desk, one.id, raw);
  share_fee(desk, orders, ask.fee_minor);
  one.state = TransactionState::signed_;
  one.fee_minor = ask.fee_minor;
  one.signed_at = desk.call.now;
  one.look_at = desk.call.now;
  one.note.clear();
  one.is_locked = true;  // from here on: told to the node next
  auto moved = move(desk, one, TransactionState::frozen, "sign_chain_transaction");
  if (!moved) return moved.error();
  return Turn{ask_lock(desk, one, false), false};
}

}  // namespace

Ask ask_create(const Desk& desk, const Transaction& transaction) {
  std::string outputs;
  for (const Order& order : store::orders_of(desk.tx, transaction.id))
    outputs += (outputs.empty() ? "{" : ",{") + quoted(open_target(desk.keys, order).address) +
               ":" + decimal_text(order.amount.minor, order.amount.currency.exponent()) + "}";
  Ask ask =
      ask_of(desk, AskKind::create, node_call("0", "createrawtransaction", "[],[" + outputs + "]"));
  ask.transaction = transaction.id;
  return ask;
}

Result<Turn> take_making(Desk& desk, const Ask& ask, const Heard& heard) {
  const auto one = store::load_transaction(desk.tx, ask.transaction);
  check(one.has_value(), "a transaction that is made has its row");
  if (one->state != TransactionState::frozen) return Turn{};  // somebody else was faster
  if (heard.one.failed()) return failed(desk, *one, heard.one);
  const json::value& result = *heard.one.result;
  if (ask.kind == AskKind::create)
    return result.is_string() ? fund_next(desk, ask, *one, std::string(result.get_string()))
                              : Turn{std::nullopt, true};
  if (!result.is_object()) return Turn{std::nullopt, true};
  if (ask.kind == AskKind::fund) return sign_next(desk, ask, *one, result.get_object());
  if (ask.kind == AskKind::sign) return decode_next(desk, ask, *one, result.get_object());
  return keep_signed(desk, ask, *one, result.get_object());
}

}  // namespace bursar::chain
