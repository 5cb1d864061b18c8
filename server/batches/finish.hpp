// When a batch ends. Private to batches.
#pragma once

#include "batches/batches.hpp"

namespace bursar::batches {

/// Ends a batch that has nothing left to carry out and nothing under way; else changes nothing.
/// Errors: conflict/version_changed.
Result<void> finish_if_over(Tx& tx, const Call& call, Batch& batch, std::string_view reason = "");

}  // namespace bursar::batches
