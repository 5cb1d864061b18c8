// Where a payout goes: a destination that was typed in, or that of a recipient. Private.
#pragma once

#include <string>

#include "payments/payments.hpp"

namespace bursar::payments {

/// A command whose recipient was looked up: its destination stands in it.
struct Addressed {
  CreatePayout command;
  PayoutTarget target;
  std::string mark;  ///< of the recipient: changes with whatever is written about it; else empty
};
/// Errors: as payout_target().
Result<Addressed> addressed(storage::Tx& tx, const Call& call, const vault::KeyRing& keys,
                            const CreatePayout& command);
/// An account number or BIC in its one spelling: capital letters and digits without spaces.
std::string squeezed(std::string text);

}  // namespace bursar::payments
