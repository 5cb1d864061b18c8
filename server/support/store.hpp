// Rows of escalations, their steps, basic settings and customers. Private to support; every read of
// tenant rows takes the caller's scope.
#pragma once

#include "support/support.hpp"

namespace bursar::support::store {

/// False when the same subject is already flagged for the queue.
bool insert_escalation(storage::Tx& tx, const Escalation& escalation);
/// The one that is not resolved, if any.
std::optional<EscalationId> flagged(storage::Tx& tx, const Escalation& like);
/// Writes every mutable column where the version is still `expected`.
bool save_escalation(storage::Tx& tx, const Escalation& escalation, std::int64_t expected);
void insert_step(storage::Tx& tx, EscalationId id, const EscalationStep& step);

std::optional<BasicSettings> find_basic_settings(storage::Tx& tx, MerchantId merchant);
/// False when the stored version is another one (0: none stored).
bool save_basic_settings(storage::Tx& tx, const BasicSettings& settings, Instant now);

std::vector<Customer> customers_by_email(storage::Tx& tx, const Scope& scope,
                                         const FindCustomers& command);
std::vector<Customer> customers_by_id(storage::Tx& tx, const Scope& scope,
                                      const FindCustomers& command);

}  // namespace bursar::support::store
