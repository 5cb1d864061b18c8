// What an entry does to the order it belongs to. Private.
#pragma once

#include "bank/message.hpp"
#include "bank/order.hpp"

namespace bursar::bank {

struct Match {
  bool applied = false;
  std::int64_t order_key = 0;
  std::string note;  ///< what happened, or why a person has to look
};

/// Finds the order by what the entry carries and applies it.
Result<Match> apply_entry(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                          ProviderAccountId account, const Entry& entry);
/// Applies an incoming transfer to the order a person named.
Result<Match> receive(storage::Tx& tx, const Call& call, const vault::KeyRing& keys, Order order,
                      const Money& amount, std::string bank_reference, const Party& payer);
/// Applies money that came back to the transfer a person named.
Result<Match> take_back(storage::Tx& tx, const Call& call, Order order, const Money& amount,
                        std::string reason);

}  // namespace bursar::bank
