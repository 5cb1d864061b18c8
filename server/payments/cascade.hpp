// What an attempt's end means for its route: routing learns from it, and where the payment's plan
// and policy allow, the same operation goes out again to the next account. Private.
#pragma once

#include <string>

#include "payments/conclude.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {

/// Tells routing what the exchange came to; only the answer itself counts, not later questions.
void teach_route(storage::Tx& tx, const Call& call, const store::Context& context,
                 const providers::Outcome& outcome, const Origin& origin);

/// Prepares the next attempt after one that certainly moved nothing, in this transaction: the
/// operation is queued again, the payment stays as it is and belongs to the next account. False
/// (and nothing changed) when the attempt is the last one. Never after doubt, never after a step
/// of the payer.
bool try_next_account(storage::Tx& tx, const Call& call, store::Context& context,
                      const providers::Outcome& outcome, const Origin& origin);

/// Whether a later attempt of the same operation has taken this one's place: what is told of it
/// then is for people.
bool is_superseded(storage::Tx& tx, const store::Context& context);

namespace store {
/// Attempts of an operation with what came of them, in order.
struct Tried {
  ProviderAccountId account;
  std::optional<providers::OutcomeKind> outcome;
  std::string provider_code;
};
std::vector<Tried> tried_accounts(storage::Tx& tx, OperationId operation);
void save_account(storage::Tx& tx, PaymentId payment, ProviderAccountId account);
bool has_later_attempt(storage::Tx& tx, const Attempt& attempt);
}  // namespace store

}  // namespace bursar::payments
