// From payments to a customer: pure. Private.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "customers/customers.hpp"
#include "payments/buyer.hpp"
#include "vault/vault.hpp"

namespace bursar::customers {

using CardOf = std::function<std::optional<vault::Card>(CardId)>;

/// `all` is not empty, newest first, of one buyer at one merchant.
Customer gather(const std::vector<payments::BuyerPayment>& all, Instant now, const CardOf& card_of);

}  // namespace bursar::customers
