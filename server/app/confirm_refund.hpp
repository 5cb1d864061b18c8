// Joins refunds to the gate of identity: payments says what a refund does, identity what it takes.
#pragma once

#include <optional>

#include "identity/settings.hpp"
#include "net/http.hpp"
#include "payments/refund_act.hpp"

namespace bursar::app {

Result<std::optional<Error>> confirm_refund(const identity::Settings& settings, storage::Tx& tx,
                                            const Call& call, const payments::RefundAct& act,
                                            const net::Request& request);

}  // namespace bursar::app
