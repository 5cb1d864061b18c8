// Destinations of payouts under another master key.
#pragma once

#include "vault/reencrypt.hpp"

namespace bursar::payments {

vault::SealedColumn destination_column();

}  // namespace bursar::payments
