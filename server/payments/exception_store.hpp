// SQL of exception cases. Private.
#pragma once

#include "payments/exception.hpp"

namespace bursar::payments::store {

/// False when the operation has a case of this kind already; then nothing is written.
bool insert_exception(storage::Tx& tx, const ExceptionCase& one);
/// Writes state and what was said about it; raises the version. False when it has changed.
bool save_exception(storage::Tx& tx, ExceptionCase& one);
std::optional<ExceptionCase> find_exception(storage::Tx& tx, const Scope& scope, ExceptionId id);
std::vector<ExceptionCase> exceptions(storage::Tx& tx, const Scope& scope,
                                      const ListExceptions& filter);

}  // namespace bursar::payments::store
