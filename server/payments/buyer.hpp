// A merchant's customer as its payments know them: by the merchant's own id, within one merchant.
#pragma once

#include <string_view>
#include <vector>

#include "payments/payments.hpp"

namespace bursar::payments {

struct BuyerPayment {
  Payment payment;  ///< with buyer_email, buyer_first_name, buyer_last_name and buyer_ip
  providers::StoredCredential stored = providers::StoredCredential::none;
};
/// Newest first, at most `limit`.
std::vector<BuyerPayment> payments_of_buyer(storage::Tx& tx, MerchantId merchant,
                                            std::string_view buyer_id, std::int64_t limit);

/// How many payments the customer began here in the 30 days before `now`, and how many of them
/// brought or hold money; at most 1,000 are counted.
struct BuyerCounts {
  std::int64_t payments = 0, paid = 0;
};
BuyerCounts count_payments_of_buyer(storage::Tx& tx, MerchantId merchant, std::string_view buyer_id,
                                    Instant now);

/// Whether money of this payment may still move by itself or by us: then it cannot be erased.
bool is_under_way(const Payment& payment);

struct BuyerErased {
  std::int64_t payments = 0;
  std::vector<CardId> cards;  ///< used by this customer alone
};
/// Overwrites what is personal in the customer's payments: names, address of mail and network, free
/// text, and what went over the wire. Ids, amounts, dates and states stay.
BuyerErased erase_buyer(storage::Tx& tx, MerchantId merchant, std::string_view buyer_id);

}  // namespace bursar::payments
