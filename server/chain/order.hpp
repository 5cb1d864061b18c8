// One payout at the desk, and how payments hear of it. Private.
#pragma once

#include "chain/chain.hpp"

namespace bursar::chain {

struct Order {
  std::int64_t key = 0;
  ProviderAccountId account;
  AttemptId attempt;
  Money amount;
  OrderState state = OrderState::waiting;
  std::string sealed_target;
  std::string address_ends;
  bool is_alone = false;
  TransactionId transaction;
  std::int64_t position = 0;
  std::int64_t fee_minor = 0;
  std::optional<Instant> blocked_since, retry_at;
  std::string code, note;
  Instant created_at;
};

/// Where an order pays to. Two addresses with one script are the same receiver.
struct Target {
  std::string address, script;
};
std::string seal_target(const Call& call, const vault::KeyRing& keys, std::int64_t row,
                        const Target& target);
Target open_target(const vault::KeyRing& keys, const Order& order);

/// Settings of the account, with what holds where none is set.
struct Terms {
  std::int64_t outputs_max = 0, gather_ms = 0, funds_wait_ms = 0, confirmations = 0;
};
Terms terms_of(const providers::ProviderAccount& account);

/// The order in the words of the adapter's protocol.
std::string order_json(const Order& order, const std::optional<Transaction>& transaction,
                       const Terms& terms);
/// Tells payments what the order says now.
Result<void> tell(storage::Tx& tx, const Call& call, const Order& order,
                  const std::optional<Transaction>& transaction);

/// Turned away for good: nothing was sent and nothing will be.
Result<void> refuse(storage::Tx& tx, const Call& call, Order& order, std::string code,
                    std::string note);

/// Its payout came to an end without it: it is not sent, and nobody has to be told.
void withdraw(storage::Tx& tx, const Call& call, Order order);

}  // namespace bursar::chain
