// SQL of decisions made by people. Private.
#pragma once

#include "payments/manual_status.hpp"

namespace bursar::payments::store {

void insert_decision(storage::Tx& tx, PaymentId payment, const ManualDecision& decision);
std::optional<ManualDecision> find_decision(storage::Tx& tx, OperationId operation);
std::vector<ManualDecision> decisions(storage::Tx& tx, PaymentId payment);
/// Attempt of an operation that was prepared last; none when it has none.
std::optional<AttemptId> newest_attempt(storage::Tx& tx, OperationId operation);

}  // namespace bursar::payments::store
