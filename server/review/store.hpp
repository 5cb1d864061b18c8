// Rows of findings, read within a scope and written whole.
#pragma once

#include "review/review.hpp"

namespace bursar::review::store {

/// The finding of this rule, subject and day, whatever its state.
std::optional<Finding> find(storage::Tx& tx, const Sighting& seen);
/// Errors: not_found.
Result<Finding> load(storage::Tx& tx, const Scope& scope, FindingId id);
std::vector<Finding> list(storage::Tx& tx, const Scope& scope, const ListFindings& filter);
void insert(storage::Tx& tx, const Finding& finding);
/// Writes all but id, rule, subject and day.
void save(storage::Tx& tx, const Finding& finding);

}  // namespace bursar::review::store
