// Which outcomes are exceptions: the rules apart from what they are about. Private; conclude()
// asks.
#pragma once

#include "payments/state_machine.hpp"
#include "payments/store.hpp"

namespace bursar::payments {

/// Opens the cases an outcome gives cause for. `from` is the operation's state before it, and
/// `applied` says whether the outcome was taken over: then the context is as it became.
void open_cases(storage::Tx& tx, const Call& call, const store::Context& context,
                const providers::Outcome& outcome, OperationState from, bool applied);

}  // namespace bursar::payments
