// Orders as text, their secrets, and telling payments.
#include "chain/order.hpp"

#include <charconv>

#include <boost/json.hpp>

#include "base/check.hpp"
#include "chain/store.hpp"
#include "payments/payments.hpp"
#include "payments/provider_side.hpp"
#include "payments/steps.hpp"
#include "vault/seal.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;

constexpr std::string_view k_target_purpose = "chain_target";
constexpr std::int64_t k_outputs_default = 100;
constexpr std::int64_t k_gather_default_s = 30;
constexpr std::int64_t k_funds_wait_default_h = 24;
constexpr std::int64_t k_confirmations_default = 6;

std::string place(std::int64_t row) { return "chain_target|" + std::to_string(row); }

std::int64_t number(const providers::ProviderAccount& account, std::string_view name,
                    std::int64_t otherwise) {
  const auto found = account.settings.find(name);
  if (found == account.settings.end()) return otherwise;
  std::int64_t value = otherwise;
  std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return value;
}

// A transaction that may be out counts as sent, whoever heard of it.
std::string_view state_word(const Order& order, const std::optional<Transaction>& transaction) {
  if (order.state == OrderState::refused) return "refused";
  if (!transaction) return "waiting";
  switch (transaction->state) {
    case TransactionState::frozen:
    case TransactionState::dissolved: return "waiting";
    case TransactionState::signed_: return "signed";
    case TransactionState::sending:
    case TransactionState::sent: return "sent";
    case TransactionState::confirmed: return "confirmed";
    case TransactionState::conflicting: return "conflicting";
  }
  throw Bug("state of transaction outside its enumeration", std::source_location::current());
}

void turn_away(storage::Tx& tx, const Call& call, Order& order, std::string code,
               std::string note) {
  order.state = OrderState::refused;
  order.transaction = {};
  order.fee_minor = 0;
  order.code = std::move(code);
  order.note = std::move(note);
  store::save_order(tx, call, order);
}

}  // namespace

std::string seal_target(const Call& call, const vault::KeyRing& keys, std::int64_t row,
                        const Target& target) {
  return vault::seal(
      keys, call.random, k_target_purpose,
      Secret(json::serialize(json::object{{"address", target.address}, {"script", target.script}})),
      place(row));
}

Target open_target(const vault::KeyRing& keys, const Order& order) {
  const Secret opened =
      vault::unseal(keys, k_target_purpose, order.sealed_target, place(order.key));
  const json::value parsed = json::parse(opened.reveal());
  const json::object& target = parsed.as_object();
  const auto text = [&](std::string_view name) { return std::string(target.at(name).as_string()); };
  return {text("address"), text("script")};
}

Terms terms_of(const providers::ProviderAccount& account) {
  Terms terms;
  terms.outputs_max = number(account, "outputs_per_transaction", k_outputs_default);
  terms.gather_ms = number(account, "gather_seconds", k_gather_default_s) * k_second_ms;
  terms.funds_wait_ms = number(account, "funds_wait_hours", k_funds_wait_default_h) * k_hour_ms;
  terms.confirmations = number(account, "confirmations", k_confirmations_default);
  return terms;
}

std::string order_json(const Order& order, const std::optional<Transaction>& transaction,
                       const Terms& terms) {
  const std::string_view state = state_word(order, transaction);
  json::object out{{"reference", order.attempt.text()},
                   {"state", state},
                   {"amount_minor", order.amount.minor},
                   {"currency", order.amount.currency.code()}};
  if (!order.note.empty()) out["note"] = order.note;
  if (!order.code.empty()) out["code"] = order.code;
  if (!transaction) return json::serialize(out);
  out["transaction"] = transaction->id.text();
  out["outputs"] = transaction->outputs;
  const bool may_be_out = transaction->state >= TransactionState::sending &&
                          transaction->state != TransactionState::dissolved;
  if (!may_be_out) return json::serialize(out);
  out["output"] = transaction->txid + ":" + std::to_string(order.position);
  out["fee_minor"] = order.fee_minor;
  out["confirmations"] = transaction->confirmations;
  out["needed"] = terms.confirmations;
  return json::serialize(out);
}

// The order is read as the answer to a question about itself, by the code that reads all answers.
Result<void> tell(storage::Tx& tx, const Call& call, const Order& order,
                  const std::optional<Transaction>& transaction) {
  const auto target = payments::attempt_target(tx, order.attempt);
  const auto account = providers::load_account(tx, order.account);
  if (!target || !account) return ok();
  const providers::Adapter* adapter = providers::find_adapter(account->adapter);
  check(adapter != nullptr, "an account of this desk has its adapter");
  providers::ProviderRequest question;
  question.kind = providers::RequestKind::query;
  question.about = target->kind;
  question.our_reference = order.attempt.text();
  question.amount = target->amount;
  providers::WireResponse response;
  response.reach = providers::Reach::answered;
  response.status = 200;
  response.body = order_json(order, transaction, terms_of(*account));
  return payments::record_webhook(tx, call, order.attempt, adapter->parse(question, response));
}

Result<void> refuse(storage::Tx& tx, const Call& call, Order& order, std::string code,
                    std::string note) {
  turn_away(tx, call, order, std::move(code), std::move(note));
  return tell(tx, call, order, {});
}

void withdraw(storage::Tx& tx, const Call& call, Order order) {
  turn_away(tx, call, order, "not_wanted", "the payout ended before it was sent");
}

}  // namespace bursar::chain
