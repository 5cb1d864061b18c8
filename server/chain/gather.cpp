// Looking at addresses, and gathering orders into a transaction: oldest first, each that the wallet
// can still pay, every receiver once.
#include <set>

#include "base/check.hpp"
#include "chain/steps.hpp"
#include "payments/provider_side.hpp"
#include "providers/crypto/exact_json.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;

constexpr std::int64_t k_gather_read = 1'000;
constexpr std::size_t k_script_max = 200;

// A script that an output can carry; an address without one is paid in another way.
std::string script_of(const providers::NodeAnswer& answer) {
  const json::object& said = answer.result->get_object();
  const json::value* valid = said.if_contains("isvalid");
  if (valid == nullptr || !valid->is_bool() || !valid->get_bool()) return {};
  std::string script = providers::text_member(said, "scriptPubKey");
  return script.size() <= k_script_max ? script : std::string();
}

/// What goes into the next transaction.
struct Picked {
  std::vector<Order> orders;
  Money sum;
};

Result<Picked> pick(Desk& desk, std::vector<Order> orders, std::int64_t balance_minor) {
  Picked picked;
  std::set<std::string> scripts;
  for (Order& order : orders) {
    if (static_cast<std::int64_t>(picked.orders.size()) >= desk.terms.outputs_max) break;
    if (!picked.orders.empty() && (order.is_alone || order.amount.currency != picked.sum.currency))
      continue;
    if (!payments::is_wanted(desk.tx, order.attempt)) {
      withdraw(desk.tx, desk.call, order);
      continue;
    }
    const std::string script = open_target(desk.keys, order).script;
    if (scripts.contains(script)) continue;  // with the next one
    if (order.amount.minor > balance_minor) {
      if (auto waits = block(desk, order, "the wallet holds too little for it"); !waits)
        return std::move(waits).error();
      continue;
    }
    balance_minor -= order.amount.minor;
    scripts.insert(script);
    picked.sum = picked.orders.empty() ? order.amount : picked.sum + order.amount;
    picked.orders.push_back(order);
    if (order.is_alone) break;
  }
  return picked;
}

// The places are given here and never again.
Result<Transaction> freeze(Desk& desk, Picked picked) {
  Transaction one;
  one.id = desk.call.ids.next<TransactionId>();
  one.account = desk.account.id;
  one.outputs = static_cast<std::int64_t>(picked.orders.size());
  one.sum = picked.sum;
  one.look_at = desk.call.now;
  one.made_at = desk.call.now;
  store::insert_transaction(desk.tx, desk.call, one);
  std::int64_t position = 0;
  for (Order& order : picked.orders) {
    order.state = OrderState::placed;
    order.transaction = one.id;
    order.position = position++;
    order.note.clear();
    order.retry_at = std::nullopt;
    store::save_order(desk.tx, desk.call, order);
  }
  auto moved = move(desk, one, TransactionState::frozen, "make_chain_transaction");
  if (!moved) return moved.error();
  return one;
}

}  // namespace

Ask ask_check(const Desk& desk, const std::vector<Order>& orders) {
  std::string calls;
  std::vector<std::int64_t> keys;
  for (const Order& order : orders) {
    calls += (keys.empty() ? "[" : ",") +
             providers::node_call(std::to_string(keys.size()), "validateaddress",
                                  providers::quoted(open_target(desk.keys, order).address));
    keys.push_back(order.key);
  }
  Ask ask = ask_of(desk, AskKind::check, calls + "]");
  ask.subjects = std::move(keys);
  return ask;
}

Result<Turn> take_check(Desk& desk, const Ask& ask, const Heard& heard) {
  const auto index_of = [&](std::int64_t key) {
    return static_cast<std::size_t>(std::find(ask.subjects.begin(), ask.subjects.end(), key) -
                                    ask.subjects.begin());
  };
  for (Order& order : store::load_orders(desk.tx, ask.subjects)) {
    if (order.state != OrderState::waiting) continue;
    if (!payments::is_wanted(desk.tx, order.attempt)) {
      withdraw(desk.tx, desk.call, order);
      continue;
    }
    const auto answer = heard.of(index_of(order.key));
    // An answer without a result says nothing about the address.
    if (!answer || answer->failed() || answer->result == nullptr || !answer->result->is_object())
      return Turn{std::nullopt, true};
    Target target = open_target(desk.keys, order);
    target.script = script_of(*answer);
    if (target.script.empty()) {
      if (auto done = refuse(desk.tx, desk.call, order, "address_invalid",
                             "the node does not know such an address");
          !done)
        return std::move(done).error();
      continue;
    }
    order.state = OrderState::checked;
    order.sealed_target = seal_target(desk.call, desk.keys, order.key, target);
    store::save_order(desk.tx, desk.call, order);
  }
  return Turn{};
}

Result<Turn> take_balance(Desk& desk, const Ask&, const Heard& heard) {
  if (heard.one.failed() || !heard.one.result->is_object()) return Turn{std::nullopt, true};
  const json::object& balances = heard.one.result->get_object();
  const json::value* mine = balances.if_contains("mine");
  const auto orders =
      store::orders_to_gather(desk.tx, desk.account.id, desk.call.now, k_gather_read);
  if (orders.empty() || store::is_making(desk.tx, desk.account.id)) return Turn{};
  const auto trusted =
      mine != nullptr && mine->is_object()
          ? providers::amount_member(mine->get_object(), "trusted", orders.front().amount.currency)
          : std::nullopt;
  if (!trusted) return Turn{std::nullopt, true};
  store::note_waiting(desk.tx, desk.account.id, "");
  auto picked = pick(desk, orders, *trusted);
  if (!picked) return picked.error();
  if (picked->orders.empty()) return Turn{};
  const auto frozen = freeze(desk, *std::move(picked));
  if (!frozen) return frozen.error();
  return Turn{ask_create(desk, *frozen), false};
}

}  // namespace bursar::chain
