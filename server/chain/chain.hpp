// Payouts that travel in transactions of a chain. The desk takes what the adapter `crypto` orders,
// in the database and without a network; orders are gathered into transactions of many outputs,
// whose places are frozen before anything is signed. Signed bytes are kept before they are sent, so
// what was sent once is only ever sent again as it was.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/money.hpp"
#include "providers/providers.hpp"
#include "storage/storage.hpp"
#include "vault/vault.hpp"

namespace bursar::chain {

struct TransactionTag {
  static constexpr std::string_view k_prefix = "ct_";
  static constexpr const char* k_noun = "transaction of a chain";
};
using TransactionId = Id<TransactionTag>;

/// waiting → checked → placed, or refused; placed falls back to checked when its transaction was
/// never sent.
enum class OrderState { waiting = 1, checked, placed, refused };
/// frozen → signed → sending → sent → confirmed, which a reorganisation takes back to sent.
/// conflicting: a person must look. dissolved: certainly never sent, its orders are gathered again.
enum class TransactionState {
  frozen = 1,
  signed_,
  sending,
  sent,
  confirmed,
  conflicting,
  dissolved
};
std::string_view word(OrderState value);
std::string_view word(TransactionState value);

struct Transaction {
  TransactionId id;
  ProviderAccountId account;
  TransactionState state = TransactionState::frozen;
  std::int64_t outputs = 0;
  Money sum;
  std::int64_t fee_minor = 0;
  std::string txid;  ///< known once it is signed
  bool is_locked = false;
  std::int64_t confirmations = 0;
  std::string note;  ///< why it does not go on, in words
  std::optional<Instant> look_at;
  Instant made_at;
  std::optional<Instant> signed_at, sent_at, confirmed_at;
};
/// One output as people see it.
struct Output {
  PaymentId payment;
  std::int64_t position = 0;
  Money amount;
  std::string address_ends;
  std::int64_t fee_minor = 0;
};
struct TransactionDetail {
  Transaction transaction;
  std::int64_t needed = 0;  ///< confirmations after which it counts
  std::vector<Output> outputs;
};
/// What an account's tab begins with.
struct Summary {
  std::int64_t waiting = 0;
  Money waiting_sum;
  std::int64_t blocked = 0;  ///< of those that wait: the wallet cannot pay them
  std::int64_t under_way = 0;
  std::int64_t conflicting = 0;
  std::int64_t needed = 0;
  std::string note;  ///< of the oldest that waits: why
};
/// Where one payout stands. Without a transaction it waits or was refused.
struct Placement {
  OrderState state = OrderState::waiting;
  /// The account is the reader's. Of a shared one, what concerns other companies' payouts too is
  /// not shown: notes, outputs, sum and fee of the transaction.
  bool is_own = true;
  std::string note;
  std::int64_t position = 0, fee_minor = 0, needed = 0;
  std::optional<Transaction> transaction;
};

/// Takes an order, or says what became of one. Errors: those of a request that means nothing.
Result<providers::WireResponse> desk(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                                     const providers::WireRequest& request);

/// Errors: not_found; refused/shared_account, not_a_chain.
Result<Summary> read_summary(storage::Tx& tx, const Scope& scope, ProviderAccountId account);
/// Newest first.
Result<std::vector<Transaction>> list_transactions(storage::Tx& tx, const Scope& scope,
                                                   ProviderAccountId account, std::int64_t limit);
/// Errors: not_found; refused/shared_account.
Result<TransactionDetail> read_transaction(storage::Tx& tx, const Scope& scope, TransactionId id);
/// Of a payout's newest attempt; none when no desk of this kind has it. Errors: not_found.
Result<std::optional<Placement>> read_placement(storage::Tx& tx, const Scope& scope,
                                                PaymentId payment);

/// What does not hold: places, sums, shares of fees, and whether payments were told.
struct Finding {
  std::string check, detail;
};
std::vector<Finding> verify(storage::Tx& tx);

const std::vector<storage::Migration>& migrations();

}  // namespace bursar::chain
