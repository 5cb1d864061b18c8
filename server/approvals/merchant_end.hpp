// What goes with a merchant that is deleted: policies that hold for it alone.
#pragma once

#include <string>

#include "base/id.hpp"
#include "storage/storage.hpp"

namespace bursar::approvals {

/// Deletes it and says what that was, for the trail; nothing when there was none.
std::string forget_merchant(storage::Tx& tx, MerchantId merchant);

}  // namespace bursar::approvals
