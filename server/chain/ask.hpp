// What is asked of an account's node next, and what follows from its answers. Every decision is
// durable before the call that depends on it leaves, so whoever takes over after a crash asks the
// same again: nothing is kept between two calls but what may be lost.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chain/chain.hpp"

namespace bursar::chain {

enum class AskKind {
  check = 1,  ///< what the node makes of addresses
  balance,    ///< how much can be spent, before orders are gathered
  create,     ///< the outputs as bytes
  fund,       ///< with inputs, change and a fee
  sign,
  decode,  ///< what was signed, read back and compared with what was frozen
  lock,    ///< its inputs, so that nobody else spends them
  unlock,
  test,  ///< whether the node would take it
  send,
  find,    ///< a send was refused: does the wallet know it?
  inputs,  ///< it does not: are its inputs still there?
  watch    ///< confirmations
};
struct Ask {
  AskKind kind = AskKind::check;
  ProviderAccountId account;
  TransactionId transaction;
  std::vector<std::int64_t> subjects;  ///< orders or transactions, in the order of the calls
  std::string hex;                     ///< as far as it is made
  std::int64_t fee_minor = 0;
  std::string refusal;  ///< of the send that made us look
  std::string base_url;
  providers::WireRequest wire;
};
/// What to do now. Neither: this account has nothing to do at the moment.
struct Turn {
  std::optional<Ask> next;
  bool rests = false;  ///< the node cannot be worked with: not before a while
};

std::vector<ProviderAccountId> due_accounts(storage::Tx& tx, Instant now);
Result<Turn> next_ask(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                      ProviderAccountId account);
Result<Turn> take_answer(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                         const Ask& ask, const providers::WireResponse& response);

}  // namespace bursar::chain
