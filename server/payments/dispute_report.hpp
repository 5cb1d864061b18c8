// Disputes as a provider reports them. Until they have a desk of their own, each is an exception
// case of the payment that a person looks at; nothing that was reported is lost.
#pragma once

#include "payments/exception.hpp"
#include "providers/webhook.hpp"

namespace bursar::payments {

/// Opens the case of the attempt's operation, or adds the news to it: the newest first, and opened
/// again when somebody had resolved it. Leaves an audit entry and an event each time. Errors:
/// not_found.
Result<void> report_dispute(storage::Tx& tx, const Call& call, AttemptId attempt,
                            const providers::DisputeNotice& notice);

}  // namespace bursar::payments
