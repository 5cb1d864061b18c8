// Joins refunds and payouts to the gate of identity: payments says what they do, identity what it
// takes.
#pragma once

#include <optional>

#include "customers/http.hpp"
#include "gate/gate.hpp"
#include "identity/settings.hpp"
#include "net/http.hpp"
#include "payments/money_act.hpp"

namespace bursar::app {

Result<std::optional<Error>> confirm_money(const identity::Settings& settings, storage::Tx& tx,
                                           const Call& call, const payments::MoneyAct& act,
                                           const net::Request& request);

/// The code of an erasure, which a second person has to agree to as well.
Result<std::optional<Error>> confirm_erasure(const identity::Settings& settings, storage::Tx& tx,
                                             const Call& call, const customers::Erasing& act,
                                             const net::Request& request);

/// The act with what the table of levels says about a second person: asked for without any policy.
gate::Action with_second_person(gate::Action action);

}  // namespace bursar::app
