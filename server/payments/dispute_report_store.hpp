// SQL of the cases that disputes open. Private.
#pragma once

#include "payments/exception.hpp"

namespace bursar::payments::store {

std::optional<ExceptionId> find_dispute_case(storage::Tx& tx, PaymentId payment,
                                             OperationId operation);
/// Writes note, amount and state, and takes back that it was resolved; raises the version.
void save_dispute_case(storage::Tx& tx, ExceptionCase& one);

}  // namespace bursar::payments::store
