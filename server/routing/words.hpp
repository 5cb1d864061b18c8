// Words back to enumerators. Private to routing.
#pragma once

#include "routing/routing.hpp"

namespace bursar::routing {

std::optional<Strategy> strategy_of(std::string_view text);
std::optional<Sticky> sticky_of(std::string_view text);
std::optional<NextAccount> next_account_of(std::string_view text);

/// Under which subject a sticky route is kept; empty when the payment has none.
std::string sticky_subject(Sticky sticky, const std::string& customer_id,
                           const std::string& card_key);

}  // namespace bursar::routing
