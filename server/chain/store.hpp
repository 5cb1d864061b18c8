// What the module asks of the database; the statements are in store.cpp. Private.
#pragma once

#include "chain/chain.hpp"
#include "chain/order.hpp"

namespace bursar::chain::store {

/// Since when this database has the desk; of earlier payouts it knows nothing.
Instant opened_at(storage::Tx& tx);

/// False when the attempt has an order already.
bool insert_order(storage::Tx& tx, const Call& call, const Order& order);
std::optional<Order> order_of_attempt(storage::Tx& tx, AttemptId attempt);
/// Those whose address nobody has looked at.
std::vector<Order> unchecked_orders(storage::Tx& tx, ProviderAccountId account, std::int64_t limit);
std::vector<Order> load_orders(storage::Tx& tx, const std::vector<std::int64_t>& keys);
/// Those that may go into a transaction now, oldest first.
std::vector<Order> orders_to_gather(storage::Tx& tx, ProviderAccountId account, Instant now,
                                    std::int64_t limit);
/// By position.
std::vector<Order> orders_of(storage::Tx& tx, TransactionId transaction);
/// State, target, place, share of the fee, and why it waits.
void save_order(storage::Tx& tx, const Call& call, const Order& order);
/// Why an account's orders wait, for whoever looks.
void note_waiting(storage::Tx& tx, ProviderAccountId account, std::string_view note);

void insert_transaction(storage::Tx& tx, const Call& call, const Transaction& transaction);
std::optional<Transaction> load_transaction(storage::Tx& tx, TransactionId id);
/// Everything but its signed bytes. False when it is no longer in the state `from`.
bool save_transaction(storage::Tx& tx, const Call& call, const Transaction& transaction,
                      TransactionState from);
void keep_raw(storage::Tx& tx, TransactionId id, std::string_view sealed);
std::string sealed_raw(storage::Tx& tx, TransactionId id);
/// The oldest that is being made or sent and is due.
std::optional<Transaction> unsent_transaction(storage::Tx& tx, ProviderAccountId account,
                                              Instant now);
/// Whether one is being made that may not be sent yet.
bool is_making(storage::Tx& tx, ProviderAccountId account);
/// Of those that were never sent, one whose inputs the node still keeps.
std::optional<Transaction> locked_transaction(storage::Tx& tx, ProviderAccountId account);
std::vector<Transaction> transactions_to_watch(storage::Tx& tx, ProviderAccountId account,
                                               Instant now, std::int64_t limit);
std::vector<Transaction> transactions(storage::Tx& tx, ProviderAccountId account,
                                      std::int64_t limit);
/// Accounts with something to do.
std::vector<ProviderAccountId> due_accounts(storage::Tx& tx, Instant now);

Summary summary(storage::Tx& tx, ProviderAccountId account);
std::vector<Finding> findings(storage::Tx& tx);
/// Of orders that may still be sent for the first time.
std::vector<AttemptId> unsent_attempts(storage::Tx& tx);

}  // namespace bursar::chain::store
