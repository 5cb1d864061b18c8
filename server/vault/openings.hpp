// How often stored card numbers were opened (D-04): counted as it happens, written to the audit
// trail once a minute, because an entry of its own would double what a payment writes. Each opening
// serves an attempt at a provider, which is on record one by one.
#pragma once

#include <cstdint>

#include "base/call.hpp"
#include "storage/storage.hpp"

namespace bursar::vault {

/// Counts openings for calls to providers, in this process.
void note_opening(std::int64_t count = 1);

/// Openings since the last call of this; the count begins again.
std::int64_t take_openings();

/// The entry `open_cards` with the count and what it was for; nothing for none.
void record_openings(storage::Tx& tx, const Call& call, std::int64_t count);

}  // namespace bursar::vault
