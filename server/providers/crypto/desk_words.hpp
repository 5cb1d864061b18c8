// Payouts by the desk of transactions: orders as JSON, and what it says of them. Private to the
// adapter.
#pragma once

#include "providers/providers.hpp"

namespace bursar::providers {

/// A payout, or a question about one, as the desk takes it.
WireRequest desk_order(const ProviderRequest& request);
Outcome read_desk(const ProviderRequest& request, const WireResponse& response);

}  // namespace bursar::providers
