// What goes with a merchant that is deleted: its recipients.
#pragma once

#include <string>

#include "base/id.hpp"
#include "storage/storage.hpp"

namespace bursar::recipients {

/// Deletes them and says how many there were, for the trail; nothing when there were none.
std::string forget_merchant(storage::Tx& tx, MerchantId merchant);

}  // namespace bursar::recipients
