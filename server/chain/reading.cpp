// What people see of an account's transactions, and the module's own check.
#include "chain/order.hpp"
#include "chain/store.hpp"
#include "payments/payments.hpp"
#include "payments/provider_side.hpp"
#include "providers/accounts.hpp"

namespace bursar::chain {
namespace {

Result<providers::ProviderAccount> chain_account(storage::Tx& tx, const Scope& scope,
                                                 ProviderAccountId id) {
  auto account = providers::read_account(tx, scope, id);
  if (!account) return account;
  if (!providers::owns(scope, *account))
    return refused("shared_account", "transactions of a shared account are for its administrators");
  if (account->adapter != "crypto")
    return refused("not_a_chain", "this account does not work with transactions of a chain");
  return account;
}

// What one payout in it may know of a transaction that others travel in too.
Transaction without_others(const Transaction& one) {
  Transaction seen;
  seen.state = one.state;
  seen.sum.currency = one.sum.currency;
  seen.txid = one.txid;
  seen.confirmations = one.confirmations;
  seen.made_at = one.made_at;
  seen.sent_at = one.sent_at;
  seen.confirmed_at = one.confirmed_at;
  return seen;
}

}  // namespace

Result<Summary> read_summary(storage::Tx& tx, const Scope& scope, ProviderAccountId account) {
  const auto found = chain_account(tx, scope, account);
  if (!found) return found.error();
  Summary sums = store::summary(tx, account);
  if (sums.waiting == 0)
    sums.waiting_sum.currency =
        found->currencies.empty() ? Currency::of("LTC") : found->currencies.front();
  sums.needed = terms_of(*found).confirmations;
  return sums;
}

Result<std::vector<Transaction>> list_transactions(storage::Tx& tx, const Scope& scope,
                                                   ProviderAccountId account, std::int64_t limit) {
  const auto found = chain_account(tx, scope, account);
  if (!found) return found.error();
  return store::transactions(tx, account, limit);
}

Result<TransactionDetail> read_transaction(storage::Tx& tx, const Scope& scope, TransactionId id) {
  const auto transaction = store::load_transaction(tx, id);
  if (!transaction) return not_found(TransactionTag::k_noun);
  const auto account = chain_account(tx, scope, transaction->account);
  if (!account)
    return account.error().kind == ErrorKind::not_found ? not_found(TransactionTag::k_noun)
                                                        : account.error();
  TransactionDetail detail{*transaction, terms_of(*account).confirmations, {}};
  for (const Order& order : store::orders_of(tx, id)) {
    const auto target = payments::attempt_target(tx, order.attempt);
    detail.outputs.push_back({target ? target->payment : PaymentId{}, order.position, order.amount,
                              order.address_ends, order.fee_minor});
  }
  return detail;
}

Result<std::optional<Placement>> read_placement(storage::Tx& tx, const Scope& scope,
                                                PaymentId payment) {
  if (const auto found = payments::load_payment(tx, scope, payment); !found) return found.error();
  const auto attempts = payments::attempts_of(tx, payment);
  if (attempts.empty()) return std::optional<Placement>();
  const auto order = store::order_of_attempt(tx, attempts.back().id);
  if (!order) return std::optional<Placement>();
  const auto account = providers::load_account(tx, order->account);
  if (!account) return std::optional<Placement>();
  Placement placement;
  placement.state = order->state;
  placement.is_own = providers::owns(scope, *account);
  if (placement.is_own) placement.note = order->note;
  placement.position = order->position;
  placement.fee_minor = order->fee_minor;
  placement.needed = terms_of(*account).confirmations;
  if (!order->transaction) return std::optional(std::move(placement));
  placement.transaction = store::load_transaction(tx, order->transaction);
  if (placement.transaction && !placement.is_own)
    placement.transaction = without_others(*placement.transaction);
  return std::optional(std::move(placement));
}

std::vector<Finding> verify(storage::Tx& tx) {
  std::vector<Finding> found = store::findings(tx);
  for (const AttemptId attempt : store::unsent_attempts(tx))
    if (!payments::is_wanted(tx, attempt))
      found.push_back({"chain_unwanted", attempt.text() + ": not sent yet, though it has ended"});
  return found;
}

}  // namespace bursar::chain
