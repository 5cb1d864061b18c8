// Joins refunds and payouts to the gate of identity: payments says what they do, identity what it
// takes.
#pragma once

#include <optional>

#include "identity/settings.hpp"
#include "net/http.hpp"
#include "payments/money_act.hpp"

namespace bursar::app {

Result<std::optional<Error>> confirm_money(const identity::Settings& settings, storage::Tx& tx,
                                           const Call& call, const payments::MoneyAct& act,
                                           const net::Request& request);

}  // namespace bursar::app
