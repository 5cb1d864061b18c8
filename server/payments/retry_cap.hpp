// The schemes' limits on trying a declined card again, as payments meet them. Private.
#pragma once

#include <optional>
#include <string_view>

#include "payments/store.hpp"
#include "routing/routing.hpp"

namespace bursar::payments {

/// What the limits are asked about an attempt of this payment. Where the routing profile leaves
/// them to the merchant, only those that forbid every further attempt are asked.
routing::CapQuestion cap_question(storage::Tx& tx, const Payment& payment,
                                  const routing::Cascade& cascade, Instant now);

/// The decline reason of a payment that was refused for it.
std::string_view decline_reason_of(const routing::CapHit& hit);

/// Counts what an issuer refused, whoever told of it. Refusals of our own and ends by the payer are
/// not declines to a scheme.
void note_decline(storage::Tx& tx, const store::Context& context,
                  const providers::Outcome& outcome);

}  // namespace bursar::payments
