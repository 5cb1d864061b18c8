// The parts of a turn: what each answer does, and the moves of transactions. Private.
#pragma once

#include <boost/json.hpp>

#include "chain/ask.hpp"
#include "chain/order.hpp"
#include "chain/store.hpp"
#include "providers/crypto/node_call.hpp"

namespace bursar::chain {

inline constexpr std::int64_t k_retry_ms = 30 * k_second_ms;
inline constexpr std::int64_t k_watch_ms = 5 * k_second_ms;
inline constexpr std::int64_t k_watch_confirmed_ms = k_minute_ms;
/// How many more confirmations than needed before a confirmed transaction is looked at no more.
inline constexpr std::int64_t k_deep = 100;
inline constexpr std::int64_t k_batch = 50;

/// One account's desk within one transaction of the database.
struct Desk {
  storage::Tx& tx;
  const Call& call;
  const vault::KeyRing& keys;
  providers::ProviderAccount account;
  providers::AccountConfig config;
  Terms terms;
};

/// What the node said to one call, or to several of them.
struct Heard {
  std::optional<boost::json::value> body;
  std::string failure;  ///< why it cannot be worked with; empty when it can
  providers::NodeAnswer one;
  /// To the call of this number among several; none when it is missing.
  std::optional<providers::NodeAnswer> of(std::size_t number) const;
};
Heard hear(AskKind kind, const providers::WireResponse& response);

/// Signed bytes and the inputs they spend.
struct Input {
  std::string txid;
  std::int64_t vout = 0;
};
struct Raw {
  std::string hex;
  std::vector<Input> inputs;
};
void keep_raw(const Desk& desk, TransactionId id, const Raw& raw);
Raw open_raw(const Desk& desk, TransactionId id);

// Asking.
Ask ask_of(const Desk& desk, AskKind kind, std::string body);
Ask ask_check(const Desk& desk, const std::vector<Order>& orders);
Ask ask_create(const Desk& desk, const Transaction& transaction);
Ask ask_lock(const Desk& desk, const Transaction& transaction, bool unlock);
Ask ask_watch(const Desk& desk, const std::vector<Transaction>& transactions);

// What answers do. Errors: those of telling payments.
Result<Turn> take_check(Desk& desk, const Ask& ask, const Heard& heard);
Result<Turn> take_balance(Desk& desk, const Ask& ask, const Heard& heard);
/// create, fund, sign and decode
Result<Turn> take_making(Desk& desk, const Ask& ask, const Heard& heard);
/// lock, unlock, test, send, find and inputs
Result<Turn> take_sending(Desk& desk, const Ask& ask, const Heard& heard);
Result<Turn> take_watch(Desk& desk, const Ask& ask, const Heard& heard);

// Moves.
enum class Cause {
  funds,     ///< the wallet cannot pay all of it
  inputs,    ///< somebody else spent what it was made of
  rules,     ///< something in it is never taken
  given_up,  ///< it could not be made for too long
  unwanted,  ///< a payout in it came to an end
};
/// Ends one that was certainly never sent. Its orders are gathered again, but for those that are
/// refused.
Result<void> dissolve(Desk& desk, Transaction transaction, Cause cause, const std::string& why);
/// The same when one of its payouts has come to an end since; false when all are wanted.
Result<bool> dissolve_unwanted(Desk& desk, const Transaction& transaction);
/// It does not go on now: tried again after a while.
Turn keep(const Desk& desk, Transaction transaction, std::string why);
/// A person must look; nothing of it is given up.
Result<void> conflict(Desk& desk, Transaction transaction, const std::string& why);
/// In the node's hands, with this many confirmations.
Result<void> note_confirmations(Desk& desk, Transaction transaction, std::int64_t confirmations);
/// Writes a move down and tells every order of it. False when somebody else moved it first.
Result<bool> move(Desk& desk, const Transaction& to, TransactionState from, std::string action);
/// An order that the wallet cannot pay: waits, or is refused when it has waited long enough.
Result<void> block(Desk& desk, Order& order, const std::string& why);

}  // namespace bursar::chain
