// One server works on a batch at a time. The lease spares servers each other's collisions; that no
// line is done twice rests on the line's own row and idempotency key. Private to batches.
#pragma once

#include "batches/store.hpp"

namespace bursar::batches {

inline constexpr std::int64_t k_lease_ms = 15 * k_second_ms;

inline bool hold_lease(Tx& tx, const Call& call, BatchId id) {
  return store::take_lease(tx, id, static_cast<std::int64_t>(call.ids.node()) + 1, call.now,
                           call.now.plus_ms(k_lease_ms));
}

}  // namespace bursar::batches
