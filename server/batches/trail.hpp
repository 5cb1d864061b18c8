// What every step of a batch leaves behind: an audit entry and an event. Private to batches.
#pragma once

#include <string>
#include <string_view>

#include "batches/batches.hpp"

namespace bursar::batches {

/// An event alone, for progress that is no decision of anybody.
void tell(Tx& tx, const Call& call, std::string_view event, const Batch& batch);
/// `action` is the use case, `event` the type of the event ("batch.confirmed"); `from` is the state
/// before, or nothing for a fresh batch.
void record(Tx& tx, const Call& call, std::string_view action, std::string_view event,
            const Batch& batch, std::optional<State> from, std::string_view reason = "");

}  // namespace bursar::batches
