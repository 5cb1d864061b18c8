// Moves of transactions, and what they mean for the orders in them.
#include <algorithm>

#include <boost/json.hpp>

#include "audit/audit.hpp"
#include "base/check.hpp"
#include "chain/steps.hpp"
#include "payments/exception.hpp"
#include "payments/payments.hpp"
#include "payments/provider_side.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;

void record(const Desk& desk, std::string action, const Transaction& one) {
  audit::record(desk.tx, desk.call,
                {.action = std::move(action),
                 .subject_kind = "chain_transaction",
                 .subject_id = one.id.text(),
                 .company = desk.account.company_id,
                 .before = {},
                 .after = json::serialize(json::object{{"provider_account_id", one.account.text()},
                                                       {"state", word(one.state)},
                                                       {"outputs", one.outputs},
                                                       {"sum_minor", one.sum.minor},
                                                       {"fee_minor", one.fee_minor},
                                                       {"currency", one.sum.currency.code()},
                                                       {"txid", one.txid},
                                                       {"confirmations", one.confirmations},
                                                       {"note", one.note}})});
}

// It had counted and does no more: whoever looks after the merchant's money has to know.
void open_cases(const Desk& desk, const Transaction& one) {
  for (const Order& order : store::orders_of(desk.tx, one.id)) {
    const auto target = payments::attempt_target(desk.tx, order.attempt);
    if (!target) continue;
    const auto payment = payments::load_payment(desk.tx, desk.call.actor.scope, target->payment);
    const auto operations = payments::operations_of(desk.tx, target->payment);
    if (!payment || operations.empty()) continue;
    (void)payments::open_exception(
        desk.tx, desk.call, *payment,
        {payments::ExceptionKind::contradiction, operations.front().id, order.amount,
         "transaction " + one.txid + " had counted as paid and left the chain: " + one.note});
  }
}

Result<void> release(Desk& desk, Order& order, Cause cause, bool is_last, bool was_alone,
                     const std::string& why) {
  if (!payments::is_wanted(desk.tx, order.attempt)) {
    withdraw(desk.tx, desk.call, order);
    return ok();
  }
  order.state = OrderState::checked;
  order.transaction = {};
  order.fee_minor = 0;
  if (cause == Cause::given_up)
    return refuse(desk.tx, desk.call, order, "not_sent", "could not be sent: " + why);
  if (cause == Cause::rules && was_alone)
    return refuse(desk.tx, desk.call, order,
                  why.find("too small") == std::string::npos && !why.starts_with("dust")
                      ? "not_taken"
                      : "amount_too_small",
                  "the node does not take it: " + why);
  if (cause == Cause::rules) order.is_alone = true;
  if (cause == Cause::funds && is_last) return block(desk, order, "the wallet holds too little");
  store::save_order(desk.tx, desk.call, order);
  return tell(desk.tx, desk.call, order, {});
}

}  // namespace

Result<bool> move(Desk& desk, const Transaction& to, TransactionState from, std::string action) {
  if (!store::save_transaction(desk.tx, desk.call, to, from)) return false;
  if (!action.empty()) record(desk, std::move(action), to);
  for (const Order& order : store::orders_of(desk.tx, to.id))
    if (auto told = tell(desk.tx, desk.call, order, to); !told) return std::move(told).error();
  return true;
}

Result<void> dissolve(Desk& desk, Transaction one, Cause cause, const std::string& why) {
  const TransactionState from = one.state;
  check(from == TransactionState::frozen || from == TransactionState::signed_,
        "only what was never sent is dissolved");
  std::vector<Order> orders = store::orders_of(desk.tx, one.id);
  one.state = TransactionState::dissolved;
  one.note = why;
  one.look_at = std::nullopt;
  if (!store::save_transaction(desk.tx, desk.call, one, from)) return ok();
  record(desk, "dissolve_chain_transaction", one);
  for (Order& order : orders) {
    const bool is_last = order.key == orders.back().key;
    if (auto done = release(desk, order, cause, is_last, orders.size() == 1, why); !done)
      return done;
  }
  return ok();
}

Result<bool> dissolve_unwanted(Desk& desk, const Transaction& one) {
  const std::vector<Order> orders = store::orders_of(desk.tx, one.id);
  const auto is_wanted = [&](const Order& order) {
    return payments::is_wanted(desk.tx, order.attempt);
  };
  if (std::all_of(orders.begin(), orders.end(), is_wanted)) return false;
  if (auto ended = dissolve(desk, one, Cause::unwanted, "one of its payouts has ended"); !ended)
    return std::move(ended).error();
  return true;
}

Turn keep(const Desk& desk, Transaction one, std::string why) {
  one.note = std::move(why);
  one.look_at = desk.call.now.plus_ms(k_retry_ms);
  // What was read of it since is not: the row keeps what was durable.
  const auto kept = store::load_transaction(desk.tx, one.id);
  check(kept.has_value(), "a transaction that waits has its row");
  Transaction same = *kept;
  same.note = one.note;
  same.look_at = one.look_at;
  store::save_transaction(desk.tx, desk.call, same, same.state);
  return {};
}

Result<void> conflict(Desk& desk, Transaction one, const std::string& why) {
  const TransactionState from = one.state;
  one.state = TransactionState::conflicting;
  one.confirmations = 0;
  one.look_at = desk.call.now.plus_ms(k_watch_confirmed_ms);
  if (from == TransactionState::conflicting) {
    store::save_transaction(desk.tx, desk.call, one, from);
    return ok();
  }
  one.note = why;
  const auto moved = move(desk, one, from, "conflict_chain_transaction");
  if (!moved) return moved.error();
  if (*moved && one.confirmed_at) open_cases(desk, one);
  return ok();
}

Result<void> note_confirmations(Desk& desk, Transaction one, std::int64_t confirmations) {
  const TransactionState from = one.state;
  const bool counts = confirmations >= desk.terms.confirmations;
  const bool changed = confirmations != one.confirmations;
  one.state = counts ? TransactionState::confirmed : TransactionState::sent;
  one.confirmations = confirmations;
  one.note.clear();
  one.look_at = desk.call.now.plus_ms(counts ? k_watch_confirmed_ms : k_watch_ms);
  if (confirmations >= desk.terms.confirmations + k_deep) one.look_at = std::nullopt;
  if (counts && !one.confirmed_at) one.confirmed_at = desk.call.now;
  if (from == one.state && (counts || !changed)) {
    store::save_transaction(desk.tx, desk.call, one, from);
    return ok();
  }
  std::string action;
  if (counts) action = "confirm_chain_transaction";
  else if (from == TransactionState::confirmed) action = "take_back_chain_transaction";
  const auto moved = move(desk, one, from, std::move(action));
  if (!moved) return moved.error();
  return ok();
}

Result<void> block(Desk& desk, Order& order, const std::string& why) {
  if (!order.blocked_since) order.blocked_since = desk.call.now;
  if (desk.call.now.ms - order.blocked_since->ms >= desk.terms.funds_wait_ms)
    return refuse(desk.tx, desk.call, order, "funds_missing", why);
  order.retry_at = desk.call.now.plus_ms(k_retry_ms);
  order.note = why;
  store::save_order(desk.tx, desk.call, order);
  return tell(desk.tx, desk.call, order, {});
}

}  // namespace bursar::chain
