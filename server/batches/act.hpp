// What a line does: resolved to a payout, a refund, a capture or a void of this merchant, and done.
// Private to batches.
#pragma once

#include <string>

#include "batches/batches.hpp"
#include "batches/file.hpp"

namespace bursar::batches {

/// A line that was looked up: its amount and currency are filled in.
struct Planned {
  Line line;
  Money amount;
  std::string recipient;  ///< masked
};
/// Errors: those of the use case the line stands for, with its field; not_found of what it names.
Result<Planned> plan_line(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                          Line line);

struct Made {
  PaymentId payment;
  OperationId operation;
  AttemptId attempt;
};
/// Does it. The idempotency key is the line's own, so the line is done once whatever happens.
Result<Made> carry_out(Tx& tx, const Call& call, const Tools& tools, const Batch& batch,
                       const Line& line);

/// Something the batch's own actor does: reaches its project and nothing else.
Actor actor_of(const Call& call, const Tools& tools, const Batch& batch);

}  // namespace bursar::batches
